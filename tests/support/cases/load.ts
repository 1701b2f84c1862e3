// Reads every case file under tests/cases, strictly.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { readBody } from "./body.ts";
import type { Case, CaseAttempt, CaseCallout, CaseRoute, ExpectedRequest, ExpectedResponse } from "./case.ts";
import { CaseError, Fields } from "./fields.ts";
import { readReply, readRequest } from "./load-messages.ts";
import { readTelemetry } from "./load-telemetry.ts";

const CASES_DIRECTORY = fileURLToPath(new URL("../../cases", import.meta.url));

/** Cases of these files hold the filter to what others have written, so they say where. */
const SOURCED = /(^|\/)providers\/[^/]*$/;

/** All cases, by file name and in the order of each file. A name occurs once per file. */
export function loadCases(directory: string = CASES_DIRECTORY): Case[] {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yaml"));
  return files
    .sort()
    .flatMap((name) => readCases(readFileSync(join(directory, name), "utf8"), relative("", join(directory, name))));
}

/** The cases of one file's text: a list, or a mapping of the `source` of them all and the list. */
export function readCases(text: string, file: string): Case[] {
  // Nobody attacks with these files: they may have as many aliases as they like.
  const parsed: unknown = parse(text, { merge: true, maxAliasCount: -1 });
  const whole = Array.isArray(parsed) ? null : new Fields(parsed, file);
  const source = whole?.text("source", null) ?? null;
  const list: unknown = whole === null ? parsed : whole.take("cases");
  if (!Array.isArray(list)) throw new CaseError(`${file}: expected a list of cases`);
  whole?.close();
  const cases = list.map((item, i) => readCase(item, file, i, source));
  const names = cases.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new CaseError(`${file}: two cases are named "${twice}"`);
  return cases;
}

/** One case from the mapping that a file has it in; `source` is where those of the file come from. */
export function readCase(item: unknown, file: string, index: number, source: string | null = null): Case {
  const fields = new Fields(item, `${file}[${index}]`);
  const name = fields.text("name", null) ?? fields.fail("name", "a string");
  const mode = fields.text("mode", "listener");
  if (mode !== "listener" && mode !== "upstream") return fields.fail("mode", "listener or upstream");
  const configured = fields.flag("configured", true);
  const result: Case = {
    file,
    name,
    source: fields.text("source", source),
    mode,
    configured,
    configuration: readConfiguration(fields),
    environment: fields.textMap("environment"),
    properties: fields.textMap("properties"),
    route: readRoute(fields),
    hostOnly: fields.text("hostOnly", null),
    request: readRequest(fields, configured),
    attempts: readAttempts(fields, mode),
    response: readResponse(fields),
    callouts: fields.list("callouts").map((c, i) => readCallout(c, `${fields.at("callouts")}[${i}]`)),
    logs: fields.texts("logs"),
    telemetry: readTelemetry(fields),
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

function readRoute(outer: Fields): CaseRoute {
  const fields = new Fields(outer.take("route") ?? {}, outer.at("route"));
  const route = {
    name: fields.text("name", null),
    provider: fields.text("provider", null),
    clusterProvider: fields.text("clusterProvider", null),
  };
  fields.close();
  return route;
}

function readAttempts(fields: Fields, mode: string): CaseAttempt[] {
  if (mode === "listener" && !fields.has("attempts"))
    return [{ provider: null, upstream: readUpstream(fields), reply: readReply(fields) }];
  return fields.list("attempts").map((item, i) => {
    const attempt = new Fields(item, `${fields.at("attempts")}[${i}]`);
    const provider =
      mode === "listener" ? null : (attempt.text("provider", null) ?? attempt.fail("provider", "a string"));
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
  if (c.source === null && SOURCED.test(c.file)) fields.fail("source", "where the expected bytes are written down");
  if (!c.configured && c.telemetry !== undefined)
    fields.fail("log", "nothing, nor metrics and filterState, without an exchange");
  if (!c.configured) return;
  if (c.attempts.length === 0) fields.fail("attempts", "at least one attempt");
  const reached = c.attempts.some((a) => a.upstream !== null);
  if (!reached && c.response !== null && c.response.details === null) {
    fields.fail("response", "details (of the local reply) where no upstream is reached");
  }
  if (c.callouts.some((call) => call.late) !== (c.response === null))
    fields.fail("response", "none exactly where a call-out is late");
}
