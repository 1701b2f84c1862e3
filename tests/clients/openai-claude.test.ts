/** The official OpenAI SDK through Envoy and Aisle, before a provider that speaks Anthropic's protocol: what it assembles is what it assembles of the same content given natively. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import OpenAI from "openai";
import type { ChatCompletion, ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources";
import { eventsOf, frame, messageOf } from "../support/native-llm/anthropic.ts";
import { CONTENTS } from "../support/native-llm/content.ts";
import { chunksOf, completionOf } from "../support/native-llm/openai.ts";
import { NativeLlm } from "../support/native-llm/server.ts";
import { startBefore } from "./gateway.ts";

const HELLO = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Hi" }] };
const TOOLS: ChatCompletionTool[] = [
  {
    type: "function",
    function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
  },
];

let llm: NativeLlm;
let native: NativeLlm;
let gateway: { url: string; stop(): Promise<void> };
let client: OpenAI;
let direct: OpenAI;

before(async () => {
  llm = await NativeLlm.start();
  native = await NativeLlm.start();
  gateway = await startBefore(llm.port, {
    provider: { type: "claude", apiTokens: ["sk-ant"], modelMapping: { "gpt-*": "claude-sonnet-4-5" } },
  });
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "sk-client", maxRetries: 0 });
  direct = new OpenAI({ baseURL: `${native.url}/v1`, apiKey: "sk-client", maxRetries: 0 });
});
after(async () => {
  await gateway.stop();
  await llm.close();
  await native.close();
});

/** What is the same whoever answers; the SDK adds deltas of reasoning up by writing the last one over the others. */
function essence({ choices, usage }: ChatCompletion, isStream = false): object {
  const [{ message, finish_reason, index }] = choices as [any];
  const { content, role, tool_calls, reasoning_content } = message;
  const calls = tool_calls?.map((call: any) => ({
    ...call,
    function: { ...call.function, arguments: JSON.parse(call.function.arguments) },
  }));
  const { prompt_tokens, completion_tokens, total_tokens, prompt_tokens_details } = usage!;
  return {
    said: {
      content: content === "" ? null : content,
      role,
      calls,
      reasoning: isStream ? undefined : reasoning_content,
    },
    finish_reason,
    index,
    tokens: { prompt_tokens, completion_tokens, total_tokens, cached: prompt_tokens_details!.cached_tokens },
  };
}

async function streamed(sdk: OpenAI): Promise<{ completion: ChatCompletion; reasoning: string }> {
  const stream = sdk.chat.completions.stream({ ...HELLO, stream_options: { include_usage: true } });
  let reasoning = "";
  stream.on("chunk", ({ choices }) => (reasoning += (choices[0]?.delta as any)?.reasoning_content ?? ""));
  return { completion: await stream.finalChatCompletion(), reasoning };
}

