// Whether Aisle asked a stream for usage that its client did not ask for, by what was sent; and what the client then gets.

import type { CaseReply } from "../../support/cases/case.ts";
import { HeaderMap } from "../../support/emulator/header-map.ts";
import { readEvents, withoutUsageChunks } from "../event-stream.ts";
import { LAST_READER, parseJson, readPath } from "../json-readers.ts";
import type { Evidence } from "./oracle.ts";
import { providerOf } from "./secret-oracles.ts";

const USAGE = ["stream_options", "include_usage"];

/** Whether an attempt's body asks for usage, and neither its client nor what the configuration sets in bodies does. */
export function isUsageAdded({ input, played }: Evidence, attempt: number): boolean {
  const sent = played.attempts.at(attempt)?.body ?? new Uint8Array();
  const client = Buffer.concat(input.request.chunks);
  if (!asksUsage(sent) || asksUsage(client)) return false;
  const provider = providerOf(input.configuration, input.endpoints.at(attempt)?.provider ?? "");
  const { options, optionDefaults, customSettings } = (provider ?? {}) as Record<string, unknown>;
  return !JSON.stringify([options, optionDefaults, customSettings]).includes(USAGE[0]);
}

function asksUsage(body: Uint8Array): boolean {
  return parseJson(body) !== undefined && readPath(body, USAGE, LAST_READER) === true;
}

/** The content type of an answer, without parameters. */
export function typeOf(reply: CaseReply): string {
  const type = valueOf(reply, "content-type") ?? "";
  return type.split(";")[0].trim().toLowerCase();
}

/** Whether an answer's bytes are what its content type says, not compressed. */
export function isPlain(reply: CaseReply): boolean {
  return ["", "identity"].includes((valueOf(reply, "content-encoding") ?? "").trim().toLowerCase());
}

/** Whether chunks that tell usage are taken out of the last attempt's answer. */
export function isFiltered(evidence: Evidence, reply: CaseReply): boolean {
  const isStream = typeOf(reply) === "text/event-stream" && isPlain(reply);
  return isStream && isUsageAdded(evidence, evidence.played.attempts.length - 1);
}

/** Whether a body is what the client has to get of the last attempt's answer. */
export function isRightBody(evidence: Evidence, reply: CaseReply, body: Uint8Array): boolean {
  const sent = Buffer.concat(reply.chunks);
  if (!isFiltered(evidence, reply)) return sent.equals(body);
  const wanted = withoutUsageChunks(sent);
  if (!losesEnd(evidence, reply)) return Buffer.compare(wanted, body) === 0;
  const { start, end } = readEvents(sent).at(-1) ?? { start: 0, end: 0 };
  const least = wanted.length - (end - start);
  return body.length >= least && Buffer.compare(wanted.subarray(0, body.length), body) === 0;
}

/**
 * Whether trailers follow an event that has no blank line behind it, and so is none for the client: when they come, a proxy
 * takes no more bytes, and what was held back of that event is lost.
 */
export function losesEnd(evidence: Evidence, reply: CaseReply): boolean {
  const isOpen = readEvents(Buffer.concat(reply.chunks)).at(-1)?.isWhole === false;
  return isOpen && reply.trailers.length > 0 && isFiltered(evidence, reply);
}

/** The value as Envoy shows it, joined where it occurs several times. */
function valueOf(reply: CaseReply, name: string): string | null {
  return new HeaderMap(reply.headers, "response").get(name);
}
