/** The fake LLM: a small HTTP server that speaks OpenAI's API and does what the request headers tell it to. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Answer } from "./answer.ts";
import { ApiError, errorAnswer, errorOfStatus, jsonAnswer } from "./answer.ts";
import type { ReceivedRequest } from "./recorder.ts";
import { Recorder } from "./recorder.ts";
import { FakeRequest } from "./request.ts";
import { Router } from "./router.ts";
import type { Steering } from "./steering.ts";
import { readSteering } from "./steering.ts";
import { writeAnswer } from "./writer.ts";

export interface FakeLlmOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** The address to listen on, by default this machine only. */
  host?: string;
  /** Requests without `authorization: Bearer <key>` are answered 401; any key will do where it is absent. */
  key?: string | undefined;
  /** Speak TLS with this certificate (PEM). */
  tls?: { key: string; certificate: string };
}

/** A running fake LLM. */
export interface FakeLlm {
  url: string;
  port: number;
  /** The last request that came in, null before the first. */
  last(): ReceivedRequest | null;
  /** The last `n` requests, oldest first. */
  requests(n: number): ReceivedRequest[];
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/** Starts a fake LLM; rejects when the port is taken. */
export async function startFakeLlm(options: FakeLlmOptions = {}): Promise<FakeLlm> {
  const { host = "127.0.0.1", key } = options;
  const recorder = new Recorder();
  const router = new Router();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(request, response, recorder, router, key).catch((error: unknown) => fail(response, error));
  };
  const maxHeaderSize = 64 * 1024;
  const server = options.tls
    ? createTlsServer({ maxHeaderSize, key: options.tls.key, cert: options.tls.certificate }, listener)
    : createServer({ maxHeaderSize }, listener);
  // A proxy may send a request on a connection that the server is about to close: keep them until the end.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https" : "http"}://${host}:${port}`,
    port,
    last: () => recorder.last(1)[0] ?? null,
    requests: (n) => recorder.last(n),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  recorder: Recorder,
  router: Router,
  key?: string,
): Promise<void> {
  const [path = "", query] = (request.url ?? "").split("?", 2);
  if (path.startsWith("/fake/")) return writeAnswer(response, inspect(path, query, recorder), readSteering({}));
  const body = await readBody(request);
  if (body === null) return;
  const entry = recorder.record(request, body);
  response.on("close", () => {
    if (entry.outcome === "open") entry.outcome = response.writableFinished ? "answered" : "abandoned";
  });
  const steering = readSteering(request.headers);
  if (steering.breakAfterBytes !== null) entry.outcome = "broken";
  await writeAnswer(response, await answerTo(request, path, body, steering, router, key), steering);
}

/** Null when the client leaves before its request is complete. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}

async function answerTo(
  request: IncomingMessage,
  path: string,
  body: Buffer,
  steering: Steering,
  router: Router,
  key?: string,
): Promise<Answer> {
  try {
    if (steering.status !== null && steering.status >= 400) throw errorOfStatus(steering.status);
    if (path === "/health") return jsonAnswer({});
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`) throw errorOfStatus(401);
    const { handler, id } = router.find(request.method ?? "", path);
    const answer = await handler(new FakeRequest(request.headers, body, steering, id));
    return { ...answer, status: steering.status ?? answer.status };
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error);
    throw error;
  }
}

/** `/fake/last`: the last request or null; `/fake/requests?n=`: the last ones, oldest first. */
function inspect(path: string, query: string | undefined, recorder: Recorder): Answer {
  if (path === "/fake/last") return jsonAnswer(recorder.last(1)[0] ?? null);
  if (path === "/fake/requests") {
    return jsonAnswer(recorder.last(Number(new URLSearchParams(query).get("n") ?? 10)));
  }
  return errorAnswer(new ApiError(404, "There are /fake/last and /fake/requests?n=.", "invalid_request_error"));
}

/** A defect of the test or of the fake itself is said to the client, who would otherwise see a broken connection. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const answer = errorAnswer(new ApiError(500, `The fake LLM failed: ${String(error)}`, "server_error"));
  response.writeHead(answer.status, answer.headers).end(answer.body);
}
