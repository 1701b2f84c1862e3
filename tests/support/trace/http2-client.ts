// A client of HTTP/2: one request of a case on a connection of its own.

import { connect } from "node:http2";
import type { CaseRequest } from "../cases/case.ts";
import type { SeenResponse } from "../cases/observation.ts";

/** Longest time a response may take before it counts as missing. */
const PATIENCE_MS = 30_000;

/** Sends a request and answers the complete response; null when it broke off, did not come, or `leave` resolved first. */
export function sendHttp2(port: number, request: CaseRequest, leave?: Promise<void>): Promise<SeenResponse | null> {
  return new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const response: SeenResponse = { status: 0, headers: [], body: new Uint8Array(), trailers: [] };
    const finish = (complete: boolean) => {
      clearTimeout(timer);
      session.destroy();
      resolve(complete ? response : null);
    };
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    session.on("error", () => finish(false));
    const isWhole = request.chunks.length === 0 && request.trailers.length === 0 && leave === undefined;
    const stream = session.request(requestHead(request), {
      endStream: isWhole,
      waitForTrailers: request.trailers.length > 0,
    });
    stream.on("wantTrailers", () => stream.sendTrailers(Object.fromEntries(request.trailers)));
    stream.on("response", (headers) => (response.status = Number(headers[":status"])));
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => finish(false));
    stream.on("end", () => {
      response.body = Buffer.concat(chunks);
      finish(!stream.aborted);
    });
    const last = request.chunks.length - 1;
    request.chunks.forEach((chunk, i) => (i < last || leave !== undefined ? stream.write(chunk) : stream.end(chunk)));
    void leave?.then(() => finish(false));
  });
}

function requestHead(request: CaseRequest): Record<string, string | string[]> {
  const head: Record<string, string | string[]> = {
    ":authority": request.authority,
    ":path": request.path,
    ":method": request.method,
    ":scheme": "http",
  };
  for (const [name, value] of request.headers) head[name] = [head[name] ?? [], value].flat();
  return head;
}
