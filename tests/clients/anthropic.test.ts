/** Anthropic's official SDK through Envoy and Aisle, before a provider that speaks OpenAI's protocol: what it assembles is what it assembles of the same content given natively. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import Anthropic from "@anthropic-ai/sdk";
import { eventsOf, messageOf } from "../support/native-llm/anthropic.ts";
import { CONTENTS, type Content } from "../support/native-llm/content.ts";
import { chunksOf, completionOf, DONE, frame } from "../support/native-llm/openai.ts";
import { NativeLlm } from "../support/native-llm/server.ts";
import { startBefore } from "./gateway.ts";

type Message = Anthropic.Message;
// The newest models take no temperature, so its types have none.
type Request = Anthropic.MessageCreateParamsNonStreaming & { temperature?: number };

const HELLO: Request = { model: "claude-sonnet-5-5", max_tokens: 50, messages: [{ role: "user", content: "Hi" }] };
const TOOLS: Anthropic.Tool[] = [
  { name: "weather", input_schema: { type: "object", properties: { city: { type: "string" } } } },
];

let llm: NativeLlm;
let native: NativeLlm;
let gateway: { url: string; stop(): Promise<void> };
let client: Anthropic;
let direct: Anthropic;

before(async () => {
  llm = await NativeLlm.start();
  native = await NativeLlm.start();
  gateway = await startBefore(llm.port, {
    provider: { type: "groq", apiTokens: ["sk-groq"], modelMapping: { "claude-*": "llama" } },
  });
  client = new Anthropic({ baseURL: gateway.url, apiKey: "sk-client", maxRetries: 0 });
  direct = new Anthropic({ baseURL: native.url, apiKey: "sk-client", maxRetries: 0 });
});
after(async () => {
  await gateway.stop();
  await llm.close();
  await native.close();
});

/** What is the same whoever answers: all but who it was, and a signature, which only Anthropic gives. */
function essence({ content, stop_reason, stop_sequence, usage, role, type }: Message): object {
  const blocks = content.map((block) => (block.type === "thinking" ? { ...block, signature: "" } : block));
  const { input_tokens, output_tokens, cache_read_input_tokens } = usage;
  return { blocks, stop_reason, stop_sequence, role, type, input_tokens, output_tokens, cache_read_input_tokens };
}

async function streamed(sdk: Anthropic): Promise<{ message: Message; types: string[] }> {
  const stream = sdk.messages.stream(HELLO);
  const types: string[] = [];
  stream.on("streamEvent", (event) => types.push(event.type));
  return { message: await stream.finalMessage(), types };
}

describe("level clients: Anthropic's SDK before other vendors", () => {
  const own = { openaiCustomUrl: "http://models.example/base/v1" };
  const TABLE = [
    { type: "openai", more: own, path: "/base/v1/chat/completions", limit: "max_completion_tokens" },
    { type: "mistral", path: "/v1/chat/completions", limit: "max_tokens" },
    { type: "moonshot", path: "/v1/chat/completions", limit: "max_tokens", reads: true },
  ];
  for (const { type, more, path, limit, reads } of TABLE) {
    it(type, async (t) => {
      const { url, stop } = await startBefore(llm.port, { provider: { type, apiTokens: ["sk-own"], ...more } });
      t.after(() => stop());
      const sdk = new Anthropic({ baseURL: url, authToken: "sk-client", apiKey: null, maxRetries: 0 });
      const thinks = CONTENTS["thinking before a text"]!;
      llm.says(completionOf(thinks));
      const { content } = await sdk.messages.create(HELLO);
      const messages = [...HELLO.messages, { role: "assistant" as const, content }, ...HELLO.messages];
      llm.streams(chunksOf(thinks));
      const message = await sdk.messages.stream({ ...HELLO, messages }).finalMessage();
      assert.deepEqual(message.content, content);
      const { json, headers } = llm.last;
      assert.deepEqual([llm.last.path, json[limit], headers.authorization], [path, 50, "Bearer sk-own"]);
      const thought = reads === true ? { reasoning_content: thinks.thinking } : {};
      assert.deepEqual(json.messages[1], { role: "assistant", content: thinks.text, ...thought });
      assert.doesNotMatch(JSON.stringify(headers), /sk-client|anthropic-|x-api-key/);
    });
  }
});

