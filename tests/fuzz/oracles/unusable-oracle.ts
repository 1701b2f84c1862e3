// Which answers with status 200 are none, by the rules in docs/configuration.md and a reader of this level's own; and that
// such an answer is followed by the next attempt.

import type { CaseReply } from "../../support/cases/case.ts";
import { MODEL_PATHS } from "../demand.ts";
import { readEvents } from "../event-stream.ts";
import type { ExchangeInput } from "../exchange-input.ts";
import { parseJson, type Json } from "../json-readers.ts";
import { isServed, type Evidence, type Oracle } from "./oracle.ts";
import { isPlain, typeOf } from "./usage-added.ts";

/** What is looked at of an answer. */
const JUDGED_BYTES = 16 << 10;

/** Members that an answer has, whatever it says of errors. */
const CONTENT = ["model", "choices", "usage", "content", "output", "candidates", "data", "embeddings", "results"];

/** Whether Aisle must give an answer the status 502; undefined where this level does not know. */
export function isUnusable(input: ExchangeInput, reply: CaseReply): boolean | undefined {
  if (input.mode !== "upstream" || reply.status !== 200 || !isPlain(reply)) return false;
  const isStream = typeOf(reply) === "text/event-stream";
  if (!isStream && typeOf(reply) !== "application/json") return false;
  const { method, path } = input.request;
  if (method !== "POST" || !MODEL_PATHS.includes(path.replace(/\?.*/s, "")) || reply.breaks) return undefined;
  const body = Buffer.concat(reply.chunks);
  return isStream ? isErrorStream(body) : isErrorText(body);
}

function isErrorText(body: Uint8Array): boolean | undefined {
  // Whether what is wrong in it stands early enough is beyond this reader.
  if (body.length > JUDGED_BYTES) return parseJson(body) === undefined ? undefined : false;
  const value = parseJson(body);
  if (value === undefined) return true;
  return isError(value) && !CONTENT.some((name) => name in (value as object));
}

function isErrorStream(body: Uint8Array): boolean | undefined {
  const first = readEvents(body).find(({ data }) => data !== null);
  if (first === undefined || first.data === null) return false;
  if (first.end > JUDGED_BYTES || !first.isWhole) return undefined;
  return isError(parseJson(first.data));
}

function isError(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { error, type } = value;
  const isTold = typeof error === "string" ? error !== "" : typeof error === "object" && error !== null;
  return (isTold && !Array.isArray(error)) || type === "error";
}

export const UNUSABLE_RETRIED: Oracle = {
  name: "unusable-retried",
  says: "An attempt is followed by another one exactly if its answer is an error or none, and no client gets an answer that is none with status 200.",
  judge: ({ input, played }) => [...judgeFollowed({ input, played }), ...judgeLast({ input, played })],
};

function judgeFollowed({ input, played }: Evidence): string[] {
  return input.endpoints.slice(0, Math.max(0, played.attempts.length - 1)).flatMap(({ reply }, i) => {
    const isDue = reply.status >= 500 || reply.breaks || isUnusable(input, reply) !== false;
    return isDue ? [] : [`attempt ${i + 1} was answered, and another one made`];
  });
}

function judgeLast({ input, played }: Evidence): string[] {
  const made = played.attempts.length;
  const last = input.endpoints.at(made - 1)?.reply;
  if (!isServed(played) || made === 0 || last === undefined || isUnusable(input, last) !== true) return [];
  const isLast = made === input.endpoints.length;
  return [
    ...(isLast
      ? []
      : [`attempt ${made} of ${input.endpoints.length} was answered by nothing usable, and none followed`]),
    ...(played.client?.status === 502 ? [] : [`the client gets ${played.client?.status} with an answer that is none`]),
  ];
}
