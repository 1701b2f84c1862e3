// A TCP server that answers HTTP/1.1 requests with whatever bytes a test wants, and breaks connections where it wants.

import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** What to do with a connection once a whole request has come in; `request` is its text, one character per byte. */
export type Behaviour = (socket: Socket, request: string) => void | Promise<void>;

/** One server on a port of its own, on 127.0.0.1. */
export class RawUpstream {
  /** The requests that came in whole since {@link behave} was called, one character per byte. */
  readonly requests: string[] = [];
  /** Connections and bytes since then, whole requests or not. */
  connections = 0;
  bytes = 0;
  private behaviour: Behaviour = () => {};
  private onHead: Behaviour = () => {};
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => this.serve(socket));
  }

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream(createServer({ noDelay: true }));
    await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Forgets what was received; `onHead` runs when a request's head is there, before its body. */
  behave(behaviour: Behaviour, onHead: Behaviour = () => {}): void {
    this.requests.length = 0;
    this.connections = 0;
    this.bytes = 0;
    this.behaviour = behaviour;
    this.onHead = onHead;
  }

  /** Resets (RST) every connection. What is on its way may be lost, so first wait until the client has it. */
  resetAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    let pending = "";
    let headSeen = false;
    this.sockets.add(socket);
    this.connections++;
    socket.on("close", () => this.sockets.delete(socket));
    // A reset by Envoy is one of the things to be seen, not an error of the test.
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      this.bytes += bytes.length;
      pending += bytes.toString("latin1");
      if (!headSeen && pending.includes("\r\n\r\n")) {
        headSeen = true;
        void this.onHead(socket, pending);
      }
      const end = endOfRequest(pending);
      if (end < 0) return;
      const request = pending.slice(0, end);
      pending = pending.slice(end);
      headSeen = false;
      this.requests.push(request);
      void this.behaviour(socket, request);
    });
  }
}

/** The length of the first whole request in `text`, or -1. */
function endOfRequest(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return -1;
  const fields = text.slice(0, head).toLowerCase();
  if (/\r\ntransfer-encoding: chunked/.test(fields)) {
    const end = text.indexOf("\r\n0\r\n\r\n", head);
    return end < 0 ? -1 : end + 7;
  }
  const length = Number(/\r\ncontent-length: (\d+)/.exec(fields)?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : -1;
}

/** The body of a request that {@link RawUpstream} noted; chunks are put together. */
export function bodyOf(request: string): string {
  const [head, ...rest] = request.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) return body;
  const parts = `${body}\r\n`.matchAll(/([0-9a-f]+)\r\n/g);
  return readChunks(body, parts);
}

function readChunks(body: string, sizes: Iterable<RegExpMatchArray>): string {
  let text = "";
  let next = 0;
  for (const size of sizes) {
    if (size.index !== next) continue;
    const start = size.index + size[0].length;
    const length = parseInt(size[1], 16);
    text += body.slice(start, start + length);
    next = start + length + 2;
  }
  return text;
}
