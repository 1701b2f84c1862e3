/** An upstream that gives the answer which a request's header `x-answer` names, whatever it asks. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** Waits before the head of a stream, and before its last event, in milliseconds. */
export const PAUSE_MS = 60;

interface Answer {
  status: number;
  type: string;
  /** Pieces of the body; before each of a stream but those in the middle comes a pause. */
  pieces: (string | Buffer)[];
  encoding?: string;
  /** The connection ends before the body does. */
  breaks?: true;
}

const OPENAI_USAGE = {
  prompt_tokens: 12,
  completion_tokens: 34,
  total_tokens: 46,
  prompt_tokens_details: { cached_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 20 },
};
const MESSAGE = { role: "assistant", content: "Hello." };
const CHAT = { id: "1", object: "chat.completion", model: "m", choices: [{ index: 0, message: MESSAGE }] };
const CHUNK = { id: "1", object: "chat.completion.chunk", model: "m" };
const ANTHROPIC_USAGE = { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 1000 };

const events = (...data: object[]): string[] => data.map((each) => `data: ${JSON.stringify(each)}\n\n`);
const named = (...data: { type: string }[]): string[] => data.map((each) => `event: ${each.type}\n${events(each)[0]}`);
const json = (status: number, body: object): Answer => ({
  status,
  type: "application/json",
  pieces: [JSON.stringify(body)],
});
const stream = (pieces: string[]): Answer => ({ status: 200, type: "text/event-stream", pieces });

/** What a request may ask for in `x-answer`. */
export const ANSWERS: Record<string, Answer> = {
  chat: json(200, { ...CHAT, usage: OPENAI_USAGE }),
  silent: json(200, CHAT),
  gzip: {
    ...json(200, {}),
    pieces: [gzipSync(JSON.stringify({ ...CHAT, usage: OPENAI_USAGE }))],
    encoding: "gzip",
  },
  models: json(200, { object: "list", data: [] }),
  limited: json(429, { error: { message: "Slow down.", type: "requests", param: null, code: "rate_limit_exceeded" } }),
  overloaded: json(503, { error: { message: "Try later.", type: "server_error", param: null, code: null } }),
  stream: stream([
    ...events(
      { ...CHUNK, choices: [{ index: 0, delta: MESSAGE }] },
      { ...CHUNK, choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } },
    ),
    "data: [DONE]\n\n",
  ]),
  broken: { ...stream(events({ ...CHUNK, choices: [{ index: 0, delta: MESSAGE }] })), breaks: true },
  failed: stream([...events({ error: { message: "Try later.", type: "server_error" } }), "data: [DONE]\n\n"]),
  message: json(200, {
    ...{ id: "1", type: "message", role: "assistant", model: "m", content: [], stop_reason: "end_turn" },
    usage: { ...ANTHROPIC_USAGE, output_tokens: 5 },
  }),
  events: stream(
    named(
      Object.assign({ type: "message_start" }, { message: { usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } } }),
      Object.assign({ type: "message_delta" }, { delta: {}, usage: { output_tokens: 5 } }),
      { type: "message_stop" },
    ),
  ),
};

export interface AnsweringUpstream {
  port: number;
  /** The bodies that have arrived, oldest first. */
  bodies: string[];
  close(): Promise<void>;
}

/** Starts one; `fixed` is its answer to every request. */
export async function startAnsweringUpstream(fixed?: string): Promise<AnsweringUpstream> {
  const bodies: string[] = [];
  const server = createServer((request, response) => void serve(request, response, fixed, bodies));
  // A proxy may send a request on a connection that the server is about to close: keep them until the end.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, bodies, close };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  fixed: string | undefined,
  bodies: string[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  bodies.push(Buffer.concat(chunks).toString());
  const answer = ANSWERS[fixed ?? String(request.headers["x-answer"])];
  if (answer === undefined) return void response.writeHead(500).end("x-answer names no answer");
  const { status, type, pieces, encoding, breaks } = answer;
  const isStream = type === "text/event-stream";
  if (isStream) await sleep(PAUSE_MS);
  response.writeHead(status, { "content-type": type, ...(encoding ? { "content-encoding": encoding } : {}) });
  for (const [i, piece] of pieces.entries()) {
    if (isStream && i === pieces.length - 1) await sleep(PAUSE_MS);
    response.write(piece);
  }
  if (breaks) return void setTimeout(() => response.destroy(), PAUSE_MS);
  response.end();
}
