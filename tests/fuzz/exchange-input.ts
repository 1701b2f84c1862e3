// What one fuzzed exchange is made from: plain data, so that it can be kept, printed, shrunk and played again.

import { stringify } from "yaml";
import type { CaseReply, CaseRequest } from "../support/cases/case.ts";
import type { EndStyle } from "../support/emulator/message.ts";
import type { HeaderPair } from "../support/emulator/header-map.ts";

/** What becomes of the n-th call-out: its answer comes, comes twice, comes when the client has gone, or never. */
export type CalloutFate = "answer" | "error" | "failure" | "twice" | "late" | "never";

/** An endpoint and what it answers. In mode listener there is one, without a provider. */
export interface Endpoint {
  provider: string;
  reply: CaseReply;
}

/** One exchange. Bodies are one piece; the cuts say how they are delivered. */
export interface ExchangeInput {
  configuration: Uint8Array;
  mode: "listener" | "upstream";
  request: CaseRequest;
  endpoints: Endpoint[];
  style: EndStyle;
  requestCuts: number[];
  replyCuts: number[];
  callouts: CalloutFate[];
}

export const PLAIN_REPLY: CaseReply = {
  status: 200,
  headers: [["content-type", "application/json"]],
  chunks: [Buffer.from('{"id":"upstream"}')],
  trailers: [],
  breaks: false,
};

/** An exchange in mode listener with a plain answer, delivered in whole pieces. */
export function newInput(configuration: Uint8Array, request: CaseRequest): ExchangeInput {
  const endpoints = [{ provider: "", reply: PLAIN_REPLY }];
  return {
    configuration,
    mode: "listener",
    request,
    endpoints,
    style: "separate",
    requestCuts: [],
    replyCuts: [],
    callouts: [],
  };
}

/** A request with a body of one piece (none when empty) and its length. */
export function newRequest(method: string, path: string, headers: HeaderPair[], body: Uint8Array): CaseRequest {
  const chunks = body.length > 0 ? [body] : [];
  const length: HeaderPair[] = body.length > 0 ? [["content-length", String(body.length)]] : [];
  return { method, path, authority: "gateway.example", headers: [...headers, ...length], chunks, trailers: [] };
}

/** The input as a case for tests/cases, without what it expects: that is for a person to write. */
export function describeCase(input: ExchangeInput, name: string): string {
  const { request, endpoints } = input;
  const replies = endpoints.map(({ provider, reply }) => ({ provider, reply: writeReply(reply) }));
  const delivery = `# delivered: end ${input.style}, request cut at [${input.requestCuts}], reply cut at [${input.replyCuts}], call-outs [${input.callouts}]`;
  const skeleton = {
    name,
    ...(input.mode === "upstream" ? { mode: input.mode } : {}),
    config: writeText(input.configuration),
    request: {
      method: request.method,
      path: request.path,
      headers: request.headers,
      ...writeChunks(request.chunks),
      ...(request.trailers.length > 0 ? { trailers: request.trailers } : {}),
    },
    ...(input.mode === "upstream" ? { attempts: replies } : { reply: replies[0]?.reply }),
  };
  return `${delivery}\n${stringify([skeleton], { lineWidth: 0 })}`;
}

function writeReply({ status, headers, chunks, trailers, breaks }: CaseReply): object {
  return { status, headers, ...writeChunks(chunks), ...(trailers.length > 0 ? { trailers } : {}), breaks };
}

function writeChunks(chunks: Uint8Array[]): object {
  if (chunks.length === 0) return {};
  return { body: writeText(Buffer.concat(chunks)) };
}

/** Text where the bytes are UTF-8 that comes back the same; else base64. */
function writeText(bytes: Uint8Array): string | { base64: string } {
  const text = Buffer.from(bytes).toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : { base64: Buffer.from(bytes).toString("base64") };
}
