// Conversations that an official SDK leads with a provider of the other protocol: what an answer said comes back in the next
// request as the provider has said it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import { anthropic, openAi, type Answer } from "../support/translate/sdks.ts";
import { Translators, type Direction, type Plan } from "../support/translate/translate.ts";

type Members = Record<string, unknown>;

const SCHEMA = { type: "object" as const, properties: { city: { type: "string" } } };
const CLAUDE = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", stop_sequence: null };
const COUNTS = { input_tokens: 9, output_tokens: 7 };
const THOUGHTS = [
  { type: "thinking", thinking: "Two cities,\n“both”.", signature: "c2lnbmVk" },
  { type: "redacted_thinking", data: "c2VhbGVk" },
];
const USES = [
  { type: "tool_use", id: "toolu_1", name: "get_weather", input: { city: "Paris" } },
  { type: "tool_use", id: "toolu_2", name: "get_weather", input: { city: "São Paulo" } },
];
const CALLS = USES.map(({ id, name, input }) => ({
  id,
  type: "function" as const,
  function: { name, arguments: JSON.stringify(input) },
}));

/** A provider that is asked through a translation: it says these answers, one after the other, and notes what it is asked. */
class Provider {
  readonly asked: Members[] = [];
  private readonly translators = new Translators();

  constructor(
    private readonly direction: Direction,
    private readonly answers: string[],
    private readonly plan: Plan = {},
  ) {}

  answer(request: string): Answer {
    this.translators.begin(this.direction, this.plan);
    const sent = this.translators.request(request);
    assert.equal(sent.status, 0, sent.body.toString());
    const asked = JSON.parse(sent.body.toString()) as Members;
    const answer = this.answers[this.asked.length] ?? assert.fail("asked too often");
    this.asked.push(asked);
    if (asked.stream === true) return { isStream: true, body: this.translators.stream([Buffer.from(answer)]) };
    return { body: this.translators.response(answer) ?? assert.fail("unusable") };
  }

  /** The messages of the last request. */
  get messages(): Members[] {
    return (this.asked.at(-1)?.messages ?? []) as Members[];
  }
}

/** A call without what the SDK adds to it. */
function callOf(call: OpenAI.ChatCompletionMessageToolCall): unknown {
  if (call.type !== "function") return call;
  const { id, type, function: called } = call;
  return { id, type, function: { name: called.name, arguments: called.arguments } };
}

/** A message of Anthropic's as its stream. */
function events(content: Members[], stop_reason: string): string {
  const blocks = content.flatMap((block, index) => {
    const deltas = deltasOf(block).map((delta) => ({ type: "content_block_delta", index, delta }));
    const start = { type: "content_block_start", index, content_block: emptied(block) };
    return [start, ...deltas, { type: "content_block_stop", index }];
  });
  const start = { type: "message_start", message: { ...CLAUDE, content: [], stop_reason: null, usage: COUNTS } };
  const end = { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: COUNTS };
  const all: Members[] = [start, ...blocks, end, { type: "message_stop" }];
  return all.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

function emptied(block: Members): Members {
  if (block.type === "thinking") return { ...block, thinking: "", signature: "" };
  if (block.type === "text") return { ...block, text: "" };
  return block.type === "tool_use" ? { ...block, input: {} } : block;
}

function deltasOf({ type, thinking, signature, text, input }: Members): Members[] {
  if (type === "thinking")
    return [
      { type: "thinking_delta", thinking },
      { type: "signature_delta", signature },
    ];
  if (type === "text") return [{ type: "text_delta", text }];
  return type === "tool_use" ? [{ type: "input_json_delta", partial_json: JSON.stringify(input) }] : [];
}

/** A completion's message as a stream of chunks, its texts letter by letter. */
function chunks({ tool_calls = [], ...message }: Members, finish_reason: string): string {
  const of = (delta: Members, finish: string | null = null) => ({
    ...{ id: "c", object: "chat.completion.chunk", created: 1, model: "m" },
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const letters = Object.entries(message).flatMap(([name, text]) =>
    [...String(text)].map((one) => of({ [name]: one })),
  );
  const calls = (tool_calls as Members[]).map((call, index) => of({ tool_calls: [{ index, ...call }] }));
  const all = [of({ role: "assistant" }), ...letters, ...calls, of({}, finish_reason)];
  return all.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("") + "data: [DONE]\n\n";
}

describe("level host: conversations of OpenAI's SDK with Anthropic", () => {
  const tools: OpenAI.ChatCompletionTool[] = [
    { type: "function", function: { name: "get_weather", parameters: SCHEMA } },
  ];
  const content = [...THOUGHTS, { type: "text", text: "I look." }, ...USES];
  const results = USES.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: `weather of ${id}` }));

  async function converse(
    answers: string[],
    ask: (client: OpenAI, messages: OpenAI.ChatCompletionMessageParam[]) => Promise<OpenAI.ChatCompletionMessage>,
  ) {
    const provider = new Provider("openai-anthropic", answers);
    const client = openAi((body) => provider.answer(body));
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Paris and São Paulo?" }];
    const first = await ask(client, messages);
    assert.deepEqual(first.tool_calls?.map(callOf), CALLS);
    messages.push(first);
    for (const { id } of first.tool_calls ?? []) {
      messages.push({ role: "tool", tool_call_id: id, content: `weather of ${id}` });
    }
    const second = await ask(client, messages);
    assert.equal(second.content, "Warm in both.");
    assert.deepEqual(provider.messages[0], { role: "user", content: "Paris and São Paulo?" });
    assert.deepEqual(provider.messages[2], { role: "user", content: results });
    return provider;
  }

  it("brings back thinking with its signature, texts and calls, as they were", async () => {
    const answers = [
      JSON.stringify({ ...CLAUDE, content, stop_reason: "tool_use", usage: COUNTS }),
      JSON.stringify({
        ...CLAUDE,
        content: [{ type: "text", text: "Warm in both." }],
        stop_reason: "end_turn",
        usage: COUNTS,
      }),
    ];
    const provider = await converse(answers, async (client, messages) => {
      const completion = await client.chat.completions.create({ model: "m", tools, messages, reasoning_effort: "low" });
      return completion.choices[0]!.message;
    });
    assert.deepEqual(provider.messages[1], { role: "assistant", content });
    for (const { thinking } of provider.asked) assert.deepEqual(thinking, { type: "enabled", budget_tokens: 1024 });
  });

  it("brings back texts and calls of a stream", async () => {
    const spoken = content.filter(({ type }) => !type.includes("thinking"));
    const answers = [events(spoken, "tool_use"), events([{ type: "text", text: "Warm in both." }], "end_turn")];
    const provider = await converse(answers, async (client, messages) => {
      const runner = client.chat.completions.stream({ model: "m", tools, messages });
      return (await runner.finalChatCompletion()).choices[0]!.message;
    });
    assert.deepEqual(provider.messages[1], { role: "assistant", content: spoken });
  });
});

