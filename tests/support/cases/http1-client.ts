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

/**
 * Sends a request to 127.0.0.1 and answers the complete response, or null when it broke off, did not come, or `leave` resolved first.
 * The last chunk, and the end, follow when `endMayGo` has resolved.
 */
export function sendRequest(
  port: number,
  request: CaseRequest,
  leave?: Promise<void>,
  endMayGo?: Promise<void>,
): Promise<SeenResponse | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const reader = new ResponseReader(request.method === "HEAD");
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reader.response);
    };
    const timer = setTimeout(finish, PATIENCE_MS);
    socket.on("connect", () => void writeAll(socket, request, endMayGo));
    socket.on("data", (bytes) => {
      reader.feed(bytes);
      if (reader.response !== null) finish();
    });
    socket.on("end", () => {
      reader.end();
      finish();
    });
    socket.on("error", finish);
    void leave?.then(finish);
  });
}

async function writeAll(socket: Socket, request: CaseRequest, endMayGo?: Promise<void>): Promise<void> {
  if (request.chunks.length <= 1 && endMayGo === undefined) {
    // All at once, so that Envoy has read it before anything comes of its head.
    socket.cork();
    for (const bytes of requestBytes(request)) socket.write(bytes);
    socket.uncork();
    return;
  }
  let written = 0;
  for (const bytes of requestBytes(request)) {
    if (written++ === request.chunks.length) await endMayGo;
    socket.write(bytes);
    // A moment between chunks, so that Envoy reads them one by one.
    await sleep(CHUNK_GAP_MS);
  }
}

function latin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
