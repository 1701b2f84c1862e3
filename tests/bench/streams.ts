// Event streams as a chat's provider sends them, and how their bytes are cut: shared by the upstream and the micro-benches.

/** Bytes of an event that brings text, its blank line counted. */
export const EVENT_BYTES = 250;

const DONE = "data: [DONE]\n\n";
const WORDS = [
  "The",
  " gateway",
  " passes",
  " a",
  " stream",
  " on",
  ",",
  " event",
  " by",
  " event",
  ".",
  "\n\n",
  " “Well”",
];
const USAGE = {
  prompt_tokens: 260,
  completion_tokens: 198,
  total_tokens: 458,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

/** `count` events: text, then one with the reason it ends, then one with the usage. `[DONE]` is not among them. */
export function chatEvents(count: number): string[] {
  const texts = Array.from({ length: count - 2 }, (_, i) => textEvent(WORDS[i % WORDS.length]!));
  const end = event({ choices: [choice({}, "stop")], usage: null });
  return [...texts, end, event({ choices: [], usage: USAGE })];
}

/** The replies of the bench's upstream: so many events, and the pieces that it sends them in. */
export const STREAMS = {
  apart: { events: 200, cut: apart },
  halves: { events: 200, cut: (events: string[]) => inGroups(events, 100) },
  pieces: { events: 2000, cut: (events: string[]) => inPieces(events, 16 * 1024) },
};
export type StreamName = keyof typeof STREAMS;

/** The events, each a piece of its own, but for `[DONE]`, which comes with the last one. */
export function apart(events: string[]): Buffer[] {
  return inGroups(events, 1);
}

/** The same bytes in pieces of so many events. From none of them a filter takes all: the client answers each. */
export function inGroups(events: string[], size: number): Buffer[] {
  const groups = Array.from({ length: Math.ceil(events.length / size) }, (_, i) =>
    events.slice(i * size, (i + 1) * size),
  );
  return groups.map((group, i) => Buffer.from(group.join("") + (i === groups.length - 1 ? DONE : "")));
}

/** The same bytes in pieces of so many bytes, whatever is cut by that. */
export function inPieces(events: string[], bytes: number): Buffer[] {
  const whole = Buffer.concat(apart(events));
  return Array.from({ length: Math.ceil(whole.length / bytes) }, (_, i) => whole.subarray(i * bytes, (i + 1) * bytes));
}

// Padded as OpenAI pads, so that all have the same size.
function textEvent(content: string): string {
  const told = { choices: [choice({ content }, null)], usage: null };
  const missing = EVENT_BYTES - Buffer.byteLength(event({ ...told, obfuscation: "" }));
  return event({ ...told, obfuscation: "Kp3xVb7Qz9Tn2Wc".repeat(2).slice(0, missing) });
}

function choice(delta: object, reason: string | null): object {
  return { index: 0, delta, finish_reason: reason };
}

function event(told: object): string {
  const head = { id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1700000000, model: "gpt-4o-mini" };
  return `data: ${JSON.stringify({ ...head, service_tier: "default", ...told })}\n\n`;
}
