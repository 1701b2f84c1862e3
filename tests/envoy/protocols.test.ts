// What a case file cannot say: HTTP/2 with trailers, upgrades, and clients that leave in mid-stream, through the real Envoy.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { connect, type AddressInfo, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import type { CaseReply } from "../support/cases/case.ts";
import { BUFFER_LIMIT, type Station } from "../support/cases/envoy-station.ts";
import { RELEASE } from "../support/cases/release.ts";
import { ScriptedUpstream } from "../support/cases/scripted-upstream.ts";
import { StationsEnvoy } from "../support/cases/stations-envoy.ts";

const CONFIGURATION = { provider: { id: "a", type: "openai", apiTokens: ["sk-configured"], modelMapping: { x: "y" } } };
const EVENT = "data: {}\n\n";
const STREAM: CaseReply = {
  status: 200,
  headers: [["content-type", "text/event-stream"]],
  chunks: Array.from({ length: 400 }, () => Buffer.from(EVENT)),
  trailers: [],
  breaks: false,
};
const ANSWER: CaseReply = {
  status: 200,
  headers: [["content-type", "application/json"]],
  chunks: [Buffer.from("{}")],
  trailers: [["x-answer-trailer", "1"]],
  breaks: false,
};
const CHAT_HEAD = { ":method": "POST", ":path": "/v1/chat/completions", "content-type": "application/json" };

describe("level envoy: protocols and clients that leave", () => {
  let upstream: ScriptedUpstream;
  let echo: Server;
  let envoy: StationsEnvoy;
  let chat: Station;
  let realtime: Station;

  before(async () => {
    upstream = await ScriptedUpstream.start();
    echo = await startEchoServer();
    chat = station("chat", upstream.port);
    realtime = station("realtime", (echo.address() as AddressInfo).port);
    envoy = await StationsEnvoy.start([chat, realtime]);
  });
  after(async () => {
    await envoy.stop();
    upstream.stop();
    echo.closeAllConnections();
    echo.close();
  });

  it("HTTP/2: a body that ends with trailers is read, changed and sent on with them", async () => {
    upstream.script([ANSWER]);
    const answer = await http2Chat(envoy.port(chat), ['{"model":', '"x","messages":[]}'], { "x-checksum": "1" });
    const [seen] = upstream.seen;
    assert.equal(Buffer.from(seen.body).toString(), '{"model":"y","messages":[]}');
    assert.deepEqual(seen.trailers, [["x-checksum", "1"]]);
    assert.deepEqual(answer, { status: 200, body: "{}", trailers: { "x-answer-trailer": "1" } });
    assert.equal(envoy.findTrap(), null);
  });

  it("HTTP/2: two streams of one connection at once", async () => {
    upstream.script([ANSWER, ANSWER]);
    const bodies = ['{"model":"x","n":1}', '{"model":"x","n":2}'];
    const session = connectHttp2(`http://127.0.0.1:${envoy.port(chat)}`);
    const answers = await Promise.all(bodies.map((body) => http2Request(session, [body], {})));
    session.close();
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200],
    );
    const seen = upstream.seen.map(({ body }) => Buffer.from(body).toString()).sort();
    assert.deepEqual(seen, ['{"model":"y","n":1}', '{"model":"y","n":2}']);
  });

  it("an upgrade to websocket passes with our credentials, and bytes flow both ways", async () => {
    const socket = connect(envoy.port(realtime), "127.0.0.1");
    const head = [
      "GET /v1/realtime?model=x HTTP/1.1",
      "host: gateway.example",
      "connection: upgrade",
      "upgrade: websocket",
    ];
    socket.write(
      [...head, "sec-websocket-version: 13", "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""].join("\r\n"),
    );
    assert.match(await readUntil(socket, "authorization=Bearer sk-configured;"), /^HTTP\/1.1 101 /);
    socket.write("ping");
    assert.match(await readUntil(socket, "ping"), /ping/);
    socket.destroy();
    assert.equal(envoy.findTrap(), null);
  });

  it("a client that leaves in mid-stream or in mid-body: the next exchange is right", async () => {
    upstream.script([STREAM]);
    await leaveAfter(envoy.port(chat), request('{"model":"x","stream":true}'), EVENT);
    upstream.script([ANSWER]);
    const half = connect(envoy.port(chat), "127.0.0.1");
    half.write(request('{"model":"x"}').slice(0, -5));
    await once(half, "ready");
    half.destroy();
    const answer = await http2Chat(envoy.port(chat), ['{"model":"x"}'], {});
    assert.equal(answer.status, 200);
    assert.equal(upstream.seen.length, 1, "the half request must not have reached the upstream");
    assert.equal(envoy.findTrap(), null);
  });
});

function station(name: string, port: number): Station {
  return {
    name,
    wasm: RELEASE,
    vmId: "aisle",
    configuration: Buffer.from(JSON.stringify(CONFIGURATION)),
    environment: {},
    mode: "listener",
    endpoints: [{ port, provider: null }],
    bufferLimit: BUFFER_LIMIT,
  };
}

/** Accepts every upgrade, tells the credentials it came with, and sends back what it gets. */
async function startEchoServer(): Promise<Server> {
  const server = createServer();
  server.on("upgrade", (incoming, socket: Socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    socket.write(`authorization=${incoming.headers.authorization};`);
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

interface Http2Answer {
  status: number;
  body: string;
  trailers: Record<string, unknown>;
}

async function http2Chat(port: number, parts: string[], trailers: Record<string, string>): Promise<Http2Answer> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    return await http2Request(session, parts, trailers);
  } finally {
    session.close();
  }
}

function http2Request(
  session: ClientHttp2Session,
  parts: string[],
  trailers: Record<string, string>,
): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ...CHAT_HEAD, ":authority": "gateway.example" }, { waitForTrailers: true });
    const answer: Http2Answer = { status: 0, body: "", trailers: {} };
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    stream.on("response", (headers) => (answer.status = Number(headers[":status"])));
    stream.on("trailers", (received) => (answer.trailers = Object.fromEntries(Object.entries(received))));
    stream.setEncoding("utf8").on("data", (text: string) => (answer.body += text));
    stream.on("end", () => resolve(answer)).on("error", reject);
    for (const part of parts) stream.write(part);
    stream.end();
  });
}

function request(body: string): string {
  const head = ["POST /v1/chat/completions HTTP/1.1", "host: gateway.example", "content-type: application/json"];
  return [...head, `content-length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

async function leaveAfter(port: number, bytes: string, text: string): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  await readUntil(socket, text);
  socket.destroy();
}

/** What the socket sends up to and with `text`. */
function readUntil(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const onData = (bytes: Buffer) => {
      received += bytes.toString("latin1");
      if (!received.includes(text)) return;
      socket.off("data", onData);
      resolve(received);
    };
    socket.on("data", onData);
    socket.once("close", () => reject(new Error(`the connection ended before "${text}": ${received}`)));
  });
}
