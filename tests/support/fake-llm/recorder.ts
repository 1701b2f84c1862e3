/** Remembers what the fake LLM received, to the byte. */
import type { IncomingMessage } from "node:http";

const KEPT = 1000;

/** One request as it arrived. */
export interface ReceivedRequest {
  method: string;
  /** Path with query, undecoded. */
  path: string;
  httpVersion: string;
  /** In the order and spelling of the wire, repeated names too. */
  headers: [name: string, value: string][];
  trailers: [name: string, value: string][];
  /** The raw body. */
  bodyBase64: string;
  /** The same body read as UTF-8. */
  body: string;
  /** `abandoned`: the client left before the answer was complete. */
  outcome: "open" | "answered" | "broken" | "abandoned";
}

/** Keeps the last 1000 requests. */
export class Recorder {
  private readonly received: ReceivedRequest[] = [];

  record(request: IncomingMessage, body: Buffer): ReceivedRequest {
    const { method = "", url = "", httpVersion } = request;
    const entry: ReceivedRequest = {
      method,
      path: url,
      httpVersion,
      headers: pairsOf(request.rawHeaders),
      trailers: pairsOf(request.rawTrailers),
      bodyBase64: body.toString("base64"),
      body: body.toString("utf8"),
      outcome: "open",
    };
    this.received.push(entry);
    if (this.received.length > KEPT) this.received.shift();
    return entry;
  }

  /** The last `n` requests, oldest first. */
  last(n: number): ReceivedRequest[] {
    return n > 0 ? this.received.slice(-n) : [];
  }
}

function pairsOf(flat: string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) pairs.push([flat[i]!, flat[i + 1]!]);
  return pairs;
}
