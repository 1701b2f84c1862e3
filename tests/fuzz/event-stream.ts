// A reader of event streams of the fuzz level's own: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

import { parseJson, readMembers } from "./json-readers.ts";

/** An event: the bytes from its first line to the blank line behind it, and its data; null: it has none. */
export interface StreamEvent {
  start: number;
  end: number;
  data: Uint8Array | null;
}

const MARK = Buffer.from("\ufeff");

/** The events of a stream in order, all bytes theirs; the last one may lack its blank line, and then `isWhole` is false. */
export function readEvents(stream: Uint8Array): (StreamEvent & { isWhole: boolean })[] {
  const text = Buffer.from(stream).toString("latin1");
  const events: (StreamEvent & { isWhole: boolean })[] = [];
  let at = MARK.equals(stream.subarray(0, MARK.length)) ? MARK.length : 0;
  let start = 0;
  let lines: string[] = [];
  while (at < text.length) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    at = behindLine(text, end);
    const isBlank = line === "" && end < text.length;
    if (!isBlank) lines.push(line);
    if (!isBlank && at < text.length) continue;
    events.push({ start, end: at, data: dataOf(lines), isWhole: isBlank });
    start = at;
    lines = [];
  }
  return events;
}

/**
 * The stream without the chunks that `stream_options.include_usage` adds: no choice, and an object that tells usage. Where
 * choices are named twice, a reader may find some, unless none of them has any.
 */
export function withoutUsageChunks(stream: Uint8Array): Uint8Array {
  const events = readEvents(stream);
  if (events.length === 0) return stream; // a byte order mark alone
  const kept = events.filter(({ isWhole, data }) => !isWhole || data === null || !isUsageChunk(data));
  return Buffer.concat(kept.map(({ start, end }) => stream.subarray(start, end)));
}

function isUsageChunk(data: Uint8Array): boolean {
  const value = parseJson(data);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { choices, usage } = value;
  const hasUsage = typeof usage === "object" && usage !== null && !Array.isArray(usage);
  if (!hasUsage || !Array.isArray(choices) || choices.length > 0) return false;
  const text = Buffer.from(data).toString("latin1");
  const all = readMembers(text).filter(({ name }) => name === "choices");
  return all.every(({ valueStart, valueEnd }) => /^\[\s*\]$/.test(text.slice(valueStart, valueEnd)));
}

function dataOf(lines: string[]): Uint8Array | null {
  const values = lines.flatMap((line) => {
    const [, name, value] = /^([^:]*)(?::[ ]?([^]*))?$/.exec(line) ?? [];
    return name === "data" ? [value ?? ""] : [];
  });
  return values.length === 0 ? null : Buffer.from(values.join("\n"), "latin1");
}

function endOfLine(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}

function behindLine(text: string, end: number): number {
  return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : Math.min(end + 1, text.length);
}
