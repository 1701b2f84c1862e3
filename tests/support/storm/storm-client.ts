// The clients of a storm: each sends one chat after another on a connection of its own, every other one as a stream.

import { Agent, request as httpRequest } from "node:http";
import { SERIAL_HEADER } from "../providers/fake-provider.ts";
import type { Seen } from "./judge.ts";
import { CLIENT_KEY, promptOf } from "./leaks.ts";

/** Sends and notes. */
export class StormClient {
  /** What has been seen, also of requests that have not ended. */
  readonly seen: Seen[] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: Infinity });

  constructor(
    private readonly port: number,
    /** Milliseconds since the storm began. */
    private readonly now: () => number,
  ) {}

  /** Lets as many clients send until the time has passed, and waits for the answers; everything that was seen. */
  async run(clients: number, lengthMs: number): Promise<Seen[]> {
    const work = async (): Promise<void> => {
      while (this.now() < lengthMs) await this.send();
    };
    await Promise.all(Array.from({ length: clients }, work));
    this.agent.destroy();
    return this.seen;
  }

  private send(): Promise<void> {
    const serial = this.seen.length;
    const isStream = serial % 2 === 0;
    const seen: Seen = {
      serial,
      isStream,
      startedAt: this.now(),
      endedAt: null,
      status: 0,
      body: "",
      isComplete: false,
    };
    this.seen.push(seen);
    const body = JSON.stringify({
      model: "m",
      messages: [{ role: "user", content: promptOf(serial) }],
      stream: isStream,
    });
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${CLIENT_KEY}`,
      [SERIAL_HEADER]: String(serial),
    };
    const path = `/v1/chat/completions?k=${CLIENT_KEY}`;
    return new Promise((resolve) => {
      const end = (isComplete: boolean): void => {
        if (seen.endedAt !== null) return;
        seen.isComplete = isComplete;
        seen.endedAt = this.now();
        resolve();
      };
      const sent = httpRequest(
        { agent: this.agent, host: "127.0.0.1", port: this.port, method: "POST", path, headers },
        (response) => {
          seen.status = response.statusCode!;
          response.setEncoding("utf8").on("data", (text: string) => (seen.body += text));
          response.on("end", () => end(response.complete)).on("error", () => end(false));
          response.on("close", () => end(response.complete));
        },
      );
      sent.on("error", () => end(false)).end(body);
    });
  }
}
