/** The official OpenAI SDK through Envoy and Aisle: what it assembles, and which of its error classes it raises. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import OpenAI, { toFile } from "openai";
import type { ChatCompletionTool } from "openai/resources";
import { embed } from "../support/fake-llm/answers/embeddings.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";

let gateway: Gateway;
let client: OpenAI;

const HELLO = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "Hi there" }] };
const SPOKEN = "Hello from the fake LLM. You said: Hi there";
const WEATHER: ChatCompletionTool = {
  type: "function",
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } },
  },
};

before(async () => {
  gateway = await startGateway((openaiCustomUrl, key) => ({
    provider: {
      type: "openai",
      openaiCustomUrl,
      apiTokens: [key],
      modelMapping: { "gpt-4o-mini": "fake-model", "gpt-gone": "missing-model", "gpt-4o-transcribe": "fake-ears" },
    },
    allowModels: ["gpt-*", "text-embedding-*"],
  }));
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "key-of-the-client", maxRetries: 0 });
});
after(() => gateway.stop());

/** How the fake LLM is told to behave in one call. */
function steered(steering: Record<string, string>): { headers: Record<string, string> } {
  return { headers: Object.fromEntries(Object.entries(steering).map(([name, value]) => [`x-fake-${name}`, value])) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  assert.ok(condition());
}

describe("level clients: openai, answers", () => {
  it("completes a chat", async () => {
    const { choices, model, usage } = await client.chat.completions.create(HELLO);
    assert.equal(choices[0]!.message.content, SPOKEN);
    assert.deepEqual([model, usage!.total_tokens], ["fake-model", 11]);
  });

  it("reads JSON that a schema asked for", async () => {
    const schema = { type: "object", properties: { ok: { type: "boolean" } } };
    const response_format = { type: "json_schema" as const, json_schema: { name: "answer", schema, strict: true } };
    const { choices } = await client.chat.completions.parse({ ...HELLO, response_format });
    assert.equal(choices[0]!.message.content, '{"ok":true}');
  });

  for (const cut of ["events", "7", "1"]) {
    it(`assembles a stream cut into writes of ${cut}`, async () => {
      const body = { ...HELLO, stream: true as const, stream_options: { include_usage: true } };
      const stream = await client.chat.completions.create(body, steered({ cut }));
      let text = "";
      let tokens = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        tokens = chunk.usage?.total_tokens ?? tokens;
      }
      assert.deepEqual([text, tokens], [SPOKEN, 11]);
    });
  }

  it("assembles streamed tool calls to what the whole answer says", async () => {
    const tools = [WEATHER, { type: "function" as const, function: { name: "time", parameters: { type: "object" } } }];
    const whole = await client.chat.completions.create({ ...HELLO, tools });
    const streamed = await client.chat.completions
      .stream({ ...HELLO, tools }, steered({ cut: "5" }))
      .finalChatCompletion();
    const calls = streamed.choices[0]!.message.tool_calls!.map((call) => {
      assert.ok(call.type === "function");
      const { name, arguments: written } = call.function;
      return { id: call.id, type: call.type, function: { name, arguments: written } };
    });
    assert.equal(calls.length, 2);
    assert.deepEqual(calls, whole.choices[0]!.message.tool_calls);
    assert.equal(streamed.choices[0]!.finish_reason, "tool_calls");
  });

  it("embeds texts", async () => {
    const { data } = await client.embeddings.create({
      model: "text-embedding-3-small",
      input: ["a", "b"],
      dimensions: 16,
    });
    assert.deepEqual(
      data.map((each) => each.embedding),
      [Array.from(embed("a", 16)), Array.from(embed("b", 16))],
    );
  });

  it("lists models and retrieves one", async () => {
    const names: string[] = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.deepEqual(names, ["fake-model", "fake-embedding"]);
    assert.equal((await client.models.retrieve("gpt-4o")).id, "gpt-4o");
  });

  it("uploads, retrieves, reads and deletes a file", async () => {
    const content = Buffer.from([0, 13, 10, 45, 45, 255, 128]);
    const file = await client.files.create({ file: await toFile(content, "data.jsonl"), purpose: "batch" });
    assert.deepEqual([file.bytes, file.filename], [7, "data.jsonl"]);
    assert.deepEqual(await client.files.retrieve(file.id), file);
    assert.deepEqual(Buffer.from(await (await client.files.content(file.id)).arrayBuffer()), content);
    assert.equal((await client.files.delete(file.id)).deleted, true);
    await assert.rejects(client.files.retrieve(file.id), OpenAI.NotFoundError);
  });

  it("sends sound and reads its text", async (t) => {
    const open = await startGateway((openaiCustomUrl, key) => ({
      provider: { type: "openai", openaiCustomUrl, apiTokens: key },
    }));
    t.after(() => open.stop());
    const file = await toFile(Buffer.alloc(70_000, 1), "a.wav");
    const { audio } = client.withOptions({ baseURL: `${open.url}/v1` });
    const { text } = await audio.transcriptions.create({ model: "whisper-1", file });
    assert.equal(text, "The fake LLM heard a.wav, 70000 bytes.");
  });

  it("sends sound under the provider's name of the model, wherever in the form that stands", async () => {
    // More than one window of the filter's.
    const file = await toFile(Buffer.alloc(3_000_000, "x\r\n-"), "a.wav");
    const model = "gpt-4o-transcribe";
    for (const form of [
      { model, file },
      { file, model },
    ]) {
      const { text } = await client.audio.transcriptions.create(form);
      assert.equal(text, "The fake LLM heard a.wav, 3000000 bytes.");
      const [received] = gateway.llm.requests(1);
      assert.match(received!.body, /name="model"\r\n\r\nfake-ears\r\n/);
      assert.doesNotMatch(received!.body, /gpt-4o-transcribe/);
    }
  });

  it("streams a response, and retrieves it", async () => {
    const stream = await client.responses.create({ model: "gpt-4o-mini", input: "Hi there", stream: true });
    let text = "";
    let id = "";
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") text += event.delta;
      if (event.type === "response.completed") id = event.response.id;
    }
    assert.equal(text, SPOKEN);
    assert.equal((await client.responses.retrieve(id)).output_text, SPOKEN);
  });

  it("gives each of 60 simultaneous clients its own answer", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `client ${i}`);
    const replies = await Promise.all(
      names.map(async (content) => {
        const stream = client.chat.completions.stream(
          { ...HELLO, messages: [{ role: "user", content }] },
          steered({ "delay-ms": "20", cut: "9" }),
        );
        return stream.finalContent();
      }),
    );
    assert.deepEqual(
      replies,
      names.map((name) => `Hello from the fake LLM. You said: ${name}`),
    );
  });
});

