// An upstream that answers each chat with the credential and the body it came with, and can be told to wait.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the upstream saw of a request, as its answer tells. */
export interface Echo {
  authorization: string | undefined;
  body: string;
}

export class EchoUpstream {
  /** How many requests with `"wait":true` are waiting. */
  waiting = 0;
  private release: () => void = () => {};
  private released = new Promise<void>((resolve) => (this.release = resolve));

  private constructor(private readonly server: Server) {
    // A connection that ends by itself could meet a request on its way.
    server.keepAliveTimeout = 0;
    server.on("request", (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<EchoUpstream> {
    const upstream = new EchoUpstream(createServer());
    await new Promise<void>((resolve) => upstream.server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Answers the requests that wait. */
  letGo(): void {
    this.release();
    this.released = new Promise<void>((resolve) => (this.release = resolve));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The client or Envoy has left; nobody waits for an answer.
      return;
    }
    const body = Buffer.concat(chunks).toString();
    response.writeHead(200, { "content-type": "application/json" });
    // The first byte goes at once, as in a stream of events.
    response.write(" ");
    if (body.includes('"wait":true')) {
      this.waiting++;
      await this.released;
      this.waiting--;
    }
    const echo: Echo = { authorization: request.headers.authorization, body };
    response.end(JSON.stringify(echo));
  }
}
