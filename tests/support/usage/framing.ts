// Server-sent events around recorded data, as the providers frame theirs, and the data out of such a stream again.
// https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** The ways in which a stream may be written that all mean the same. */
export interface Framing {
  lineEnd: "\n" | "\r\n" | "\r";
  /** What stands between a field's colon and its value. */
  space: " " | "";
  /** Comments, `id` and `retry` between and in events. */
  isChatty: boolean;
  /** Whether an event's data takes two lines, divided where JSON may have white space. */
  isFolded: boolean;
}

export const PLAIN_FRAMING: Framing = { lineEnd: "\n", space: " ", isChatty: false, isFolded: false };

/** Frames the data of events. Those that name their type get an `event` line; a chat or completion ends with `[DONE]`. */
export function frameEvents(data: string[], framing: Partial<Framing> = {}): Buffer {
  const whole = { ...PLAIN_FRAMING, ...framing };
  const events = data.map((text, i) => frameEvent(text, i, whole));
  if (data.some((text) => text.includes('"choices":['))) events.push(frameEvent("[DONE]", data.length, whole));
  return Buffer.from(events.join(""));
}

function frameEvent(data: string, index: number, { lineEnd, space, isChatty, isFolded }: Framing): string {
  const type = typeOf(data);
  const parts = isFolded && data.startsWith("{") ? ["{", data.slice(1)] : [data];
  const lines = parts.map((part) => `data:${space}${part}`);
  if (type !== null) lines.unshift(`event:${space}${type}`);
  if (isChatty) lines.splice(index % 2, 0, `id:${space}${index}`, ":", `: "usage":{"prompt_tokens":1}`, "retry: 3000");
  return [...lines, "", ""].join(lineEnd);
}

/** The type that Anthropic, Responses (`type`) and Gemini's interactions (`event_type`) name in their `event` lines too. */
function typeOf(data: string): string | null {
  const document = readJson(data) as { type?: unknown; event_type?: unknown } | undefined;
  const type = document?.type ?? document?.event_type;
  return typeof type === "string" ? type : null;
}

/** The data of the events of a stream with one line of data for each, as those that were recorded with their framing. */
export function readFramedData(stream: string): string[] {
  const lines = stream.split("\n").filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice("data:".length).trim()).filter((data) => data !== "[DONE]");
}

/** A JSON text's value; undefined if it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
