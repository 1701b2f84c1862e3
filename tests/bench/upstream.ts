// The bench's upstreams: one answers every request with the same bytes, as cheaply as Node can, the other one with 503.

import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { awaitTurn } from "./pacer.ts";
import { STREAMS } from "./streams.ts";
import { CLIENT_HEADER, REPLY_HEADER } from "./workload.ts";

const CHAT = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1700000000,
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello, how can I help?" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
});
const CHAT_REPLY = reply(CHAT);
const MESSAGE_REPLY = reply(
  JSON.stringify({
    id: "msg_bench",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [{ type: "text", text: "Hello, how can I help?" }],
    stop_reason: "end_turn",
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 8 },
  }),
);
const FAILURE = reply('{"error":{"message":"overloaded"}}', "503 Service Unavailable");
const STREAM_HEAD = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
);
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
const STREAM_WRITES = new Map(
  Object.entries(STREAMS).map(([name, { events, make, cut }]) => [name, writesOf(cut(make(events)))]),
);
const [REPLY, CLIENT] = [REPLY_HEADER, CLIENT_HEADER].map((name) => new RegExp(`^${name}: (.*?)\\r?$`, "m")) as [
  RegExp,
  RegExp,
];

/** Where the upstreams are. */
export interface UpstreamPorts {
  port: number;
  /** The one that answers 503 to everything. */
  failingPort: number;
}

function reply(text: string, status = "200 OK"): Buffer {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
  return Buffer.from(`${head}\r\n\r\n${text}`);
}

// One write for each piece; the last one also ends the body.
function writesOf(pieces: Buffer[]): Buffer[] {
  return pieces.map((piece, i) =>
    Buffer.concat([
      Buffer.from(`${piece.length.toString(16)}\r\n`),
      piece,
      Buffer.from("\r\n"),
      ...(i === pieces.length - 1 ? [LAST_CHUNK] : []),
    ]),
  );
}

/** One connection: waits for the end of each request, then replies. Clients do not pipeline. */
function serve(socket: Socket, isFailing: boolean): void {
  socket.setNoDelay(true);
  let head: string | null = null;
  let missing = 0; // bytes of the body, or -1 for a chunked one
  let tail: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (data) => {
    let body: Buffer = data;
    if (head === null) {
      tail = Buffer.concat([tail, data]);
      const end = tail.indexOf("\r\n\r\n");
      if (end < 0) return;
      head = tail.toString("latin1", 0, end).toLowerCase();
      const length = /content-length: (\d+)/.exec(head);
      missing = length ? Number(length[1]) : head.includes("transfer-encoding: chunked") ? -1 : 0;
      body = tail.subarray(end + 4);
      tail = Buffer.alloc(0);
    }
    if (missing >= 0) missing -= body.length;
    else tail = body.length >= 5 ? body : Buffer.concat([tail, body]);
    const isComplete = missing >= 0 ? missing === 0 : tail.subarray(-5).equals(LAST_CHUNK);
    if (!isComplete) return;
    const wanted = REPLY.exec(head)?.[1] ?? "";
    const writes = STREAM_WRITES.get(wanted);
    if (isFailing) socket.write(FAILURE);
    else if (writes) sendStream(socket, writes, CLIENT.exec(head)?.[1] ?? "");
    else if (wanted === "whole message") socket.write(MESSAGE_REPLY);
    else socket.write(wanted === "echo" ? reply(`${head}\n\n${body}`) : CHAT_REPLY);
    head = null;
    tail = Buffer.alloc(0);
  });
}

// One write per piece, as a model's words come: the next one when the client has the one before.
function sendStream(socket: Socket, writes: Buffer[], client: string): void {
  socket.write(STREAM_HEAD);
  let at = 0;
  const next = (): void => {
    if (socket.destroyed) return;
    const write = writes[at++]!;
    if (at < writes.length) awaitTurn(client, next);
    socket.write(write);
  };
  setImmediate(next);
}

/** Starts both upstreams. */
export async function startUpstreams(): Promise<{ servers: Server[]; ports: UpstreamPorts }> {
  const servers = [false, true].map((isFailing) => createServer((socket) => serve(socket, isFailing)));
  const [port, failingPort] = (await Promise.all(servers.map(listen))) as [number, number];
  return { servers, ports: { port, failingPort } };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
