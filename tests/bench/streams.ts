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

/** As many events of a message of Anthropic's with the same words. */
export function messageEvents(count: number): string[] {
  const message = {
    id: "msg_bench",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [],
    stop_reason: null,
  };
  const texts = Array.from({ length: count - 5 }, (_, i) => WORDS[i % WORDS.length]!);
  return [
    { type: "message_start", message: { ...message, usage: { input_tokens: 260, output_tokens: 1 } } },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    ...texts.map((text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })),
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 198 } },
    { type: "message_stop" },
  ].map((told) => `event: ${told.type}\ndata: ${JSON.stringify(told)}\n\n`);
}

/** The replies of the bench's upstream: so many events, and the pieces that it sends them in. */
export const STREAMS = {
  apart: { events: 200, make: chatEvents, cut: apart },
  halves: { events: 200, make: chatEvents, cut: (events: string[]) => inGroups(events, 100) },
  pieces: { events: 2000, make: chatEvents, cut: (events: string[]) => inPieces(events, 16 * 1024) },
  // Events of which a translation makes none of its own come with one of which it does: the client answers each piece.
  chat: { events: 200, make: chatEvents, cut: (events: string[]) => endsJoined(events, 1, 2).map(toBuffer(DONE)) },
  message: { events: 200, make: messageEvents, cut: (events: string[]) => endsJoined(events, 3, 4).map(toBuffer("")) },
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

// The events, the first and the last few in one piece each.
function endsJoined(events: string[], first: number, last: number): string[] {
  const middle = events.slice(first, -last);
  return [events.slice(0, first).join(""), ...middle, events.slice(-last).join("")];
}

function toBuffer(end: string): (text: string, index: number, all: string[]) => Buffer {
  return (text, index, all) => Buffer.from(index === all.length - 1 ? text + end : text);
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
