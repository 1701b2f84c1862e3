// Conversations that an official SDK leads with a provider of the other protocol: what an answer said comes back in the next
// request as the provider has said it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type Anthropic from "@anthropic-ai/sdk";
import type OpenAI from "openai";
import type { Members } from "../support/translate/json-values.ts";
import { anthropic, openAi, type Answer } from "../support/translate/sdks.ts";
import { Translators, type Direction, type Plan } from "../support/translate/translate.ts";
import { chunksOf, eventsOf } from "../support/translate/unfolding.ts";

const QUESTION = { role: "user" as const, content: "Paris and São Paulo?" };
const SCHEMA = { type: "object" as const, properties: { city: { type: "string" } } };
const THOUGHT = "Two cities,\n“both”.";
const THOUGHTS = [
  { type: "thinking", thinking: THOUGHT, signature: "c2lnbmVk" },
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
const RESULTS = USES.map(({ id }) => ({ id, content: `weather of ${id}` }));

/** A provider that is asked through a translation: it says these answers, one after the other, and notes what it is asked. */
class Provider {
  readonly asked: Members[] = [];
  private readonly translators = new Translators();

  constructor(
    private readonly direction: Direction,
    private readonly answers: Members[],
    private readonly plan: Plan = {},
  ) {}

  answer(request: string): Answer {
    this.translators.begin(this.direction, this.plan);
    const sent = this.translators.request(request);
    assert.equal(sent.status, 0, sent.body.toString());
    const asked = JSON.parse(sent.body.toString()) as Members;
    const answer = this.answers[this.asked.length] ?? assert.fail("asked too often");
    this.asked.push(asked);
    if (asked.stream !== true) return { body: this.translators.response(JSON.stringify(answer)) ?? assert.fail() };
    const stream = this.direction === "openai-anthropic" ? eventsOf(answer, 3) : chunksOf(answer, 3);
    return { isStream: true, body: this.translators.stream([stream]) };
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

describe("level host: conversations of OpenAI's SDK with Anthropic", () => {
  const tools: OpenAI.ChatCompletionTool[] = [
    { type: "function", function: { name: "get_weather", parameters: SCHEMA } },
  ];
  const message = (content: Members[], stop_reason: string) => ({
    ...{ id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", content, stop_reason },
    ...{ stop_sequence: null, usage: { input_tokens: 9, output_tokens: 7 } },
  });
  const end = message([{ type: "text", text: "Warm in both." }], "end_turn");
  const said = [{ type: "text", text: "I look." }, ...USES];

  type Ask = (client: OpenAI, messages: OpenAI.ChatCompletionMessageParam[]) => Promise<OpenAI.ChatCompletionMessage>;

  async function converse(content: Members[], ask: Ask): Promise<Provider> {
    const provider = new Provider("openai-anthropic", [message(content, "tool_use"), end]);
    const client = openAi((body) => provider.answer(body));
    const messages: OpenAI.ChatCompletionMessageParam[] = [QUESTION];
    const first = await ask(client, messages);
    assert.deepEqual(first.tool_calls?.map(callOf), CALLS);
    messages.push(first);
    for (const { id, content } of RESULTS) messages.push({ role: "tool", tool_call_id: id, content });
    const second = await ask(client, messages);
    assert.equal(second.content, "Warm in both.");
    const results = RESULTS.map(({ id, content }) => ({ type: "tool_result", tool_use_id: id, content }));
    const expected = [QUESTION, { role: "assistant", content }, { role: "user", content: results }];
    assert.deepEqual(provider.messages, expected);
    return provider;
  }

  it("brings back thinking with its signature, texts and calls, as they were", async () => {
    const provider = await converse([...THOUGHTS, ...said], async (client, messages) => {
      const body = { model: "m", tools, messages, reasoning_effort: "low" as const };
      return (await client.chat.completions.create(body)).choices[0]!.message;
    });
    for (const { thinking } of provider.asked) assert.deepEqual(thinking, { type: "enabled", budget_tokens: 1024 });
  });

  it("brings back texts and calls of a stream", async () => {
    await converse(said, async (client, messages) => {
      const runner = client.chat.completions.stream({ model: "m", tools, messages });
      return (await runner.finalChatCompletion()).choices[0]!.message;
    });
  });
});

describe("level host: conversations of Anthropic's SDK with OpenAI's protocol", () => {
  const tools: Anthropic.Tool[] = [{ name: "get_weather", input_schema: SCHEMA }];
  const completion = (message: Members, finish_reason: string) => ({
    ...{ id: "c", model: "m", choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }] },
    usage: { prompt_tokens: 9, completion_tokens: 7, total_tokens: 16 },
  });
  const said = { role: "assistant", content: "I look.", tool_calls: CALLS };
  const answers = [
    completion({ ...said, reasoning_content: THOUGHT }, "tool_calls"),
    completion({ content: "Warm in both." }, "stop"),
  ];
  const blocks = [{ type: "thinking", thinking: THOUGHT, signature: "" }, { type: "text", text: "I look." }, ...USES];

  type Ask = (client: Anthropic, messages: Anthropic.MessageParam[]) => Promise<Anthropic.Message>;

  async function converse(readsReasoning: boolean, ask: Ask): Promise<void> {
    const provider = new Provider("anthropic-openai", answers, { readsReasoning });
    const client = anthropic((body) => provider.answer(body));
    const messages: Anthropic.MessageParam[] = [QUESTION];
    const first = await ask(client, messages);
    assert.equal(first.stop_reason, "tool_use");
    assert.deepEqual(first.content, blocks);
    messages.push({ role: "assistant", content: first.content });
    const results = RESULTS.map(({ id, content }) => ({ type: "tool_result" as const, tool_use_id: id, content }));
    messages.push({ role: "user", content: [...results, { type: "text", text: "In one word?" }] });
    const second = await ask(client, messages);
    assert.equal(second.stop_reason, "end_turn");
    assert.deepEqual(provider.messages, [
      QUESTION,
      readsReasoning ? { ...said, reasoning_content: THOUGHT } : said,
      ...RESULTS.map(({ id, content }) => ({ role: "tool", tool_call_id: id, content })),
      { role: "user", content: [{ type: "text", text: "In one word?" }] },
    ]);
  }

  for (const readsReasoning of [true, false]) {
    const what = readsReasoning ? "reasoning, texts and calls" : "texts and calls, where reasoning is not read";
    it(`brings back ${what}`, async () => {
      await converse(readsReasoning, (client, messages) =>
        client.messages.create({ model: "m", max_tokens: 9, tools, messages }),
      );
    });

    it(`brings back ${what}, of a stream`, async () => {
      await converse(readsReasoning, (client, messages) =>
        client.messages.stream({ model: "m", max_tokens: 9, tools, messages }).finalMessage(),
      );
    });
  }
});
