/** Writes an answer to the socket as its steering says: late, in pieces, broken or for ever. */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./answer.ts";
import type { Steering } from "./steering.ts";

/** Sends the whole answer; returns early, without an error, when the client leaves. */
export async function writeAnswer(response: ServerResponse, answer: Answer, steering: Steering): Promise<void> {
  if (steering.delayMs > 0) await sleep(steering.delayMs);
  if (response.destroyed) return;
  // Otherwise Nagle's algorithm would join the pieces that a test asked for.
  response.socket?.setNoDelay(true);
  if (steering.breakAfterBytes === -1) return void response.destroy();
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  const pieces = Buffer.isBuffer(answer.body) ? wholeBody(answer.body, steering) : eventBodies(answer.body, steering);
  const broken = await writePieces(new PieceWriter(response, steering), pieces, steering.eventDelayMs);
  if (!broken) response.end();
}

/** Answers whether the connection is gone, by the client's will or by the test's. */
async function writePieces(writer: PieceWriter, pieces: Iterable<Buffer>, delayMs: number): Promise<boolean> {
  for (const piece of pieces) {
    if (delayMs > 0) await sleep(delayMs);
    if (!(await writer.write(piece))) return true;
  }
  return !(await writer.write(Buffer.alloc(0)));
}

function* wholeBody(body: Buffer, { malformed }: Steering): Iterable<Buffer> {
  // Spaces keep the announced length, so that only the JSON is wrong.
  yield malformed ? Buffer.concat([body.subarray(0, body.length >> 1)], body.length).fill(" ", body.length >> 1) : body;
}

function* eventBodies(events: Iterable<string>, { malformed }: Steering): Iterable<Buffer> {
  let count = 0;
  for (const event of events) {
    count++;
    yield Buffer.from(malformed && count === 2 ? `${event.slice(0, event.length >> 1).trimEnd()}\n\n` : event);
  }
}

/** Cuts what it is given into TCP writes, and breaks the connection at the byte that the steering names. */
class PieceWriter {
  private written = 0;
  private readonly response: ServerResponse;
  private readonly steering: Steering;

  constructor(response: ServerResponse, steering: Steering) {
    this.response = response;
    this.steering = steering;
  }

  /** Writes one piece; false when the connection is gone. */
  async write(piece: Buffer): Promise<boolean> {
    const left = (this.steering.breakAfterBytes ?? Infinity) - this.written;
    const part = piece.subarray(0, Math.min(piece.length, left));
    const step = this.steering.cut || part.length;
    for (let at = 0; at < part.length; at += step) {
      if (this.response.destroyed) return false;
      await this.flush(part.subarray(at, at + step));
    }
    this.written += part.length;
    if (this.written === this.steering.breakAfterBytes) this.response.destroy();
    return !this.response.destroyed;
  }

  /** Resolves when the bytes are with the kernel, or the connection is closed. */
  private flush(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const closed = (): void => resolve();
      this.response.once("close", closed);
      this.response.write(bytes, () => {
        this.response.off("close", closed);
        resolve();
      });
    });
  }
}
