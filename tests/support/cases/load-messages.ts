// Reads the messages of a case: what the client sends and what an upstream answers.

import type { HeaderPair } from "../emulator/header-map.ts";
import { readChunks } from "./body.ts";
import type { CaseReply, CaseRequest } from "./case.ts";
import { Fields } from "./fields.ts";

/** What the client sends. A body gets a content-length unless the headers name one or the case wants it chunked. */
export function readRequest(outer: Fields, required: boolean): CaseRequest {
  const value = outer.take("request");
  if (value === undefined && required) outer.fail("request", "a mapping");
  const fields = new Fields(value ?? { path: "/" }, outer.at("request"));
  const inPieces = fields.has("chunks");
  const chunks = readChunks(fields);
  const request = {
    method: fields.text("method", chunks.length > 0 ? "POST" : "GET"),
    path: fields.text("path", null) ?? fields.fail("path", "a string"),
    authority: fields.text("authority", "gateway.example"),
    headers: fields.headers("headers"),
    chunks,
    trailers: fields.headers("trailers"),
  };
  const framed = fields.flag("chunked", chunks.length === 0 || inPieces || request.trailers.length > 0);
  fields.close();
  return framed ? request : { ...request, headers: withLength(request.headers, chunks) };
}

/** What an upstream answers. A body gets a content-length, chunks get none. */
export function readReply(outer: Fields): CaseReply {
  const fields = new Fields(outer.take("reply") ?? {}, outer.at("reply"));
  const whole = fields.has("body");
  const chunks = readChunks(fields);
  const reply = {
    status: fields.integer("status", 200),
    headers: fields.headers("headers"),
    chunks,
    trailers: fields.headers("trailers"),
    breaks: fields.flag("breaks", false),
    resets: fields.flag("resets", false),
  };
  fields.close();
  return whole ? { ...reply, headers: withLength(reply.headers, chunks) } : reply;
}

/** Adds a content-length to headers that name none. */
function withLength(headers: HeaderPair[], chunks: Uint8Array[]): HeaderPair[] {
  if (headers.some(([name]) => name === "content-length")) return headers;
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return [...headers, ["content-length", String(length)]];
}
