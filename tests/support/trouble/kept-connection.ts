// A client's connection that stays open for several requests, as those of most SDKs do.

import { connect, type Socket } from "node:net";
import type { Echo } from "./echo-upstream.ts";
import { chatRequest } from "./raw-client.ts";
import { until } from "./until.ts";

/** One HTTP/1.1 connection to an {@link EchoUpstream} behind Envoy, for several requests, one after the other. */
export class KeptConnection {
  /** Whether the other side has ended it. */
  isClosed = false;
  private text = "";

  private constructor(private readonly socket: Socket) {
    socket.on("error", () => socket.destroy());
    socket.on("close", () => (this.isClosed = true));
    socket.on("data", (bytes) => (this.text += bytes.toString("latin1")));
  }

  static async open(port: number): Promise<KeptConnection> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    return new KeptConnection(socket);
  }

  async chat(body: string): Promise<Echo> {
    this.text = "";
    this.socket.write(chatRequest(body));
    await until("an answer on the open connection", () => this.text.endsWith("\r\n0\r\n\r\n"));
    return JSON.parse(/\{.*\}/.exec(this.text)?.[0] ?? "null") as Echo;
  }

  close(): void {
    this.socket.destroy();
  }
}
