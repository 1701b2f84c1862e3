// A client's prompt in a case: what its body says is marked where the marker does not change what the case is about.

import type { Case, CaseAttempt } from "../cases/case.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { JsonPattern } from "../cases/telemetry.ts";
import type { Marks } from "./marks.ts";

/** Members in which a client writes what it wants to know, up to the text; a translation makes one of another. */
const MEMBER = String.raw`"(?:content|prompt|input|text|query|instructions|system)"\s*:\s*`;
const PROMPT = new RegExp(`${MEMBER}"(?:[^"\\\\]|\\\\.)*"`, "g");
const BEFORE_TEXT = new RegExp(`^${MEMBER}`);

/** The case with a marker in its request's body; as it was when its size matters, or nothing fits. */
export function markPrompt(c: Case, marks: Marks): Case {
  if (c.request.chunks.length === 0 || fixesSize(c)) return c;
  const texts = c.request.chunks.map(latin1);
  const wrong = wrongByte(c);
  // Behind the byte that the answer names nothing changes it.
  if (wrong >= 0)
    return wrong < sizeOf(c.request.chunks) ? rewrite(c, texts, appendText(texts, makeMarker(c, marks))) : c;
  const prompts = new Set(worksOnTexts(c) ? [] : texts.flatMap((text) => text.match(PROMPT) ?? []));
  if (prompts.size > 0) return rewrite(c, texts, markStrings([...prompts], makeMarker(c, marks)));
  const json = parseOrUndefined(texts.join(""));
  if (hasMembers(json)) return rewrite(c, texts, addMember(texts, makeMarker(c, marks)));
  return json === undefined && staysAsItIs(c) ? rewrite(c, texts, appendText(texts, makeMarker(c, marks))) : c;
}

type Rewrite = (text: string, isExpected: boolean) => string;

/** A marker for what the client says; its kind tells whether the case logs that. */
function makeMarker(c: Case, marks: Marks): string {
  return marks.make(logsBody(c) ? "logged prompt" : "prompt", "body");
}

function markStrings(prompts: string[], marker: string): Rewrite {
  const said = new Set(prompts.map(withoutMember));
  return (text) =>
    text.replace(PROMPT, (prompt) => (said.has(withoutMember(prompt)) ? `${prompt.slice(0, -1)}${marker}"` : prompt));
}

function withoutMember(prompt: string): string {
  return prompt.replace(BEFORE_TEXT, "");
}

/** A member behind all others: what is set stands in place or in front, so the end is the client's. */
function addMember(texts: string[], marker: string): Rewrite {
  const last = texts[texts.length - 1];
  return (text, isExpected) => (isExpected || text === last ? text.replace(/\}$/, `,"x_note":"${marker}"}`) : text);
}

function appendText(texts: string[], marker: string): Rewrite {
  const last = texts[texts.length - 1];
  return (text) => (text === last ? text + marker : text);
}

function rewrite(c: Case, texts: string[], change: Rewrite): Case {
  const chunks = texts.map((text) => Buffer.from(change(text, false), "latin1"));
  const before = String(sizeOf(c.request.chunks));
  const headers = c.request.headers.map(([name, value]): HeaderPair => [
    name,
    name === "content-length" && value === before ? String(sizeOf(chunks)) : value,
  ]);
  const attempts = c.attempts.map((attempt) => rewriteExpected(attempt, change));
  const telemetry = rewritePayload(c.telemetry, PAYLOAD, (text) => change(text, true));
  return { ...c, attempts, telemetry, request: { ...c.request, chunks, headers } };
}

const PAYLOAD = "aisle.request.payload";

/** What a case demands of operators, with a body in the lines of the log as `change` makes it. */
export function rewritePayload(
  telemetry: Case["telemetry"],
  name: string,
  change: (text: string) => string,
): Case["telemetry"] {
  if (telemetry === undefined || telemetry.log === null) return telemetry;
  const log = telemetry.log.map((line) => {
    const payload = (line as Record<string, JsonPattern>)[name];
    if (typeof payload !== "string") return line;
    const bytes = Buffer.from(payload, "utf8").toString("latin1");
    return { ...(line as object), [name]: Buffer.from(change(bytes), "latin1").toString("utf8") };
  });
  return { ...telemetry, log };
}

function rewriteExpected(attempt: CaseAttempt, change: Rewrite): CaseAttempt {
  const { upstream } = attempt;
  if (upstream === null || upstream.body === null) return attempt;
  const body = Buffer.from(change(latin1(upstream.body), true), "latin1");
  return { ...attempt, upstream: { ...upstream, body } };
}

/** Whether an operator wants to see bodies in the log. */
export function logsBody(c: Case): boolean {
  return /"payloads"\s*:\s*true/.test(latin1(c.configuration));
}

/** Whether a case is about the length of its body, so that a longer one would be another case. */
export function fixesSize(c: Case): boolean {
  const told = c.attempts.flatMap(({ upstream }) => Object.keys(upstream?.headers ?? {}));
  const hasLimit =
    Buffer.from(c.configuration)
      .toString()
      .match(/maxRequestBytes|maxPayloadBytes/) !== null;
  const length = c.request.headers.find(([name]) => name === "content-length")?.[1];
  const isWrong = length !== undefined && length !== String(sizeOf(c.request.chunks));
  return hasLimit || isWrong || told.includes("content-length");
}

// Whether a case is about what the texts of messages are, so that others would make another case.
function worksOnTexts(c: Case): boolean {
  return /"(contextCleanupCommands|mergeConsecutiveMessages|hiclawMode)"/.test(latin1(c.configuration));
}

/** The place of the byte that the client must be told of; -1 for none. */
function wrongByte(c: Case): number {
  const told = /at byte (\d+)/.exec(latin1(c.response?.body ?? new Uint8Array()));
  return told === null ? -1 : Number(told[1]);
}

/** Whether an upstream gets every byte of the body, or none. */
function staysAsItIs(c: Case): boolean {
  return sizeOf(c.request.chunks) > 0 && c.attempts.every(({ upstream }) => (upstream?.body ?? null) === null);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "latin1").toString("utf8"));
  } catch {
    // No JSON: nothing can be put into it.
    return undefined;
  }
}

function hasMembers(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

function sizeOf(chunks: Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
