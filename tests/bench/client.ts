// The bench's client: keep-alive connections that send a prebuilt request as soon as the reply before is complete.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Workload } from "./workload.ts";

const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** What one run of requests took. */
export interface Run {
  /** Milliseconds from the first byte sent to the last one received, per request. */
  latencies: number[];
}

/** Connections to one Envoy, opened once and used for every workload. */
export class Client {
  private constructor(private readonly sockets: Socket[]) {}

  static async open(port: number, connections: number): Promise<Client> {
    const sockets = Array.from({ length: connections }, () => connect({ port, host: "127.0.0.1", noDelay: true }));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    return new Client(sockets);
  }

  /** Sends `workload` on every connection again and again for `milliseconds`; rejects on any reply but 200. */
  async run(workload: Workload, milliseconds: number): Promise<Run> {
    const latencies: number[] = [];
    const deadline = performance.now() + milliseconds;
    await Promise.all(this.sockets.map((socket) => repeat(socket, workload, deadline, latencies)));
    return { latencies };
  }

  /** Sends `workload` once and returns head and body of the reply. */
  async ask(workload: Workload): Promise<string> {
    const socket = this.sockets[0]!;
    socket.write(workload.request);
    const reply = new ReplyReader(workload.isStream);
    let text = "";
    for (let isComplete = false; !isComplete;) {
      const [data] = (await once(socket, "data")) as [Buffer];
      text += data.toString();
      isComplete = reply.push(data);
    }
    return text;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

function repeat(socket: Socket, workload: Workload, deadline: number, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let start = 0;
    let reply = new ReplyReader(workload.isStream);
    const send = (): void => {
      start = performance.now();
      reply = new ReplyReader(workload.isStream);
      socket.write(workload.request);
    };
    const finish = (error?: Error): void => {
      socket.off("data", onData).off("close", onClose);
      if (error) reject(error);
      else resolve();
    };
    const onClose = (): void => finish(new Error(`${workload.name}: Envoy closed the connection`));
    const onData = (data: Buffer): void => {
      if (!reply.push(data)) return;
      if (!reply.isOk) return finish(new Error(`${workload.name}: ${reply.head}`));
      const now = performance.now();
      latencies.push(now - start);
      if (now < deadline) send();
      else finish();
    };
    socket.on("data", onData).on("close", onClose);
    send();
  });
}

/** Finds the end of one reply with as little reading as possible. */
class ReplyReader {
  head = "";
  private missing = 0;
  private tail: Buffer = Buffer.alloc(0);

  constructor(private readonly isStream: boolean) {}

  get isOk(): boolean {
    return this.head.startsWith("HTTP/1.1 200");
  }

  /** Takes the next bytes; true when the reply is complete. */
  push(data: Buffer): boolean {
    let body = data;
    if (this.head === "") {
      const end = data.indexOf("\r\n\r\n");
      if (end < 0) throw new Error("the head of a reply came in pieces");
      this.head = data.toString("latin1", 0, end);
      this.missing = Number(/content-length: (\d+)/i.exec(this.head)?.[1] ?? 0);
      body = data.subarray(end + 4);
    }
    if (this.isStream && this.isOk) {
      this.tail = body.length >= 5 ? body : Buffer.concat([this.tail, body]);
      return this.tail.subarray(-5).equals(LAST_CHUNK);
    }
    this.missing -= body.length;
    return this.missing <= 0;
  }
}