describe("level host: conversations of Anthropic's SDK with OpenAI's protocol", () => {
  const tools: Anthropic.Tool[] = [{ name: "get_weather", input_schema: SCHEMA }];
  const spoken = { reasoning_content: "Two cities,\n“both”.", content: "I look.", tool_calls: CALLS };
  const blocks = [
    { type: "thinking", thinking: "Two cities,\n“both”.", signature: "" },
    { type: "text", text: "I look." },
    ...USES,
  ];
  const end = { role: "assistant", content: "Warm in both." };

  async function converse(
    answers: string[],
    plan: Plan,
    ask: (client: Anthropic, messages: Anthropic.MessageParam[]) => Promise<Anthropic.Message>,
  ) {
    const provider = new Provider("anthropic-openai", answers, plan);
    const client = anthropic((body) => provider.answer(body));
    const messages: Anthropic.MessageParam[] = [{ role: "user", content: "Paris and São Paulo?" }];
    const first = await ask(client, messages);
    assert.equal(first.stop_reason, "tool_use");
    assert.deepEqual(first.content, blocks);
    messages.push({ role: "assistant", content: first.content });
    const results = USES.map(({ id }) => ({
      type: "tool_result" as const,
      tool_use_id: id,
      content: `weather of ${id}`,
    }));
    messages.push({ role: "user", content: [...results, { type: "text", text: "In one word?" }] });
    const second = await ask(client, messages);
    assert.equal(second.stop_reason, "end_turn");
    const [user, assistant, ...rest] = provider.messages;
    assert.deepEqual(user, { role: "user", content: "Paris and São Paulo?" });
    const { reasoning_content, ...said } = spoken;
    assert.deepEqual(assistant, { role: "assistant", ...said, ...(plan.readsReasoning ? { reasoning_content } : {}) });
    const answered = USES.map(({ id }) => ({ role: "tool", tool_call_id: id, content: `weather of ${id}` }));
    assert.deepEqual(rest.slice(0, 2), answered);
    assert.deepEqual(rest.slice(2), [{ role: "user", content: [{ type: "text", text: "In one word?" }] }]);
  }

  for (const readsReasoning of [true, false]) {
    const name = readsReasoning ? "reasoning, texts and calls" : "texts and calls, where reasoning is not read";
    it(`brings back ${name}`, async () => {
      const completion = (message: Members, finish_reason: string) =>
        JSON.stringify({
          id: "c",
          model: "m",
          choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }],
        });
      await converse(
        [completion(spoken, "tool_calls"), completion(end, "stop")],
        { readsReasoning },
        (client, messages) => client.messages.create({ model: "m", max_tokens: 9, tools, messages }),
      );
    });

    it(`brings back ${name}, of a stream`, async () => {
      const answers = [chunks(spoken, "tool_calls"), chunks({ content: end.content }, "stop")];
      await converse(answers, { readsReasoning }, (client, messages) =>
        client.messages.stream({ model: "m", max_tokens: 9, tools, messages }).finalMessage(),
      );
    });
  }
});
