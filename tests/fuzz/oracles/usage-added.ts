// Whether Aisle asked a stream for usage that its client did not ask for, by what was sent; and what the client then gets.

import type { CaseReply } from "../../support/cases/case.ts";
import { HeaderMap } from "../../support/emulator/header-map.ts";
import { withoutUsageChunks } from "../event-stream.ts";
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

/** The body that the client gets of the last attempt's answer. */
export function clientBody(evidence: Evidence, reply: CaseReply): Uint8Array {
  const body = Buffer.concat(reply.chunks);
  return isFiltered(evidence, reply) ? withoutUsageChunks(body, reply.trailers.length > 0) : body;
}

/** The value as Envoy shows it, joined where it occurs several times. */
function valueOf(reply: CaseReply, name: string): string | null {
  return new HeaderMap(reply.headers, "response").get(name);
}
