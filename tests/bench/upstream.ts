// The bench's upstream, a process of its own: answers every request with the same bytes, as cheaply as Node can.

import { createServer, type AddressInfo, type Socket } from "node:net";
import { ECHO_HEADER, EVENTS, STREAM_HEADER } from "./workload.ts";

const CHAT = JSON.stringify({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1700000000,
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello, how can I help?" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 8, total_tokens: 20 },
});
const CHAT_REPLY = reply(CHAT);
const STREAM_HEAD = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
);
const EVENT = chunk(
  `data: ${JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion.chunk",
    created: 1700000000,
    model: "gpt-4o-mini",
    choices: [{ index: 0, delta: { content: " word" }, finish_reason: null }],
  })}\n\n`,
);
const STREAM_END = Buffer.concat([chunk("data: [DONE]\n\n"), Buffer.from("0\r\n\r\n")]);
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

function reply(text: string): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}`;
  return Buffer.from(`${head}\r\n\r\n${text}`);
}

function chunk(text: string): Buffer {
  return Buffer.from(`${text.length.toString(16)}\r\n${text}\r\n`);
}

/** One connection: waits for the end of each request, then replies. Clients do not pipeline. */
function serve(socket: Socket): void {
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
    if (head.includes(STREAM_HEADER)) sendStream(socket);
    else socket.write(head.includes(ECHO_HEADER) ? reply(`${head}\n\n${body}`) : CHAT_REPLY);
    head = null;
    tail = Buffer.alloc(0);
  });
}

// One write per event and turn of the loop, as a model's words come: so connections take turns.
function sendStream(socket: Socket): void {
  socket.write(STREAM_HEAD);
  let left = EVENTS;
  const next = (): void => {
    if (socket.destroyed) return;
    socket.write(left > 0 ? EVENT : STREAM_END);
    if (left-- > 0) setImmediate(next);
  };
  setImmediate(next);
}

const server = createServer(serve);
server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
