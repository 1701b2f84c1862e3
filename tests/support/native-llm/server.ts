// A provider that answers what a test tells it to, and remembers what it was sent.

import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the server was sent. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The body as text, and as JSON if it is some. */
  body: string;
  json: any;
}

/** What the server answers next. */
export interface Scripted {
  status?: number;
  headers?: Record<string, string>;
  /** Written in pieces of `piece` bytes, as many as there are. */
  body: string | Buffer;
  piece?: number;
  /** The connection is destroyed behind the body. */
  breaks?: boolean;
}

/** A server with a script. */
export class NativeLlm {
  readonly received: Received[] = [];
  /** What is answered, the first to the first request; the last one again and again. */
  script: Scripted[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void text(request).then(async (body) => {
        const { method = "", url = "", headers } = request;
        this.received.push({ method, path: url, headers, body, json: parsed(body) });
        const next = this.script.length > 1 ? this.script.shift()! : this.script[0]!;
        await answer(response, next);
      });
    });
  }

  /** Starts one on a free port. */
  static async start(): Promise<NativeLlm> {
    const llm = new NativeLlm();
    await new Promise<void>((resolve) => llm.server.listen(0, "127.0.0.1", resolve));
    return llm;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it was sent last. */
  get last(): Received {
    return this.received[this.received.length - 1]!;
  }

  /** Answers all that comes with JSON. */
  says(json: object, status = 200): void {
    this.script = [{ status, headers: { "content-type": "application/json" }, body: JSON.stringify(json) }];
  }

  /** Answers all that comes with a stream, cut into pieces of so many bytes. */
  streams(body: string, piece = 61, breaks = false): void {
    this.script = [{ headers: { "content-type": "text/event-stream" }, body, piece, breaks }];
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function answer(
  response: ServerResponse,
  { status = 200, headers, body, piece, breaks }: Scripted,
): Promise<void> {
  const bytes = Buffer.from(body as string);
  response.writeHead(status, headers);
  for (let at = 0; at < bytes.length; at += piece ?? bytes.length) {
    response.write(bytes.subarray(at, at + (piece ?? bytes.length)));
    if (piece !== undefined && at % (piece * 8) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (breaks === true) response.destroy();
  else response.end();
}

function parsed(body: string): any {
  try {
    return JSON.parse(body);
  } catch {
    // It is no JSON, and whoever asks for it as such fails.
    return undefined;
  }
}
