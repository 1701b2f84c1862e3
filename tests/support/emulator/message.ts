// HTTP messages at the ends of an exchange: what is sent, and what arrived.

import { ByteQueue } from "./byte-queue.ts";
import type { MessageSink } from "./filter-half.ts";
import type { HeaderMap, HeaderPair } from "./header-map.ts";

/** How the end of a body is told: in a last empty piece of its own (HTTP/1) or with the last bytes (HTTP/2). */
export type EndStyle = "separate" | "joined";

/** A message to send, pseudo headers included. `end: "never"` leaves it open. */
export interface OutgoingMessage {
  headers: HeaderPair[];
  chunks: Uint8Array[];
  trailers: HeaderPair[];
  end: "end" | "reset" | "never";
  style: EndStyle;
}

/** One piece of a message after its headers. */
export type MessagePart = { bytes: Uint8Array; end: boolean } | { trailers: HeaderPair[] };

/** Whether the headers alone are the whole message; of a chunked one the end is told later, also if nothing comes. */
export function endsWithHeaders(message: OutgoingMessage): boolean {
  const isChunked = message.headers.some(([name]) => name === "transfer-encoding");
  return message.end === "end" && message.chunks.length === 0 && message.trailers.length === 0 && !isChunked;
}

/** The pieces after the headers, in the order Envoy's codec would deliver them. */
export function* messageParts(message: OutgoingMessage): Generator<MessagePart> {
  const endsWithData = message.end === "end" && message.trailers.length === 0;
  for (const [i, bytes] of message.chunks.entries()) {
    const last = i === message.chunks.length - 1;
    yield { bytes, end: last && endsWithData && message.style === "joined" };
  }
  const isToldApart = message.style === "separate" || message.chunks.length === 0;
  if (endsWithData && isToldApart && !endsWithHeaders(message)) yield { bytes: new Uint8Array(), end: true };
  if (message.trailers.length > 0) yield { trailers: message.trailers };
}

/** Notes what arrives at one end of an exchange. */
export class MessageRecorder implements MessageSink {
  map: HeaderMap | null = null;
  trailerPairs: HeaderPair[] = [];
  complete = false;
  readonly body = new ByteQueue();
  /** Number of pieces of body that arrived with at least one byte. */
  pieces = 0;

  /** Headers as they were when they arrived; the map itself may change afterwards. */
  pairs: [string, string][] = [];

  headers(map: HeaderMap, endOfStream: boolean): void {
    this.map = map;
    this.pairs = map.pairs();
    this.complete = endOfStream;
  }

  data(bytes: Uint8Array, endOfStream: boolean): void {
    this.body.add(bytes);
    if (bytes.length > 0) this.pieces++;
    this.complete ||= endOfStream;
  }

  trailers(map: HeaderMap): void {
    this.trailerPairs = map.pairs();
    this.complete = true;
  }

  get(name: string): string | null {
    return this.pairs.find(([n]) => n === name)?.[1] ?? null;
  }
}
