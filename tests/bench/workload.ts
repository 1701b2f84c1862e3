// What the bench sends: prebuilt bytes, so that the client costs next to nothing.

import { type StreamName, STREAMS } from "./streams.ts";
import type { VariantName } from "./variant.ts";

/** Header that tells the bench's upstream what to answer with: a stream's name, or `echo` for the request it got. */
export const REPLY_HEADER = "x-bench-reply";

/** Header that names the connection which a stream is for. */
export const CLIENT_HEADER = "x-bench-client";

/** One kind of exchange. */
export interface Workload {
  name: string;
  /** Bytes of the request's body. */
  bodyBytes: number;
  /** The request, complete, for a keep-alive connection. */
  request: Buffer;
  /** True when the reply is an event stream in chunks; else it has a content-length. */
  isStream: boolean;
  /** The events of that stream, besides the final `[DONE]`. */
  events: number;
  /** Which Envoys have it. */
  variants: readonly VariantName[];
  /** At how many connections. */
  connections: readonly number[];
  /** How many times as long its blocks are: exchanges that take long need more time to be as many. */
  weight: number;
}

const TURN =
  'The gateway holds the request until it has read the body, finds the member "model" and puts the provider\'s ' +
  "own name in its place.\n\nEverything else stays as the client wrote it: unknown members, the spelling of numbers, " +
  "the order of keys and the white space between them. A stream is passed on chunk by chunk; nothing waits for its " +
  "end. What does that cost? The time of a few calls over the boundary between the proxy and the filter, and one pass " +
  "over the bytes of the body; the rest of this paragraph only makes it as long as a turn of a conversation usually is.";

/** Variants that show what a filter adds. */
export const COMPARED: readonly VariantName[] = ["none", "floor", "aisle"];
// Those that show what telling costs.
const TOLD: readonly VariantName[] = ["off", "on"];
const ALL: readonly VariantName[] = [...COMPARED, ...TOLD];
// Those that show what it costs to be in the cluster, to share requests, and to fail over.
const ATTEMPTS: readonly VariantName[] = ["attempt", "failover", "plainFailover", "balanced", "callOut"];
const FEW_AND_MANY = [1, 32];
// Those that show what a translation adds.
const BETWEEN: readonly VariantName[] = ["none", "floor", "translated"];

/** Every workload, in the order of the report. */
export const WORKLOADS: Workload[] = [
  { ...chat("chat 1 KB", 1024), variants: [...ALL, "large", ...ATTEMPTS] },
  { ...chat("chat 32 KB", 32 * 1024), variants: [...COMPARED, ...ATTEMPTS] },
  chat("chat 1 MB", 1024 * 1024),
  { ...stream("stream of 200 events", "apart"), variants: [...ALL, "attempt"] },
  { ...stream("200 events in 2 pieces", "halves"), variants: TOLD, connections: [1], weight: 1 },
  { ...stream("2,000 events in pieces of 16 KiB", "pieces"), variants: TOLD, connections: [1] },
  ...[1, 32].flatMap((size) => [
    { ...toChat(`message to chat ${size} KB`, size * 1024, []), variants: BETWEEN },
    { ...toMessage(`chat to message ${size} KB`, chatBody(size * 1024, false), "whole message"), variants: BETWEEN },
  ]),
  { ...asStream(toChat("message to chat, 200 events", 1024, [`${REPLY_HEADER}: chat`], true)), variants: BETWEEN },
  { ...asStream(toMessage("chat to message, 200 events", chatBody(1024, true), "message")), variants: BETWEEN },
];

/** A small chat whose reply is the request as the upstream got it. */
export const ECHO: Workload = workload("echo", chatBody(1024, false), [`${REPLY_HEADER}: echo`]);

function chat(name: string, bytes: number): Workload {
  return workload(name, chatBody(bytes, false), []);
}

function stream(name: string, reply: StreamName): Workload {
  const { events } = STREAMS[reply];
  return { ...workload(name, chatBody(1024, true), [`${REPLY_HEADER}: ${reply}`]), isStream: true, events, weight: 2 };
}

// An Anthropic client's request, for which the provider has chats.
function toChat(name: string, bytes: number, steering: string[], isStream = false): Workload {
  const body = chatBody(bytes - 18, isStream).replace("{", '{"max_tokens":1000,');
  return workload(name, body, steering, "/v1/messages");
}

// An OpenAI client's request, for which the provider has messages.
function toMessage(name: string, body: string, reply: string): Workload {
  return workload(name, body, [`${REPLY_HEADER}: ${reply}`], undefined, "claude.example");
}

function asStream(one: Workload): Workload {
  return { ...one, isStream: true, events: 200, weight: 2 };
}

function workload(
  name: string,
  body: string,
  steering: string[],
  path = "/v1/chat/completions",
  host = "gateway.example",
): Workload {
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    "user-agent: OpenAI/Python 2.8.1",
    "accept: application/json",
    "content-type: application/json",
    "authorization: Bearer client-key",
    `content-length: ${Buffer.byteLength(body)}`,
    ...steering,
  ];
  const request = Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
  const weight = body.length > 512 * 1024 ? 2 : 1;
  const bodyBytes = Buffer.byteLength(body);
  return {
    name,
    bodyBytes,
    request,
    isStream: false,
    events: 0,
    variants: COMPARED,
    connections: FEW_AND_MANY,
    weight,
  };
}

/** A conversation of turns of about 600 bytes, English with an escape now and then, padded to exactly `bytes`. */
function chatBody(bytes: number, isStream: boolean): string {
  const start = `{"model":"gpt-4o"${isStream ? ',"stream":true' : ""},"messages":[`;
  const end = `{"role":"user","content":"`;
  const close = `"}]}`;
  const turns: string[] = [];
  let size = start.length + end.length + close.length;
  for (let i = 0; ; i++) {
    const turn = JSON.stringify({ role: i % 2 === 0 ? "user" : "assistant", content: TURN }) + ",";
    if (size + turn.length > bytes) break;
    turns.push(turn);
    size += turn.length;
  }
  return start + turns.join("") + end + "x".repeat(bytes - size) + close;
}