describe("level clients: Anthropic's SDK before OpenAI's protocol", () => {
  for (const [name, content] of Object.entries(CONTENTS)) {
    it(`assembles ${name}, whole`, async () => {
      llm.says(completionOf(content));
      native.says(messageOf(content));
      assert.deepEqual(essence(await client.messages.create(HELLO)), essence(await direct.messages.create(HELLO)));
    });

    it(`assembles ${name}, streamed`, async () => {
      native.streams(eventsOf(content));
      const expected = await streamed(direct);
      for (const piece of [1, 13, 61, 1 << 20]) {
        llm.streams(chunksOf(content), piece);
        const { message, types } = await streamed(client);
        assert.deepEqual(essence(message), essence(expected.message), `${piece}`);
        const counts = (of: string): number => types.filter((type) => type === of).length;
        assert.deepEqual([counts("message_start"), counts("message_stop")], [1, 1]);
        assert.equal(counts("content_block_start"), message.content.length);
      }
    });
  }

  it("sends what its user says as a chat, and none of Anthropic's headers", async () => {
    llm.says(completionOf(CONTENTS["a text"]!));
    const request: Request = {
      ...HELLO,
      system: "Be brief.",
      temperature: 0,
      tools: TOOLS,
      tool_choice: { type: "any" },
    };
    await client.messages.create(request);
    assert.equal(llm.last.path, "/openai/v1/chat/completions");
    assert.deepEqual(llm.last.json, {
      model: "llama",
      temperature: 0,
      max_tokens: 50,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
      ],
      tools: [{ type: "function", function: { name: "weather", parameters: TOOLS[0]!.input_schema } }],
      tool_choice: "required",
    });
    assert.equal(llm.last.headers.authorization, "Bearer sk-groq");
    const names = Object.keys(llm.last.headers);
    assert.deepEqual(
      names.filter((name) => name === "x-api-key" || name.startsWith("anthropic-")),
      [],
    );
  });

  it("keeps a conversation with tools over two turns", async () => {
    const asks: Content = CONTENTS["a text and two calls, one without arguments"]!;
    llm.script = [asks, CONTENTS["a text"]!].map((content) => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(completionOf(content)),
    }));
    const first = await client.messages.create({ ...HELLO, tools: TOOLS });
    const results = first.content.flatMap((block) =>
      block.type === "tool_use"
        ? [
            {
              type: "tool_result" as const,
              tool_use_id: block.id,
              content: `${block.name} failed`,
              is_error: block.name === "now",
            },
          ]
        : [],
    );
    const messages = [
      ...HELLO.messages,
      { role: "assistant" as const, content: first.content },
      { role: "user" as const, content: results },
    ];
    const second = await client.messages.create({ ...HELLO, tools: TOOLS, messages });
    assert.equal(second.stop_reason, "end_turn");
    const calls = asks.calls!.map(({ id, name, input }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(input) },
    }));
    assert.deepEqual(llm.last.json.messages, [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Let me look.", tool_calls: calls },
      { role: "tool", tool_call_id: "call_1", content: "Error: now failed" },
      { role: "tool", tool_call_id: "call_2", content: "weather failed" },
    ]);
  });

  it("keeps a streamed one with thinking, of which this provider reads nothing", async () => {
    const asks = CONTENTS["thinking before a call"]!;
    llm.streams(chunksOf(asks));
    const { message } = await streamed(client);
    const [thought, call] = message.content as [Anthropic.ThinkingBlock, Anthropic.ToolUseBlock];
    assert.deepEqual([thought.thinking, thought.signature], [asks.thinking, ""]);
    const result = { type: "tool_result" as const, tool_use_id: call.id };
    const messages = [
      ...HELLO.messages,
      { role: "assistant" as const, content: message.content },
      { role: "user" as const, content: [{ ...result, content: [{ type: "text" as const, text: "12 °C" }] }] },
    ];
    llm.streams(chunksOf(CONTENTS["a text"]!));
    const stream = client.messages.stream({
      ...HELLO,
      max_tokens: 9000,
      tools: TOOLS,
      messages,
      thinking: { type: "enabled", budget_tokens: 8000 },
    });
    assert.equal((await stream.finalMessage()).stop_reason, "end_turn");
    const { id, name, input } = asks.calls![0]!;
    const called = { id, type: "function", function: { name, arguments: JSON.stringify(input) } };
    assert.equal(llm.last.json.reasoning_effort, "medium");
    assert.deepEqual(llm.last.json.messages, [
      { role: "user", content: "Hi" },
      { role: "assistant", content: null, tool_calls: [called] },
      { role: "tool", tool_call_id: id, content: "12 °C" },
    ]);
  });

  it("raises its own errors, by the status, with the provider's words", async () => {
    const classes = [
      [400, Anthropic.BadRequestError, "invalid_request_error"],
      [401, Anthropic.AuthenticationError, "authentication_error"],
      [403, Anthropic.PermissionDeniedError, "permission_error"],
      [404, Anthropic.NotFoundError, "not_found_error"],
      [413, Anthropic.APIError, "request_too_large"],
      [429, Anthropic.RateLimitError, "rate_limit_error"],
      [500, Anthropic.InternalServerError, "api_error"],
      [529, Anthropic.InternalServerError, "overloaded_error"],
    ] as const;
    for (const [status, errorClass, type] of classes) {
      llm.says({ error: { message: `says ${status}`, type: "x", param: null, code: null } }, status);
      await assert.rejects(client.messages.create(HELLO), (error: any) => {
        assert.ok(error instanceof errorClass, `${status}`);
        assert.deepEqual(error.error, { type: "error", error: { type, message: `says ${status}` } });
        return error.status === status;
      });
    }
  });

  it("raises an error for a page, for no chat and for a compressed answer", async () => {
    const page = { headers: { "content-type": "text/html" }, body: "<html>login</html>" };
    const packed = {
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: gzipSync("{}"),
    };
    for (const scripted of [page, packed, { ...page, body: "" }]) {
      llm.script = [scripted];
      await assert.rejects(client.messages.create(HELLO), (error: any) => {
        assert.equal(error.status, 502);
        return error.error.type === "error";
      });
    }
  });

  it("raises an error for a stream that ends too soon, that tells of one, or is none", async () => {
    const whole = chunksOf(CONTENTS["a long text"]!);
    const half = whole.slice(0, whole.length / 2);
    const told = `${half.slice(0, half.lastIndexOf("data:"))}${frame({ error: { message: "No room", code: 503 } })}`;
    for (const body of [
      half,
      told,
      `${told}${DONE}`,
      eventsOf(CONTENTS["a text"]!),
      'data: {"error":"no"}\n\n',
      "",
      ": hi\n\n",
    ]) {
      llm.streams(body);
      await assert.rejects(client.messages.stream(HELLO).finalMessage(), Anthropic.APIError, body.slice(-60));
    }
    llm.streams(half, 61, true);
    await assert.rejects(client.messages.stream(HELLO).finalMessage());
  });

  it("counts tokens, which are estimated", async () => {
    const { data, response } = await client.messages.countTokens(HELLO).withResponse();
    assert.ok(data.input_tokens > 0);
    assert.equal(response.headers.get("x-aisle-estimated"), "true");
  });
});
