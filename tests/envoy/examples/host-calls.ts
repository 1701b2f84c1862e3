/** Calls that name a host in every way that HTTP has, correct or not. */
import assert from "node:assert/strict";
import { request as requestHttp1 } from "node:http";
import { connect } from "node:http2";
import { sendRequest } from "../../support/cases/http1-client.ts";

const BODY = '{"model":"m","messages":[]}';

/** What came back. */
export interface Answer {
  status: number;
  body: string;
}

/** Header lines, in their order. */
export type Headers = [name: string, value: string][];

/** A chat whose host and path are sent as they are written here. */
export async function chat(port: number, authority: string, path: string, more: Headers = []): Promise<Answer> {
  const headers: Headers = [...more, ["content-type", "application/json"], ["content-length", String(BODY.length)]];
  const request = { method: "POST", path, authority, headers, chunks: [Buffer.from(BODY)], trailers: [] };
  const answer = await sendRequest(port, request);
  assert.ok(answer, `${authority} is not answered`);
  return { status: answer.status, body: Buffer.from(answer.body).toString() };
}

/** The same in HTTP/2, with an authority and a header `host` that differ. */
export function chatByHttp2(port: number, authority: string, path: string, host: string): Promise<Answer> {
  const session = connect(`http://127.0.0.1:${port}`);
  const head = { ":method": "POST", ":path": path, ":authority": authority, host, "content-type": "application/json" };
  return new Promise<Answer>((resolve, reject) => {
    const answer: Answer = { status: 0, body: "" };
    const stream = session.request(head);
    stream.on("response", (headers) => (answer.status = headers[":status"]!));
    stream.setEncoding("utf8").on("data", (piece: string) => (answer.body += piece));
    stream.on("error", reject).on("end", () => resolve(answer));
    stream.end(BODY);
  }).finally(() => session.destroy());
}

/** Asks for a tunnel. */
export function connectTo(port: number, path: string): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const sent = requestHttp1({ port, host: "127.0.0.1", method: "CONNECT", path });
    sent.on("connect", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode! });
    });
    sent.on("error", reject).end();
  });
}
