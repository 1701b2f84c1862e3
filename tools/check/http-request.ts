// An HTTP request as text (RFC 9112, or the .http files of editors): request line, headers, an empty line, the body.

import type { CaseRequest } from "../../tests/support/cases/case.ts";
import { UsageError } from "./command-line.ts";

const REQUEST_LINE = /^(?:([A-Z]+)\s+)?(\S+)(?:\s+HTTP\/[\d.]+)?$/;

/** The first request of a file. Throws UsageError for text that is none. */
export function parseHttpRequest(bytes: Uint8Array): CaseRequest {
  // One character per byte: a body need not be text.
  const first = cutComments(Buffer.from(bytes).toString("latin1"));
  const gap = /\r?\n\r?\n/.exec(first);
  const head = gap === null ? first.trimEnd() : first.slice(0, gap.index);
  const [line, ...fields] = head.split(/\r?\n/);
  const [, method, target] = REQUEST_LINE.exec(line.trim()) ?? [];
  if (target === undefined) throw new UsageError("expected a request line as GET /v1/models");
  const headers = fields.filter((field) => !field.startsWith("#")).map(parseField);
  const { authority, path } = splitTarget(target);
  const body = readBody(gap === null ? "" : first.slice(gap.index + gap[0].length), headers);
  return {
    method: method ?? (body.length > 0 ? "POST" : "GET"),
    path,
    authority: authority ?? headers.find(([name]) => name === "host")?.[1] ?? "gateway.example",
    headers: withLength(headers, body),
    chunks: body.length > 0 ? [body] : [],
    trailers: [],
  } as CaseRequest;
}

/** Without the lines before the request, and the requests after it, which `###` sets apart. */
function cutComments(text: string): string {
  const from = text.replace(/^(?:\s*(?:#|\/\/|@)[^\n]*(?:\n|$)|\s*\n)*/, "");
  const next = from.search(/^###/m);
  return next < 0 ? from : from.slice(0, next).replace(/(?:\r?\n)+$/, "\n");
}

function parseField(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
  if (name === undefined) throw new UsageError(`expected a header as name: value, found a line without one`);
  return [name.toLowerCase(), value];
}

function splitTarget(target: string): { authority: string | null; path: string } {
  const [, authority, path] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(target) ?? [null, null, target];
  return { authority, path: path === "" ? "/" : path.startsWith("?") ? `/${path}` : path };
}

/** As long as content-length says; without it, the newline that ends the file is the editor's. */
function readBody(text: string, headers: [string, string][]): Uint8Array {
  const announced = headers.find(([name]) => name === "content-length");
  const body = announced === undefined ? text.replace(/\r?\n$/, "") : text.slice(0, Number(announced[1]));
  return Buffer.from(body, "latin1");
}

/** What a client adds by itself; the authority is a pseudo header. */
function withLength(headers: [string, string][], body: Uint8Array): [string, string][] {
  const rest = headers.filter(([name]) => name !== "host");
  const isFramed = rest.some(([name]) => name === "content-length" || name === "transfer-encoding");
  return isFramed || body.length === 0 ? rest : [...rest, ["content-length", String(body.length)]];
}
