// A client's stream over HTTP/2.

import type { ClientHttp2Session } from "node:http2";

/** The head of a chat. */
export const CHAT_HEAD = {
  ":method": "POST",
  ":path": "/v1/chat/completions",
  ":authority": "gateway.example",
  "content-type": "application/json",
};

/** What came back; `reset` is the error code the stream ended with, 0 for a whole answer. */
export interface Http2Answer {
  status: number;
  body: string;
  reset: number;
}

/** Sends a chat and resolves when its stream has ended, in whatever way; `onData` is called when some of the answer is there. */
export function chatOverHttp2(session: ClientHttp2Session, body: string, onData = () => {}): Promise<Http2Answer> {
  return new Promise((resolve) => {
    const stream = session.request(CHAT_HEAD);
    const answer: Http2Answer = { status: 0, body: "", reset: 0 };
    stream.on("response", (headers) => (answer.status = Number(headers[":status"])));
    stream.setEncoding("utf8").on("data", (text: string) => {
      answer.body += text;
      onData();
    });
    // The reset is told by the code that `close` finds.
    stream.on("error", () => {});
    stream.on("close", () => resolve({ ...answer, reset: stream.rstCode }));
    stream.end(body);
  });
}
