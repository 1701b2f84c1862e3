// The bench's client: keep-alive connections that send a prebuilt request as soon as the reply before is complete.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { giveTurn } from "./pacer.ts";
import { ReplyReader } from "./reply-reader.ts";
import { CLIENT_HEADER, type Workload } from "./workload.ts";

/** What one run of requests took. */
export interface Run {
  /** Milliseconds from the first byte sent to the last one received, per request. */
  latencies: number[];
  /** Chunks of all replies: Envoy sends one for each piece of a body that its filters passed on. */
  chunks: number;
}

/** Connections to one Envoy, opened once and used for every workload. */
export class Client {
  private constructor(private readonly connections: Connection[]) {}

  static async open(port: number, count: number): Promise<Client> {
    return new Client(await Promise.all(Array.from({ length: count }, () => Connection.open(port))));
  }

  /** Sends `workload` on every connection again and again for `milliseconds`; rejects on any reply but 200. */
  async run(workload: Workload, milliseconds: number): Promise<Run> {
    const run: Run = { latencies: [], chunks: 0 };
    const deadline = performance.now() + milliseconds;
    await Promise.all(this.connections.map((connection) => connection.repeat(workload, deadline, run)));
    return run;
  }

  /** Sends `workload` once and returns head and body of the reply. */
  ask(workload: Workload): Promise<string> {
    return this.connections[0]!.ask(workload);
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}

let opened = 0;

/** One connection; the upstream knows its streams by its name. */
class Connection {
  private readonly name = String(++opened);
  private reply = new ReplyReader(false);

  private constructor(private readonly socket: Socket) {}

  static async open(port: number): Promise<Connection> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Connection(socket);
  }

  repeat(workload: Workload, deadline: number, run: Run): Promise<void> {
    return new Promise((resolve, reject) => {
      let start = 0;
      const send = (): void => {
        start = performance.now();
        this.send(workload);
      };
      const finish = (error?: Error): void => {
        this.socket.off("data", onData).off("close", onClose);
        if (error) reject(error);
        else resolve();
      };
      const onClose = (): void => finish(new Error(`${workload.name}: Envoy closed the connection`));
      const onData = (data: Buffer): void => {
        if (!this.take(data)) return;
        if (!this.reply.isOk) return finish(new Error(`${workload.name}: ${this.reply.head}`));
        const now = performance.now();
        run.latencies.push(now - start);
        run.chunks += this.reply.chunks;
        if (now < deadline) send();
        else finish();
      };
      this.socket.on("data", onData).on("close", onClose);
      send();
    });
  }

  async ask(workload: Workload): Promise<string> {
    this.send(workload);
    let text = "";
    for (let isComplete = false; !isComplete;) {
      const [data] = (await once(this.socket, "data")) as [Buffer];
      text += data.toString();
      isComplete = this.take(data);
    }
    return text;
  }

  close(): void {
    this.socket.destroy();
  }

  private send({ request, isStream }: Workload): void {
    this.reply = new ReplyReader(isStream);
    if (isStream) this.socket.write(request.toString().replace("\r\n", `\r\n${CLIENT_HEADER}: ${this.name}\r\n`));
    else this.socket.write(request);
  }

  // True when the reply is complete. Each piece that has come lets the upstream send another.
  private take(data: Buffer): boolean {
    const before = this.reply.chunks;
    const isComplete = this.reply.push(data);
    if (this.reply.chunks > before) giveTurn(this.name);
    return isComplete;
  }
}
