// A client that sends exactly the given bytes and tells exactly what came back, also when it is no whole response.

import { connect, type Socket } from "node:net";
import { ResponseReader } from "../cases/http1-response.ts";

/** Longest time an exchange may take before it counts as hanging. */
const PATIENCE_MS = 30_000;

/** What a client got. */
export interface Received {
  /** Every byte, one character each. */
  text: string;
  /** The statuses in order; all but the last are interim ones (1xx). */
  statuses: number[];
  /** The final response's head without its status line, and what came of its body, with its framing. */
  head: string;
  rest: string;
  /** The body of a response that is complete by its own framing, or null. */
  body: string | null;
}

export interface RawRequest {
  bytes: string | Buffer;
  method?: string;
  /** Called with all that has come in up to now, each time something comes. */
  onText?: (text: string, socket: Socket) => void;
  /** Called at once, for a request that is sent in parts. */
  onSocket?: (socket: Socket) => void;
}

/** Sends a request to 127.0.0.1; resolves when the response is complete or the connection has ended, rejects when neither happens. */
export function exchangeRaw(port: number, { bytes, method = "POST", onText, onSocket }: RawRequest): Promise<Received> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const reader = new ResponseReader(method === "HEAD");
    let text = "";
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received(text, reader));
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the exchange hangs after: ${text.slice(0, 2_000)}`));
    }, PATIENCE_MS);
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      reader.feed(piece);
      onText?.(text, socket);
      if (reader.response !== null) finish();
    });
    socket.on("end", () => {
      reader.end();
      finish();
    });
    socket.on("error", finish);
    socket.on("close", finish);
    socket.write(bytes);
    onSocket?.(socket);
  });
}

function received(text: string, reader: ResponseReader): Received {
  const statuses: number[] = [];
  let rest = text;
  let head = "";
  while (rest.startsWith("HTTP/1.1 ")) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    statuses.push(Number(rest.slice(9, 12)));
    head = rest.slice(rest.indexOf("\r\n") + 2, end);
    rest = rest.slice(end + 4);
    if (statuses[statuses.length - 1] >= 200) break;
  }
  const body = reader.response === null ? null : Buffer.from(reader.response.body).toString("latin1");
  return { text, statuses, head, rest, body };
}

/** A chat's body of exactly `size` bytes, which who maps models must hold. */
export function chatOf(size: number): string {
  const frame = '{"model":"x","user":""}';
  return frame.replace('"user":""', `"user":"${"p".repeat(size - frame.length)}"`);
}

/** A chat as HTTP/1.1 bytes with a content-length. */
export function chatRequest(body: string, fields: string[] = []): string {
  return requestText("POST /v1/chat/completions", body, [`content-length: ${Buffer.byteLength(body)}`, ...fields]);
}

/** A chat whose body comes in chunks of at most `size` bytes. */
export function chunkedChat(body: string, size = 16_000, path = "/v1/chat/completions"): string {
  const parts = body.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
  const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");
  return requestText(`POST ${path}`, `${chunks}0\r\n\r\n`, ["transfer-encoding: chunked"]);
}

export function requestText(methodAndPath: string, body: string, fields: string[]): string {
  const head = [`${methodAndPath} HTTP/1.1`, "host: gateway.example", "content-type: application/json", ...fields];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** A chat whose body is sent only when it is asked for with 100 Continue. */
export function expectingRequest(body: string): RawRequest {
  const fields = [`content-length: ${body.length}`, "expect: 100-continue"];
  return {
    bytes: requestText("POST /v1/chat/completions", "", fields),
    onText: (text, socket) => void (text === "HTTP/1.1 100 Continue\r\n\r\n" && socket.write(body)),
  };
}