describe("level clients: openai, errors", () => {
  it("raises RateLimitError for the provider's 429", async () => {
    const call = client.chat.completions.create(HELLO, steered({ status: "429" }));
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError);
      assert.deepEqual([error.status, error.code, error.type], [429, "rate_limit_exceeded", "requests"]);
      assert.equal(error.headers.get("retry-after"), "1");
      return true;
    });
  });

  it("raises AuthenticationError for the provider's 401, in a stream too", async () => {
    for (const stream of [false, true]) {
      const call = client.chat.completions.create({ ...HELLO, stream }, steered({ status: "401" }));
      await assert.rejects(
        call,
        (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key",
      );
    }
  });

  it("raises NotFoundError for a model that the provider does not have", async () => {
    const call = client.chat.completions.create({ ...HELLO, model: "gpt-gone" });
    await assert.rejects(call, (error) => error instanceof OpenAI.NotFoundError && /missing-model/.test(error.message));
  });

  it("raises NotFoundError for a model that Aisle does not allow, without asking the provider", async () => {
    const before = gateway.llm.requests(1000).length;
    await assert.rejects(client.chat.completions.create({ ...HELLO, model: "o1" }), (error) => {
      assert.ok(error instanceof OpenAI.NotFoundError);
      assert.equal(error.code, "model_not_found");
      assert.match(error.message, /o1/);
      return true;
    });
    assert.equal(gateway.llm.requests(1000).length, before);
  });

  it("raises NotFoundError for a model in a form that is not allowed, without asking the provider", async () => {
    const before = gateway.llm.requests(1000).length;
    const file = await toFile(Buffer.alloc(10), "a.wav");
    const call = client.audio.transcriptions.create({ model: "whisper-1", file });
    await assert.rejects(call, (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
    assert.equal(gateway.llm.requests(1000).length, before);
  });

  it("raises an error of status 415 where only some models are allowed and a body hides which one is meant", async () => {
    const call = client.post("/images/edits", { body: { model: "gpt-image-1", prompt: "p" } });
    await assert.rejects(call, (error) => error instanceof OpenAI.APIError && error.status === 415);
  });

  it("raises NotFoundError for a capability that there is not, without asking the provider", async () => {
    const before = gateway.llm.requests(1000).length;
    await assert.rejects(client.post("/no/such/call", { body: {} }), OpenAI.NotFoundError);
    assert.equal(gateway.llm.requests(1000).length, before);
  });

  it("raises BadRequestError for a body that is not JSON, without asking the provider", async () => {
    const before = gateway.llm.requests(1000).length;
    const headers = { "content-type": "application/json" };
    const call = client.post("/chat/completions", { body: '{"model": "gpt-4o-mini", "messages": [', headers });
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.type, "invalid_request_error");
      return true;
    });
    assert.equal(gateway.llm.requests(1000).length, before);
  });

  it("raises InternalServerError when the provider closes without an answer", async () => {
    const call = client.chat.completions.create(HELLO, steered({ "break-after-bytes": "head" }));
    await assert.rejects(call, OpenAI.InternalServerError);
  });

  it("raises an error when a stream breaks off", async () => {
    const stream = await client.chat.completions.create(
      { ...HELLO, stream: true },
      steered({ "break-after-bytes": "600" }),
    );
    let pieces = 0;
    await assert.rejects(async () => {
      for await (const _ of stream) pieces++;
    });
    assert.ok(pieces >= 1);
  });

  it("tells the provider when a client leaves in mid-stream", async () => {
    const steering = steered({ endless: "true", "event-delay-ms": "5" });
    const stream = await client.chat.completions.create({ ...HELLO, stream: true }, steering);
    let pieces = 0;
    for await (const _ of stream) if (++pieces === 20) break;
    const received = gateway.llm.last()!;
    await until(() => received.outcome !== "open");
    assert.equal(received.outcome, "abandoned");
  });

  it("still answers afterwards", async () => {
    assert.equal((await client.chat.completions.create(HELLO)).choices[0]!.message.content, SPOKEN);
  });
});
