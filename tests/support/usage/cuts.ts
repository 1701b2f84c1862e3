// Ways to cut a body into pieces.

import { createHash } from "node:crypto";

/** A body in pieces, and what kind of cut it is. */
export interface Pieces {
  cut: string;
  pieces: Uint8Array[];
}

/** How far from an event's end a stream is cut. */
const NEAR = 64;
/** Up to this size each cut has an exchange of its own. */
const TWO_PIECES = 2 * 1024;
const STEP = 128;

export function inOnePiece(body: Buffer): Pieces {
  return { cut: "in one piece", pieces: [body] };
}

export function inSingleBytes(body: Buffer): Pieces {
  return { cut: "in single bytes", pieces: Array.from(body, (_, at) => body.subarray(at, at + 1)) };
}

/**
 * Cut at every byte: up to 2 KB in two pieces each time; of a larger body each time at every 128th byte, which is still a
 * cut at every byte, with 128 exchanges instead of thousands.
 */
export function* atEveryByte(body: Buffer): Generator<Pieces> {
  const step = body.length <= TWO_PIECES ? body.length : STEP;
  for (let first = 1; first <= step && first < body.length; first++) {
    const count = Math.ceil((body.length - first) / step);
    yield cutAt(
      body,
      Array.from({ length: count }, (_, i) => first + i * step),
    );
  }
}

/** In pieces of a size, the last one smaller. */
export function inPiecesOf(size: number, body: Buffer): Pieces {
  const count = Math.ceil(body.length / size) - 1;
  const places = Array.from({ length: count }, (_, i) => (i + 1) * size);
  return { ...cutAt(body, places), cut: `in pieces of ${size} bytes` };
}

/** Cut at the same distance from the end of each event, for every distance up to 64 bytes before and after it. */
export function* aroundEvents(body: Buffer): Generator<Pieces> {
  const ends = findEventEnds(body);
  for (let distance = -NEAR; distance <= NEAR; distance++) {
    const places = ends.map((end) => end + distance).filter((at) => at > 0 && at < body.length);
    yield { ...cutAt(body, places), cut: `${distance} bytes from the end of each event` };
  }
}

/** In up to five pieces, `count` times; where follows from the name alone. */
export function* atRandom(name: string, body: Buffer, count: number): Generator<Pieces> {
  for (let i = 0; i < count; i++) {
    const digest = createHash("sha256").update(`${name} ${i}`).digest();
    const places = [0, 4, 8, 12].slice(0, 1 + (i % 4)).map((at) => 1 + (digest.readUInt32LE(at) % (body.length - 1)));
    yield cutAt(body, places);
  }
}

function cutAt(body: Buffer, places: number[]): Pieces {
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  const pieces = [0, ...sorted].map((at, i) => body.subarray(at, sorted[i] ?? body.length));
  return { cut: `cut at ${sorted.slice(0, 5).join(", ")}${sorted.length > 5 ? " …" : ""}`, pieces };
}

function findEventEnds(body: Buffer): number[] {
  const ends: number[] = [];
  for (let at = body.indexOf("\n\n"); at >= 0; at = body.indexOf("\n\n", at + 2)) ends.push(at + 2);
  return ends;
}
