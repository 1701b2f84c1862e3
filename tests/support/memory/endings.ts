// Every way in which a chat can end.

import type { Exchange } from "../emulator/exchange.ts";
import { bodyOf, KIB, type Chat, type ChatVm } from "./chats.ts";

const TIMEOUT = {
  status: 504,
  details: "response_timeout",
  headers: [],
  body: Buffer.from("upstream request timeout"),
};
const CHUNKS = bodyOf(2 * KIB, "front", KIB);

const opened = (chat: Partial<Chat>, pieces: number, end: (exchange: Exchange) => void) => (chatVm: ChatVm) =>
  end(chatVm.open({ chunks: CHUNKS, ...chat }, pieces));

const sent = (chat: Partial<Chat>, end: (exchange: Exchange) => void) =>
  opened(chat, 0, (exchange) => {
    exchange.sendRest();
    exchange.settle();
    end(exchange);
  });

/** The ends by their names. In those with a call-out that is never answered, a provider with a context file waits. */
export const ENDINGS: Record<string, (chatVm: ChatVm) => void> = {
  "a chat that is answered": (chatVm) => chatVm.run({ chunks: CHUNKS }),
  "a client that leaves after its head": opened({}, 0, (exchange) => exchange.leave()),
  "a client that leaves in mid-body": opened({}, 2, (exchange) => exchange.leave()),
  "a client that leaves before the answer": sent({ reply: "never" }, (exchange) => exchange.leave()),
  "an upstream that times out": sent({ reply: "never" }, (exchange) => {
    exchange.stream.replyFromEnvoy(TIMEOUT);
    exchange.finish();
  }),
  "an upstream that breaks before its answer": sent({ reply: "never" }, (exchange) => exchange.resetByUpstream()),
  "an upstream that breaks in its answer": sent({ reply: "broken" }, (exchange) => exchange.deliverReply()),
  "a stream that ends without an answer": sent({ reply: "never" }, (exchange) => exchange.finish()),
  "a request that Aisle refuses for its body": (chatVm) => chatVm.run({ chunks: [Buffer.from("{]")] }),
  "a request that Aisle refuses for its path": (chatVm) => chatVm.run({ path: "/v1/unknown/../x" }),
  "a body over the proxy's own limit": (chatVm) => chatVm.run({ chunks: bodyOf(80 * KIB) }),
  "a call-out that fails": (chatVm) => chatVm.run({ chunks: CHUNKS, context: "failure" }),
};

/** A client that leaves while it waits for a call-out that is never answered. */
export const leaveWaiting = sent({ context: "never" }, (exchange) => exchange.leave());
