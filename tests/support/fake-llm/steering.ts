/** The request headers that tell the fake LLM how to behave. */
import type { IncomingHttpHeaders } from "node:http";

/** How one answer is sent; absent headers mean a quick, whole and correct answer. */
export interface Steering {
  /** `x-fake-status`: answer with this status, and from 400 on with OpenAI's error body. */
  status: number | null;
  /** `x-fake-delay-ms`: wait before the head. */
  delayMs: number;
  /** `x-fake-event-delay-ms`: wait before each event. */
  eventDelayMs: number;
  /** `x-fake-cut`: bytes per TCP write (`1`, `7`, …), or 0 for `events`: one write per event. */
  cut: number;
  /** `x-fake-events`: how many pieces of text a stream has. */
  events: number | null;
  /** `x-fake-endless`: the stream goes on until the client leaves. */
  endless: boolean;
  /** `x-fake-break-after-bytes`: disconnect after so many bytes of the body; -1 (`head`) before the head. */
  breakAfterBytes: number | null;
  /** `x-fake-malformed`: half of the JSON is missing, in the whole body or in the stream's second event. */
  malformed: boolean;
}

/** Reads the steering headers; a value that is not a number is an error of the test, and said so. */
export function readSteering(headers: IncomingHttpHeaders): Steering {
  const text = (name: string): string | null => (headers[`x-fake-${name}`] as string | undefined) ?? null;
  const number = (name: string): number | null => {
    const value = text(name);
    if (value === null) return null;
    if (!/^\d+$/.test(value))
      throw new Error(`x-fake-${name}: expected a whole number, found ${JSON.stringify(value)}`);
    return Number(value);
  };
  const flag = (name: string): boolean => text(name) !== null && text(name) !== "false";
  return {
    status: number("status"),
    delayMs: number("delay-ms") ?? 0,
    eventDelayMs: number("event-delay-ms") ?? 0,
    cut: text("cut") === "events" ? 0 : (number("cut") ?? 0),
    events: flag("endless") ? Infinity : number("events"),
    endless: flag("endless"),
    breakAfterBytes: text("break-after-bytes") === "head" ? -1 : number("break-after-bytes"),
    malformed: flag("malformed"),
  };
}
