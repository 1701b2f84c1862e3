// What the bench sends and what comes back: prebuilt bytes, so that the client costs next to nothing.

/** Header that tells the bench's upstream to answer with an event stream. */
export const STREAM_HEADER = "x-bench-reply: stream";

/** Header that tells it to answer with the request it got. */
export const ECHO_HEADER = "x-bench-reply: echo";

/** Number of events of a stream, besides the final `[DONE]`. */
export const EVENTS = 200;

/** One kind of exchange. */
export interface Workload {
  name: string;
  /** Bytes of the request's body. */
  bodyBytes: number;
  /** The request, complete, for a keep-alive connection. */
  request: Buffer;
  /** True when the reply is an event stream in chunks; else it has a content-length. */
  isStream: boolean;
  /** How many times as long its blocks are: exchanges that take long need more time to be as many. */
  weight: number;
}

const TURN =
  'The gateway holds the request until it has read the body, finds the member "model" and puts the provider\'s ' +
  "own name in its place.\n\nEverything else stays as the client wrote it: unknown members, the spelling of numbers, " +
  "the order of keys and the white space between them. A stream is passed on chunk by chunk; nothing waits for its " +
  "end. What does that cost? The time of a few calls over the boundary between the proxy and the filter, and one pass " +
  "over the bytes of the body; the rest of this paragraph only makes it as long as a turn of a conversation usually is.";

/** Every workload, in the order of the report. */
export const WORKLOADS: Workload[] = [
  chat("chat 1 KB", 1024),
  chat("chat 32 KB", 32 * 1024),
  chat("chat 1 MB", 1024 * 1024),
  stream(`stream of ${EVENTS} events`),
];

/** A small chat whose reply is the request as the upstream got it. */
export const ECHO: Workload = workload("echo", chatBody(1024, false), false, [ECHO_HEADER]);

function chat(name: string, bytes: number): Workload {
  return workload(name, chatBody(bytes, false), false, []);
}

function stream(name: string): Workload {
  return workload(name, chatBody(1024, true), true, [STREAM_HEADER]);
}

function workload(name: string, body: string, isStream: boolean, steering: string[]): Workload {
  const head = [
    "POST /v1/chat/completions HTTP/1.1",
    "host: gateway.example",
    "user-agent: OpenAI/Python 2.8.1",
    "accept: application/json",
    "content-type: application/json",
    "authorization: Bearer client-key",
    `content-length: ${Buffer.byteLength(body)}`,
    ...steering,
  ];
  const request = Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
  const weight = isStream || body.length > 512 * 1024 ? 2 : 1;
  return { name, bodyBytes: Buffer.byteLength(body), request, isStream, weight };
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
