// What translating costs grows as the bodies do: nobody can stop a worker by sending much of something.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Translators, type Direction } from "../support/translate/translate.ts";

const SMALL = 500;
const TIMES = 8;
// Eight times as much takes eight times as long, and 64 times where each is compared with each. The machine is shared.
const MAX_RATIO = 20;
const ROUNDS = 8;
// What takes less is not worth a word.
const LEAST_MS = 3;

const translators = new Translators();
const user = { role: "user", content: "x" };

function list<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** A name that is too long for OpenAI. */
function longName(i: number): string {
  return `${"x".repeat(70)}${i}`;
}

function tool(i: number): object {
  return { type: "function", function: { name: `tool_${i}`, parameters: {} } };
}

function call(i: number): object {
  return { id: `c${i}`, type: "function", function: { name: "f", arguments: "{}" } };
}

/** Members of a request to OpenAI, `n` of something in each. */
const CHATS: Record<string, (n: number) => object> = {
  turns: (n) => ({ messages: list(n, (i) => ({ role: i % 2 === 1 ? "assistant" : "user", content: "x" })) }),
  "turns with calls, and thinking": (n) => ({
    max_tokens: 9000,
    reasoning_effort: "low",
    messages: [
      user,
      ...list(n, (i) => [
        { role: "assistant", tool_calls: [call(i)] },
        { role: "tool", tool_call_id: `c${i}`, content: "r" },
      ]).flat(),
    ],
  }),
  "functions called": (n) => ({
    messages: [
      user,
      ...list(n, () => [
        { role: "assistant", function_call: { name: "f", arguments: "{}" } },
        { role: "function", name: "f", content: "r" },
      ]).flat(),
    ],
  }),
  "calls of one turn": (n) => ({
    messages: [
      user,
      { role: "assistant", tool_calls: list(n, call) },
      ...list(n, (i) => ({ role: "tool", tool_call_id: `c${i}`, content: "r" })),
    ],
  }),
  "system messages": (n) => ({ messages: [...list(n, () => ({ role: "system", content: "x" })), user] }),
  tools: (n) => ({ messages: [user], tools: list(n, tool) }),
  "allowed tools": (n) => ({
    messages: [user],
    tools: list(n, tool),
    tool_choice: { type: "allowed_tools", allowed_tools: { mode: "auto", tools: list(n, tool) } },
  }),
  members: (n) => ({ messages: [user], ...Object.fromEntries(list(n, (i) => [`m${i}`, i])) }),
  parts: (n) => ({ messages: [{ role: "user", content: list(n, () => ({ type: "text", text: "x" })) }] }),
  "blocks of thinking": (n) => ({
    messages: [
      user,
      {
        role: "assistant",
        content: "x",
        thinking_blocks: list(n, (index) => ({ index, type: "thinking", thinking: "x", signature: "s" })),
      },
    ],
  }),
};

/** The same for Anthropic. */
const MESSAGES: Record<string, (n: number) => object> = {
  turns: (n) => ({
    messages: list(n, (i) => ({ role: i % 2 === 1 ? "assistant" : "user", content: [{ type: "text", text: "x" }] })),
  }),
  tools: (n) => ({ messages: [user], tools: list(n, (i) => ({ name: `x${i}`, input_schema: {} })) }),
  "tools with long names": (n) => ({
    messages: [user],
    tools: list(n, (i) => ({ name: longName(i), input_schema: {} })),
  }),
  "calls with long names": (n) => ({
    messages: [
      { role: "assistant", content: list(n, (i) => ({ type: "tool_use", id: `t${i}`, name: longName(i), input: {} })) },
    ],
  }),
  results: (n) => ({
    messages: [
      {
        role: "user",
        content: list(n, (i) => ({
          type: "tool_result",
          tool_use_id: `t${i}`,
          content: [{ type: "text", text: "x" }],
        })),
      },
    ],
  }),
  "hashes of billing": (n) => ({ system: `x-anthropic-billing-header:${"; cch=1".repeat(n)}`, messages: [user] }),
};

