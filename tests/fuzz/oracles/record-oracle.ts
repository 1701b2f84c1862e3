// What an exchange's record says of tokens, by the oracle of recorded answers.

import { isDeepStrictEqual } from "node:util";
import { expectMembers, type AnswerMembers } from "../../support/usage/oracle.ts";
import { readEvents } from "../event-stream.ts";
import { readStatements, type Statements } from "../statements.ts";
import { recordOf } from "./operators-oracles.ts";
import { isServed, type Oracle } from "./oracle.ts";
import { isPlain, typeOf } from "./usage-added.ts";

const TOKENS = [
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.output_tokens",
  "aisle.usage.total_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.usage.cache_creation.input_tokens",
  "aisle.usage.reasoning_tokens",
  "aisle.usage",
] as const satisfies (keyof AnswerMembers)[];

/** More damaged events leave too many readings, and nothing to be held to. */
const MOST_DAMAGED = 8;

export const RECORD_TRUE: Oracle = {
  name: "record-true",
  says: "The record of a chat tells the tokens that its answer states, the last statement of each; of a text that is no JSON what it states before it ends to be JSON counts, or nothing of it.",
  judge: ({ input, played }) => {
    const reply = input.endpoints.at(played.attempts.length - 1)?.reply;
    const record = recordOf(played);
    if (reply === undefined || record === null || !isServed(played) || played.client === null) return [];
    const isStream = typeOf(reply) === "text/event-stream";
    const isRead = isPlain(reply) && (isStream || typeOf(reply) === "application/json");
    const texts = isRead ? textsOf(Buffer.concat(reply.chunks), isStream) : [];
    const readings = readingsOf(texts.map(readStatements));
    if (readings === null) return [];
    const seen = tokensOf(record);
    const wanted = readings.map((documents) => tokensOf(expectMembers(documents, reply.status, isStream)));
    if (wanted.some((one) => isDeepStrictEqual(one, seen))) return [];
    return [`${JSON.stringify(seen)} instead of ${JSON.stringify(wanted[0])}`];
  },
};

function textsOf(body: Uint8Array, isStream: boolean): Uint8Array[] {
  if (!isStream) return [body];
  return readEvents(body).flatMap(({ data }) => (data === null ? [] : [data]));
}

/** Every way in which damaged texts may count, all of them first; null: there are too many. */
function readingsOf(texts: Statements[]): unknown[][] | null {
  const damaged = texts.filter(({ isJson, documents }) => !isJson && documents.length > 0);
  if (damaged.length > MOST_DAMAGED) return null;
  return Array.from({ length: 1 << damaged.length }, (_, ignored) => {
    const counts = (text: Statements) => text.isJson || (ignored & (1 << damaged.indexOf(text))) === 0;
    return texts.filter(counts).flatMap(({ documents }) => documents);
  });
}

function tokensOf(members: object): Partial<AnswerMembers> {
  const known = members as AnswerMembers;
  return Object.fromEntries(TOKENS.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])));
}
