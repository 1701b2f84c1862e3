// A provider on a port of its own, whose ways change while it runs, and which remembers what it got.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BEHAVIOURS, type BehaviourName, type ReceivedChat } from "./behaviours.ts";

/** The header by which clients of tests number their requests. */
export const SERIAL_HEADER = "x-serial";

/** One provider at 127.0.0.1. */
export class FakeProvider {
  /** What it got since {@link forget}, oldest first. */
  readonly received: ReceivedChat[] = [];
  /** How health checks are answered, while it listens. */
  probeStatus = 200;
  private behaviour: BehaviourName = "well";
  private readonly byToken = new Map<string, BehaviourName>();
  private readonly coming: BehaviourName[] = [];
  private server: Server | null = null;

  private constructor(
    readonly name: string,
    readonly port: number,
  ) {}

  /** Takes a port, and keeps it also while nobody listens. */
  static async start(name: string, behaviour: BehaviourName = "well"): Promise<FakeProvider> {
    const first = createServer();
    await listen(first, 0);
    const provider = new FakeProvider(name, (first.address() as AddressInfo).port);
    await new Promise((resolve) => first.close(resolve));
    await provider.behave(behaviour);
    return provider;
  }

  /** From now on it answers so. */
  async behave(behaviour: BehaviourName): Promise<void> {
    this.behaviour = behaviour;
    if (behaviour === "refuses") return this.stop();
    if (this.server !== null) return;
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.keepAliveTimeout = 0;
    await listen(this.server, this.port);
  }

  /** From now on it answers those who come with this token so, whatever it does with others. */
  behaveTo(token: string, behaviour: BehaviourName): void {
    this.byToken.set(token, behaviour);
  }

  /** The next requests are answered so, one after the other, before all else. */
  behaveNext(...behaviours: BehaviourName[]): void {
    this.coming.push(...behaviours);
  }

  forget(): void {
    this.received.length = 0;
  }

  /** Forgets those of which nothing more comes, and returns them. */
  takeOver(): ReceivedChat[] {
    const over = this.received.filter(({ isOver }) => isOver);
    const open = this.received.filter(({ isOver }) => !isOver);
    this.received.splice(0, this.received.length, ...open);
    return over;
  }

  /** Ends every connection, and listens no more. */
  async stop(): Promise<void> {
    const server = this.server;
    this.server = null;
    if (server === null) return;
    for (const chat of this.received) chat.isBroken ||= !chat.isOver;
    const isClosed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await isClosed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => response.destroy());
    const body = await readBody(request);
    if (body === null) return;
    if (request.method === "GET" && request.url === "/healthz") return void response.writeHead(this.probeStatus).end();
    const serial = String(request.headers[SERIAL_HEADER] ?? "");
    const chat: ReceivedChat = {
      serial,
      method: request.method!,
      path: request.url!,
      headers: request.headers,
      body,
      ...{ answeredAt: null, isBroken: false, hasHead: false, isOver: false },
    };
    response.on("close", () => Object.assign(chat, { isOver: true, hasHead: response.headersSent }));
    this.received.push(chat);
    const behaviour = this.behaviourTo(chat);
    if (behaviour !== "refuses") BEHAVIOURS[behaviour]({ name: this.name, request: chat, response });
  }

  private behaviourTo({ headers }: ReceivedChat): BehaviourName {
    const token = String(headers.authorization).replace(/^Bearer /, "");
    return this.coming.shift() ?? this.byToken.get(token) ?? this.behaviour;
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString("utf8");
  } catch {
    return null; // the other end has gone
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Thousands may connect at once, and who finds the queue full is not refused but waits in vain.
    server.once("error", reject).listen({ port, host: "127.0.0.1", backlog: 4096 }, () => resolve());
  });
}