/** Whole answers of `n` blocks or calls. */
const ANSWERS: Record<Both, (n: number) => object> = {
  "openai-anthropic": (n) => ({
    content: list(n, (i) => ({
      type: ["text", "thinking", "tool_use"][i % 3],
      text: "x",
      thinking: "y",
      id: "i",
      name: "n",
      input: {},
    })),
  }),
  "anthropic-openai": (n) => ({ choices: [{ message: { tool_calls: list(n, call) } }] }),
};

function delta(value: object): object {
  return { choices: [{ index: 0, delta: value }] };
}

function thinking(n: number): object[] {
  return [
    { type: "message_start", message: {} },
    { type: "content_block_start", content_block: { type: "thinking" } },
    ...list(n, () => ({ type: "content_block_delta", delta: { type: "thinking_delta", thinking: "xxxx" } })),
    { type: "content_block_stop" },
    { type: "message_stop" },
  ];
}

/** Streams of `n` events. */
const STREAMS: [direction: Both, name: string, make: (n: number) => object[]][] = [
  ["anthropic-openai", "texts", (n) => list(n, () => delta({ content: "x" }))],
  ["anthropic-openai", "calls", (n) => list(n, (i) => delta({ tool_calls: [{ index: i % 200, ...call(i) }] }))],
  ["anthropic-openai", "calls of one event", (n) => [delta({ tool_calls: list(n, call) })]],
  ["openai-anthropic", "thinking", thinking],
];

type Both = "openai-anthropic" | "anthropic-openai";

/** Milliseconds of what `n` of something take: the best of a few rounds. */
function measure(work: () => void): number {
  let best = Infinity;
  for (let i = 0; i < ROUNDS && (i === 0 || best < 200); i++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function judge(prepare: (n: number) => () => void): void {
  const [small, large] = [measure(prepare(SMALL)), measure(prepare(SMALL * TIMES))];
  const limit = Math.max(small, LEAST_MS) * MAX_RATIO;
  assert.ok(large < limit, `${SMALL}: ${small.toFixed(2)} ms; ${SMALL * TIMES}: ${large.toFixed(2)} ms`);
}

function ask(direction: Direction, text: string): void {
  translators.begin(direction);
  assert.equal(translators.request(text).status, 0);
}

const judgeRequests = (direction: Direction, bodies: Record<string, (n: number) => object>) => {
  for (const [name, make] of Object.entries(bodies)) {
    it(`${direction}: a request with many ${name}`, () => {
      judge((n) => {
        const text = JSON.stringify({ max_tokens: 9, ...make(n) });
        return () => ask(direction, text);
      });
    });
  }
};

describe("level host: what translating takes", () => {
  judgeRequests("openai-anthropic", CHATS);
  judgeRequests("anthropic-openai", MESSAGES);
  judgeRequests("count-tokens", { turns: MESSAGES["turns"]! });

  for (const [direction, make] of Object.entries(ANSWERS) as [Both, (n: number) => object][]) {
    it(`${direction}: an answer of many blocks`, () => {
      judge((n) => {
        const text = JSON.stringify(make(n));
        return () => {
          ask(direction, JSON.stringify({ max_tokens: 9, messages: [user] }));
          assert.ok(translators.response(text) !== null);
        };
      });
    });
  }

  for (const [direction, name, make] of STREAMS) {
    it(`${direction}: a stream of many ${name}`, () => {
      judge((n) => {
        const stream = Buffer.from(
          make(n)
            .map((event) => `data: ${JSON.stringify(event)}\n\n`)
            .join(""),
        );
        return () => {
          ask(direction, JSON.stringify({ max_tokens: 9, stream: true, messages: [user] }));
          translators.stream(
            list(Math.ceil(stream.length / 16384), (i) => stream.subarray(i * 16384, (i + 1) * 16384)),
          );
        };
      });
    });
  }
});