describe("level clients: openai before Anthropic's protocol", () => {
  for (const [name, content] of Object.entries(CONTENTS)) {
    it(`assembles ${name}, whole`, async () => {
      llm.says(messageOf(content));
      native.says(completionOf(content));
      const expected = await direct.chat.completions.create(HELLO);
      assert.deepEqual(essence(await client.chat.completions.create(HELLO)), essence(expected));
    });

    // For these two reasons the SDK has an error of its own, whoever answers.
    if (content.stop === "max_tokens" || content.stop === "refusal") continue;
    it(`assembles ${name}, streamed`, async () => {
      native.streams(chunksOf(content));
      const expected = await streamed(direct);
      for (const piece of [1, 13, 61, 1 << 20]) {
        llm.streams(eventsOf(content), piece);
        const { completion, reasoning } = await streamed(client);
        assert.deepEqual(essence(completion, true), essence(expected.completion, true), `${piece}`);
        assert.equal(reasoning, expected.reasoning);
      }
    });
  }

  it("gets no usage that it did not ask for, and one end", async () => {
    llm.streams(eventsOf(CONTENTS["a long text"]!), 17);
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...HELLO, stream: true }),
    });
    const text = await response.text();
    assert.equal(text.split("data: [DONE]\n\n").length, 2);
    assert.ok(text.endsWith("data: [DONE]\n\n"));
    assert.ok(!text.includes("usage"));
    assert.ok(text.includes('"finish_reason":"length"'));
  });

  it("keeps a conversation with thinking and tools over two turns", async () => {
    const asks = CONTENTS["thinking before a call"]!;
    llm.script = [asks, CONTENTS["a text"]!].map((content) => ({
      headers: { "content-type": "application/json" },
      body: JSON.stringify(messageOf(content)),
    }));
    const options = { tools: TOOLS, reasoning_effort: "low" as const };
    const first = await client.chat.completions.create({ ...HELLO, ...options });
    const { message } = first.choices[0]!;
    const messages: ChatCompletionMessageParam[] = [
      ...HELLO.messages,
      message,
      ...message.tool_calls!.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: "12 °C" })),
    ];
    const second = await client.chat.completions.create({ ...HELLO, ...options, messages });
    assert.equal(second.choices[0]!.finish_reason, "stop");
    const { id, name, input } = asks.calls![0]!;
    assert.deepEqual(llm.last.json.thinking, { type: "enabled", budget_tokens: 1024 });
    assert.deepEqual(llm.last.json.messages, [
      { role: "user", content: "Hi" },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: asks.thinking, signature: asks.signature },
          { type: "tool_use", id, name, input },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "12 °C" }] },
    ]);
  });

  it("keeps a streamed one, too", async () => {
    const asks = CONTENTS["thinking before a text"]!;
    llm.streams(eventsOf(asks));
    const { completion } = await streamed(client);
    const messages = [
      ...HELLO.messages,
      completion.choices[0]!.message,
      { role: "user" as const, content: "And 2 + 2?" },
    ];
    llm.says(messageOf(CONTENTS["a text"]!));
    await client.chat.completions.create({ ...HELLO, messages, reasoning_effort: "high" });
    assert.deepEqual(llm.last.json.messages[1], {
      role: "assistant",
      content: [
        { type: "thinking", thinking: asks.thinking, signature: asks.signature },
        { type: "text", text: "2" },
      ],
    });
  });

  it("raises its own errors, by the status, with the provider's words", async () => {
    const classes = [
      [400, OpenAI.BadRequestError, "invalid_request_error"],
      [401, OpenAI.AuthenticationError, "authentication_error"],
      [403, OpenAI.PermissionDeniedError, "permission_error"],
      [404, OpenAI.NotFoundError, "not_found_error"],
      [413, OpenAI.APIError, "request_too_large"],
      [429, OpenAI.RateLimitError, "rate_limit_error"],
      [500, OpenAI.InternalServerError, "api_error"],
      [529, OpenAI.InternalServerError, "overloaded_error"],
    ] as const;
    for (const [status, errorClass, type] of classes) {
      llm.says({ type: "error", error: { type, message: `says ${status}` } }, status);
      await assert.rejects(client.chat.completions.create(HELLO), (error: any) => {
        assert.ok(error instanceof errorClass, `${status}`);
        assert.deepEqual([error.status, error.code, (error.error as any).message], [status, type, `says ${status}`]);
        return true;
      });
    }
  });

  it("raises an error for a page, for no message and for a compressed answer", async () => {
    const page = { headers: { "content-type": "text/html" }, body: "<html>login</html>" };
    const packed = {
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body: gzipSync(JSON.stringify(messageOf(CONTENTS["a text"]!))),
    };
    const other = {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(completionOf(CONTENTS["a text"]!)),
    };
    for (const scripted of [page, packed, other, { ...page, body: "" }]) {
      llm.script = [scripted];
      await assert.rejects(client.chat.completions.create(HELLO), (error: any) => {
        return error instanceof OpenAI.InternalServerError && error.status === 502 && error.message.length > 10;
      });
    }
    assert.equal(llm.last.headers["accept-encoding"], undefined);
    llm.script = [{ ...page, status: 503, body: "<html>down for maintenance</html>" }];
    await assert.rejects(client.chat.completions.create(HELLO), /503.*down for maintenance/);
  });

  it("sends none of its own keys and no header that Anthropic does not know", async () => {
    llm.says(messageOf(CONTENTS["a text"]!));
    await client.chat.completions.create(HELLO);
    const { authorization, "x-api-key": key, "anthropic-version": version } = llm.last.headers;
    assert.deepEqual([authorization, key, version], [undefined, "sk-ant", "2023-06-01"]);
    assert.doesNotMatch(JSON.stringify(llm.last.headers), /sk-client/);
    assert.equal(llm.last.path, "/v1/messages");
  });

  it("raises an error for a stream that ends too soon, or tells of one", async () => {
    const whole = eventsOf(CONTENTS["a long text"]!);
    const half = whole.slice(0, whole.length / 2);
    const error = frame({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } });
    const told = `${half.slice(0, half.lastIndexOf("event:"))}${error}`;
    for (const body of [half, told, error, "", chunksOf(CONTENTS["a text"]!)]) {
      llm.streams(body);
      await assert.rejects(streamed(client), OpenAI.APIError, body.slice(-60));
    }
    llm.streams(half, 61, true);
    await assert.rejects(streamed(client));
  });

  it("lists models", async () => {
    llm.says({
      data: [{ type: "model", id: "claude-opus-4-1", display_name: "x", created_at: "2025-08-05T00:00:00Z" }],
      has_more: false,
    });
    const { data } = await client.models.list();
    assert.deepEqual(data, [{ id: "claude-opus-4-1", object: "model", created: 1_754_352_000, owned_by: "anthropic" }]);
    llm.says({ type: "model", id: "claude-opus-4-1", display_name: "x", created_at: "2025-08-05T00:00:00Z" });
    assert.equal((await client.models.retrieve("claude-opus-4-1")).id, "claude-opus-4-1");
    assert.equal(llm.last.path, "/v1/models/claude-opus-4-1");
  });
});
