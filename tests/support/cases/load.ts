// Reads every case file under tests/cases, strictly.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";
import { parse } from "yaml";
import type { HeaderPair } from "../emulator/header-map.ts";
import { readBody, readChunks } from "./body.ts";
import type {
  Case,
  CaseAttempt,
  CaseCallout,
  CaseReply,
  CaseRequest,
  ExpectedRequest,
  ExpectedResponse,
} from "./case.ts";
import { CaseError, Fields } from "./fields.ts";

const CASES_DIRECTORY = fileURLToPath(new URL("../../cases", import.meta.url));

/** All cases, by file name and in the order of each file. A name occurs once per file. */
export function loadCases(directory: string = CASES_DIRECTORY): Case[] {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return files
    .sort()
    .flatMap((name) => readCases(readFileSync(join(directory, name), "utf8"), relative("", join(directory, name))));
}

/** The cases of one file's text. */
export function readCases(text: string, file: string): Case[] {
  const list: unknown = parse(text);
  if (!Array.isArray(list)) throw new CaseError(`${file}: expected a list of cases`);
  const cases = list.map((item, i) => readCase(item, file, i));
  const names = cases.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new CaseError(`${file}: two cases are named "${twice}"`);
  return cases;
}

function readCase(item: unknown, file: string, index: number): Case {
  const fields = new Fields(item, `${file}[${index}]`);
  const name = fields.text("name", null) ?? fields.fail("name", "a string");
  const mode = fields.text("mode", "listener");
  if (mode !== "listener" && mode !== "upstream") return fields.fail("mode", "listener or upstream");
  const configured = fields.flag("configured", true);
  const result: Case = {
    file,
    name,
    mode,
    configured,
    configuration: readConfiguration(fields),
    environment: fields.textMap("environment"),
    properties: fields.textMap("properties"),
    hostOnly: fields.text("hostOnly", null),
    request: readRequest(fields, configured),
    attempts: readAttempts(fields, mode),
    response: readResponse(fields),
    callouts: fields.list("callouts").map((c, i) => readCallout(c, `${fields.at("callouts")}[${i}]`)),
    logs: fields.texts("logs"),
  };
  fields.close();
  checkCase(result, fields);
  return result;
}

function readConfiguration(fields: Fields): Uint8Array {
  const value = fields.take("config");
  if (typeof value === "string") return Buffer.from(value, "utf8");
  if (typeof value !== "object" || value === null)
    return fields.fail("config", "a mapping, or a string with the raw text");
  return Buffer.from(JSON.stringify(value), "utf8");
}

function readRequest(outer: Fields, required: boolean): CaseRequest {
  const value = outer.take("request");
  if (value === undefined && required) outer.fail("request", "a mapping");
  const fields = new Fields(value ?? { path: "/" }, outer.at("request"));
  const chunks = readChunks(fields);
  const request = {
    method: fields.text("method", chunks.length > 0 ? "POST" : "GET"),
    path: fields.text("path", null) ?? fields.fail("path", "a string"),
    authority: fields.text("authority", "gateway.example"),
    headers: fields.headers("headers"),
    chunks,
    trailers: fields.headers("trailers"),
  };
  const framed = fields.flag("chunked", chunks.length !== 1 || request.trailers.length > 0);
  fields.close();
  return framed ? request : { ...request, headers: withLength(request.headers, chunks) };
}

function readReply(outer: Fields): CaseReply {
  const fields = new Fields(outer.take("reply") ?? {}, outer.at("reply"));
  const single = fields.take("body");
  const chunks =
    single === undefined ? readChunks(fields) : [readBody(single, fields.at("body"))].filter((b) => b.length > 0);
  const reply = {
    status: fields.integer("status", 200),
    headers: fields.headers("headers"),
    chunks,
    trailers: fields.headers("trailers"),
    breaks: fields.flag("breaks", false),
  };
  fields.close();
  return single === undefined ? reply : { ...reply, headers: withLength(reply.headers, chunks) };
}

/** Adds a content-length to headers that name none. */
function withLength(headers: HeaderPair[], chunks: Uint8Array[]): HeaderPair[] {
  if (headers.some(([name]) => name === "content-length")) return headers;
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return [...headers, ["content-length", String(length)]];
}

function readAttempts(fields: Fields, mode: string): CaseAttempt[] {
  if (mode === "listener") return [{ provider: null, upstream: readUpstream(fields), reply: readReply(fields) }];
  return fields.list("attempts").map((item, i) => {
    const attempt = new Fields(item, `${fields.at("attempts")}[${i}]`);
    const provider = attempt.text("provider", null) ?? attempt.fail("provider", "a string");
    const read = { provider, upstream: readUpstream(attempt), reply: readReply(attempt) };
    attempt.close();
    return read;
  });
}

function readUpstream(outer: Fields): ExpectedRequest | null {
  const value = outer.take("upstream");
  if (value === "none") return null;
  const fields = new Fields(value ?? {}, outer.at("upstream"));
  const body = fields.take("body");
  const expected = {
    method: fields.text("method", null),
    path: fields.text("path", null),
    authority: fields.text("authority", null),
    headers: fields.headerDifference("headers"),
    body: body === undefined ? null : readBody(body, fields.at("body")),
  };
  fields.close();
  return expected;
}

function readResponse(outer: Fields): ExpectedResponse | null {
  const value = outer.take("response");
  if (value === "none") return null;
  const fields = new Fields(value ?? {}, outer.at("response"));
  const body = fields.take("body");
  const expected = {
    status: fields.integer("status", null),
    headers: fields.headerDifference("headers"),
    body: body === undefined ? null : readBody(body, fields.at("body")),
    details: fields.text("details", null),
  };
  fields.close();
  return expected;
}

function readCallout(item: unknown, where: string): CaseCallout {
  const fields = new Fields(item, where);
  const failure = fields.flag("failure", false);
  const replyFields = new Fields(fields.take("reply") ?? {}, fields.at("reply"));
  const reply = {
    status: replyFields.integer("status", 200),
    headers: replyFields.headers("headers"),
    body: readBody(replyFields.take("body") ?? "", replyFields.at("body")),
  };
  replyFields.close();
  const callout: CaseCallout = {
    cluster: fields.text("cluster", null) ?? fields.fail("cluster", "a string"),
    method: fields.text("method", "GET"),
    path: fields.text("path", null) ?? fields.fail("path", "a string"),
    headers: fields.textMap("headers"),
    late: fields.flag("late", false),
    reply: failure ? "failure" : reply,
  };
  fields.close();
  return callout;
}

function checkCase(c: Case, fields: Fields): void {
  if (!c.configured) return;
  if (c.attempts.length === 0) fields.fail("attempts", "at least one attempt");
  const reached = c.attempts.some((a) => a.upstream !== null);
  if (!reached && c.response !== null && c.response.details === null) {
    fields.fail("response", "details (of the local reply) where no upstream is reached");
  }
  if (c.callouts.some((call) => call.late) !== (c.response === null))
    fields.fail("response", "none exactly where a call-out is late");
}
