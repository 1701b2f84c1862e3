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
    let reader = new RequestReader();
    this.sockets.add(socket);
    this.connections++;
    socket.on("close", () => this.sockets.delete(socket));
    // A reset by Envoy is one of the things to be seen, not an error of the test.
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      this.bytes += bytes.length;
      const hadHead = reader.hasHead;
      reader.feed(bytes);
      if (!hadHead && reader.hasHead) void this.onHead(socket, reader.text());
      if (!reader.isWhole) return;
      const request = reader.text();
      // Envoy sends no second request before it has the answer to the first.
      reader = new RequestReader();
      this.requests.push(request);
      void this.behaviour(socket, request);
    });
  }
}

/** Notices the end of one request; looks at each byte of a body once. */
class RequestReader {
  hasHead = false;
  isWhole = false;
  private readonly parts: Buffer[] = [];
  private size = 0;
  private tail = "";
  /** Bytes of the whole request, or null for one in chunks. */
  private length: number | null = null;

  feed(bytes: Buffer): void {
    this.parts.push(bytes);
    this.size += bytes.length;
    this.tail = (this.tail + bytes.toString("latin1", Math.max(0, bytes.length - 7))).slice(-7);
    if (!this.hasHead) this.readHead();
    if (!this.hasHead) return;
    this.isWhole = this.length === null ? this.tail === "\r\n0\r\n\r\n" : this.size >= this.length;
  }

  text(): string {
    return Buffer.concat(this.parts).toString("latin1");
  }

  private readHead(): void {
    const text = this.text();
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    this.hasHead = true;
    const fields = text.slice(0, end).toLowerCase();
    if (/\r\ntransfer-encoding: chunked/.test(fields)) return;
    this.length = end + 4 + Number(/\r\ncontent-length: (\d+)/.exec(fields)?.[1] ?? 0);
  }
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
