// A raw HTTP/1.1 client: it sends exactly the given bytes and reads one response to its last byte.

import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { CaseRequest } from "./case.ts";
import { ResponseReader } from "./http1-response.ts";
import type { SeenResponse } from "./observation.ts";

/** Longest time a response may take before it counts as missing. */
const PATIENCE_MS = 10_000;

const CHUNK_GAP_MS = 10;

/** The bytes of a request, chunk by chunk: `content-length` framing if its headers name one, else chunked. */
export function* requestBytes(request: CaseRequest): Generator<Uint8Array> {
  const lengthKnown = request.headers.some(([name]) => name === "content-length");
  const bodiless = request.chunks.length === 0 && request.trailers.length === 0;
  const framing = lengthKnown || bodiless ? [] : ["transfer-encoding: chunked"];
  const headers = request.headers.map(([name, value]) => `${name}: ${value}`);
  const lines = [`${request.method} ${request.path} HTTP/1.1`, `host: ${request.authority}`, ...headers, ...framing];
  yield latin1(`${lines.join("\r\n")}\r\n\r\n`);
  if (lengthKnown || bodiless) {
    yield* request.chunks;
    return;
  }
  for (const chunk of request.chunks) {
    yield Buffer.concat([latin1(`${chunk.length.toString(16)}\r\n`), chunk, latin1("\r\n")]);
  }
  yield latin1(`0\r\n${request.trailers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
}

/** What a client does besides sending and reading. */
export interface ClientPlan {
  /** When it resolves the client goes away. */
  leave?: Promise<void>;
  /** The last piece of the body is sent when it has resolved. */
  hold?: Promise<void>;
  /** Is given all bytes as they arrive, also those of an answer that is never completed. */
  onBytes?: (bytes: Uint8Array) => void;
}

/** Sends a request to 127.0.0.1 and answers the complete response, or null when it broke off, did not come, or the client left. */
export function sendRequest(port: number, request: CaseRequest, plan: ClientPlan = {}): Promise<SeenResponse | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const reader = new ResponseReader(request.method === "HEAD");
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reader.response);
    };
    let timer: NodeJS.Timeout | undefined;
    void (plan.hold ?? Promise.resolve()).then(() => (timer = setTimeout(finish, PATIENCE_MS)));
    socket.on("connect", () => void writeAll(socket, request, plan.hold));
    socket.on("data", (bytes) => {
      plan.onBytes?.(bytes);
      reader.feed(bytes);
      if (reader.response !== null) finish();
    });
    socket.on("end", () => {
      reader.end();
      finish();
    });
    socket.on("error", finish);
    void plan.leave?.then(finish);
  });
}

async function writeAll(socket: Socket, request: CaseRequest, hold?: Promise<void>): Promise<void> {
  if (request.chunks.length <= 1 && hold === undefined) {
    // All at once, so that Envoy has read it before anything comes of its head.
    socket.cork();
    for (const bytes of requestBytes(request)) socket.write(bytes);
    socket.uncork();
    return;
  }
  for (const [i, bytes] of [...requestBytes(request)].entries()) {
    // The head is piece 0, so this is the last chunk.
    if (i === request.chunks.length) await hold;
    socket.write(bytes);
    // A moment between chunks, so that Envoy reads them one by one.
    await sleep(CHUNK_GAP_MS);
  }
}

function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
