// An HTTP/1.1 server that records each request to the byte and answers what the running case says.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { CaseReply } from "./case.ts";
import type { SeenRequest } from "./observation.ts";

/** An answer, which never ends if it `stalls`, comes before the request's body if it `hurries`, and `after` so many milliseconds; a broken connection; or none at all. */
export type ScriptedReply =
  (CaseReply & { stalls?: boolean; hurries?: boolean; after?: number }) | "failure" | "silence";

const CHUNK_GAP_MS = 5;

const EMPTY_REPLY: ScriptedReply = { status: 200, headers: [], chunks: [], trailers: [], breaks: false };

/** One server on a port of its own, on 127.0.0.1. */
export class ScriptedUpstream {
  /** What it received since {@link script} was called. */
  readonly seen: SeenRequest[] = [];
  private replies: ScriptedReply[] = [];
  private hold: Promise<void> = Promise.resolve();

  private constructor(private readonly server: Server) {
    // The header that announces a keep-alive timeout would look like one of the case's.
    server.keepAliveTimeout = 0;
    server.on("request", (request, response) => void this.handle(request, response));
  }

  static async start(): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream(createServer({ requestTimeout: 0, maxHeaderSize: 1 << 20 }));
    await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Forgets what was received and takes the answers to come; they begin when `hold` has resolved. */
  script(replies: ScriptedReply[], hold: Promise<void> = Promise.resolve()): void {
    this.seen.length = 0;
    this.replies = [...replies];
    this.hold = hold;
  }

  /** Resolves when `count` requests have been received completely. */
  async received(count: number): Promise<void> {
    while (this.seen.length < count) await nextTurn();
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const next = this.replies.at(0);
    if (typeof next === "object" && next.hurries) return sendReply(response, next);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The request broke off: it never arrived completely, and nobody waits for an answer.
      return;
    }
    this.seen.push(seenRequest(request, Buffer.concat(chunks)));
    const reply = this.replies.shift() ?? EMPTY_REPLY;
    await this.hold;
    if (typeof reply === "object" && reply.after !== undefined) await sleep(reply.after);
    if (reply === "failure") response.socket?.destroy();
    else if (reply !== "silence") await sendReply(response, reply);
  }
}

function seenRequest(request: IncomingMessage, body: Buffer): SeenRequest {
  const headers = toPairs(request.rawHeaders);
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    authority: headers.find(([name]) => name === "host")?.[1] ?? "",
    headers: headers.filter(([name]) => name !== "host"),
    body,
    trailers: toPairs(request.rawTrailers),
  };
}

/** Names lower-cased; values are one character per byte, as node:http gives them. */
function toPairs(raw: string[]): HeaderPair[] {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1]] as const] : []));
}

async function sendReply(response: ServerResponse, reply: Exclude<ScriptedReply, string>): Promise<void> {
  response.sendDate = false;
  response.writeHead(reply.status, "OK", reply.headers.flat());
  response.flushHeaders();
  for (const chunk of reply.chunks) {
    response.write(chunk);
    // A moment each, so that Envoy reads the pieces one by one.
    await sleep(CHUNK_GAP_MS);
  }
  if (reply.stalls) return;
  if (reply.breaks) {
    response.socket?.destroy();
    return;
  }
  response.addTrailers([...reply.trailers] as [string, string][]);
  response.end();
}
