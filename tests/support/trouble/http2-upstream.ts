// An HTTP/2 server (cleartext, prior knowledge) whose answers a test scripts, frame errors included.

import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** What to do with a stream once its request has come in whole. */
export type StreamBehaviour = (stream: ServerHttp2Stream) => void | Promise<void>;

/** One server on a port of its own, on 127.0.0.1. */
export class Http2Upstream {
  /** The requests that came in whole since {@link behave} was called. */
  readonly requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  private readonly streams = new Set<ServerHttp2Stream>();
  private behaviour: StreamBehaviour = () => {};

  private constructor(private readonly server: Http2Server) {
    server.on("session", (session) => session.on("error", () => session.destroy()));
    server.on("stream", (stream, headers) => this.serve(stream, headers));
  }

  static async start(): Promise<Http2Upstream> {
    const upstream = new Http2Upstream(createServer());
    await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  behave(behaviour: StreamBehaviour): void {
    this.requests.length = 0;
    this.behaviour = behaviour;
  }

  /** Resets every open stream with INTERNAL_ERROR. */
  resetAll(): void {
    for (const stream of this.streams) stream.destroy(new Error("broken on purpose"));
  }

  /** Takes no more connections; those there are end with Envoy. */
  stop(): void {
    this.server.close();
  }

  private serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    let body = "";
    this.streams.add(stream);
    stream.on("close", () => this.streams.delete(stream));
    // A stream that a test breaks reports it here as well.
    stream.on("error", () => {});
    stream.setEncoding("utf8").on("data", (text: string) => (body += text));
    stream.on("end", () => {
      this.requests.push({ headers, body });
      void this.behaviour(stream);
    });
  }
}
