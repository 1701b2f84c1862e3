// How a fake provider answers: well, or in one of the ways in which providers fail.

import type { ServerResponse } from "node:http";

/** What a provider got, as far as tests look at it. */
export interface ReceivedChat {
  /** The client's number for its request, the same in every attempt; "" where it sent none. */
  serial: string;
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** When it was answered well, to the end (`performance.now()`); null: it was not. */
  answeredAt: number | null;
  /** The provider broke the connection before it had answered. */
  isBroken: boolean;
  /** The head of an answer was sent, looked at when nothing more comes of it. */
  hasHead: boolean;
  /** Nothing more comes of it. */
  isOver: boolean;
}

/** A provider that has received a request. */
export interface Answering {
  name: string;
  request: ReceivedChat;
  response: ServerResponse;
}

export type Behaviour = (answering: Answering) => void;

const JSON_TYPE = { "content-type": "application/json" };
const EVENT_TYPE = { "content-type": "text/event-stream" };
// Longer than any test waits.
const LONG_MS = 120_000;
const SLOW_MS = 500;

const isStream = (request: ReceivedChat): boolean => /"stream"\s*:\s*true/.test(request.body);

/** The text of an answer: who gave it, and to what. */
function contentOf({ name, request }: Answering): string {
  return `${name} answers ${request.serial}`;
}

function event(answering: Answering, content: string, finish: string | null = null): string {
  const chunk = { id: "c", model: answering.name, choices: [{ index: 0, delta: { content }, finish_reason: finish }] };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function answerWell(answering: Answering): void {
  const { response, request } = answering;
  noteEnd(answering);
  if (!isStream(request)) {
    const message = { role: "assistant", content: contentOf(answering) };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ id: "c", model: answering.name, choices }));
    return;
  }
  response.writeHead(200, EVENT_TYPE);
  for (const part of ["begins ", contentOf(answering)]) response.write(event(answering, part));
  response.end(`${event(answering, "", "stop")}data: [DONE]\n\n`);
}

function noteEnd({ response, request }: Answering): void {
  response.on("finish", () => (request.answeredAt = performance.now()));
}

const LARGE_BYTES = 5_000_000;

function answerAtLength({ name, response }: Answering): void {
  const message = { role: "assistant", content: "long ".repeat(LARGE_BYTES / 5) };
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ id: "c", model: name, choices: [{ index: 0, message }] }));
}

const PACE_MS = 20;
const PIECES = 5;

// As a model answers: after a while, and streams piece by piece.
function answerAtItsPace(answering: Answering): void {
  if (!isStream(answering.request)) return later(PACE_MS * PIECES, answerWell)(answering);
  noteEnd(answering);
  const { response } = answering;
  response.writeHead(200, EVENT_TYPE).write(event(answering, contentOf(answering)));
  let pieces = 0;
  const timer = setInterval(() => {
    if (++pieces < PIECES) return void response.write(event(answering, "."));
    clearInterval(timer);
    response.end(`${event(answering, "", "stop")}data: [DONE]\n\n`);
  }, PACE_MS);
  response.on("close", () => clearInterval(timer));
}

/** Answers with this status, and an error as OpenAI writes it. */
function fail(status: number, headers: Record<string, string> = {}): Behaviour {
  return ({ name, response }) => {
    const body = JSON.stringify({ error: { message: `${name} says ${status}`, type: "fake_error" } });
    response.writeHead(status, { ...JSON_TYPE, ...headers }).end(body);
  };
}

/** Runs `then` after a while, unless the connection has gone. */
function later(milliseconds: number, then: Behaviour): Behaviour {
  return (answering) => {
    const timer = setTimeout(() => then(answering), milliseconds);
    answering.response.on("close", () => clearTimeout(timer));
  };
}

function breakOff({ request, response }: Answering): void {
  request.isBroken = true;
  response.destroy();
}

function breakAfter(beginning: Behaviour): Behaviour {
  return (answering) => {
    beginning(answering);
    setTimeout(() => breakOff(answering), 5);
  };
}

/** The ways, by name. `refuses` is not among them: then nobody listens. */
export const BEHAVIOURS = {
  well: answerWell,
  paced: answerAtItsPace,
  large: answerAtLength,
  "429": fail(429),
  "429-later": fail(429, { "retry-after": "1" }),
  "429-much-later": fail(429, { "retry-after": "60" }),
  "429-in-milliseconds": fail(429, { "retry-after-ms": "700", "retry-after": "60" }),
  "429-until": (answering) => fail(429, { "retry-after": new Date(Date.now() + 2000).toUTCString() })(answering),
  "503-later": fail(503, { "retry-after": "1" }),
  "500": fail(500),
  "503": fail(503),
  "401": fail(401),
  "402": fail(402),
  "slow-500": later(SLOW_MS, fail(500)),
  slow: later(SLOW_MS, answerWell),
  silent: later(LONG_MS, answerWell),
  "dead-at-once": breakOff,
  "dead-behind-head": breakAfter((answering) => {
    answering.response.writeHead(200, isStream(answering.request) ? EVENT_TYPE : JSON_TYPE).flushHeaders();
  }),
  "dead-behind-500": breakAfter((answering) => {
    answering.response.writeHead(500, { ...JSON_TYPE, "content-length": "100" }).flushHeaders();
  }),
  "dead-in-stream": breakAfter((answering) => {
    answering.response.writeHead(200, EVENT_TYPE).write(event(answering, "begins "));
  }),
  "error-in-200": ({ name, request, response }: Answering) => {
    const error = JSON.stringify({ error: { message: `${name} is out of capacity` } });
    if (isStream(request)) response.writeHead(200, EVENT_TYPE).end(`data: ${error}\n\n`);
    else response.writeHead(200, JSON_TYPE).end(error);
  },
  "page-in-200": ({ response }: Answering) => void response.writeHead(200, JSON_TYPE).end("<html>maintenance</html>"),
} satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS | "refuses";
