// What a model says, whoever it says it to: both vendors' native answers are made of it (openai.ts, anthropic.ts).

/** One call of a tool. */
export interface Call {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

/** One answer. */
export interface Content {
  thinking?: string;
  /** Anthropic's, of the thinking. */
  signature?: string;
  text?: string;
  calls?: Call[];
  /** In Anthropic's words. */
  stop: "end_turn" | "max_tokens" | "tool_use" | "refusal";
  input: number;
  cached: number;
  output: number;
}

const REASONS = {
  end_turn: "stop",
  max_tokens: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
} as const;

/** The reason to stop in OpenAI's words. */
export function finishReasonOf({ stop }: Content): string {
  return REASONS[stop];
}

/** Pieces of a text, cut where a stream might: also inside of words, and never inside of a character. */
export function piecesOf(text: string): string[] {
  const pieces = text.match(/[^]{1,7}/gu) ?? [];
  return pieces;
}

/** What the tests ask for, by name. */
export const CONTENTS: Record<string, Content> = {
  "a text": { text: 'Hello, wörld! 😀 "quoted" \\ and\n\ttabs', stop: "end_turn", input: 12, cached: 0, output: 9 },
  "a long text": { text: "All work and no play. ".repeat(60), stop: "max_tokens", input: 7, cached: 4, output: 300 },
  "thinking before a text": {
    thinking: "The user wants a number.\nI add 1 and 1.",
    signature: "c2lnbmVk",
    text: "2",
    stop: "end_turn",
    input: 20,
    cached: 16,
    output: 40,
  },
  "a call of a tool": {
    calls: [{ id: "call_1", name: "weather", input: { city: "Zürich", days: 3, nested: { "a b": [1, null, "x"] } } }],
    stop: "tool_use",
    input: 31,
    cached: 0,
    output: 22,
  },
  "a text and two calls, one without arguments": {
    text: "Let me look.",
    calls: [
      { id: "call_1", name: "now", input: {} },
      { id: "call_2", name: "weather", input: { city: "Bern" } },
    ],
    stop: "tool_use",
    input: 33,
    cached: 0,
    output: 30,
  },
  "thinking before a call": {
    thinking: "I should look.",
    signature: "c2lnbmVkIHRvbw==",
    calls: [{ id: "call_9", name: "weather", input: { city: "Genève" } }],
    stop: "tool_use",
    input: 40,
    cached: 0,
    output: 33,
  },
  "a refusal": { text: "I cannot do that.", stop: "refusal", input: 5, cached: 0, output: 6 },
};
