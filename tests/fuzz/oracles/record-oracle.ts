// What an exchange's record says of tokens, by the oracle of recorded answers.

import { isDeepStrictEqual } from "node:util";
import { expectMembers, USAGE_MEMBERS, type AnswerMembers } from "../../support/usage/oracle.ts";
import { readEvents } from "../event-stream.ts";
import { readStatements } from "../statements.ts";
import { recordOf } from "./operators-oracles.ts";
import { isServed, type Oracle } from "./oracle.ts";
import { isPlain, typeOf } from "./usage-added.ts";

export const RECORD_TRUE: Oracle = {
  name: "record-true",
  says: "The record of a chat tells the tokens that its answer states, the last statement of each; a text that is no JSON states nothing.",
  judge: ({ input, played }) => {
    const reply = input.endpoints.at(played.attempts.length - 1)?.reply;
    const record = recordOf(played);
    if (reply === undefined || record === null || !isServed(played) || played.client === null) return [];
    const isStream = typeOf(reply) === "text/event-stream";
    const isRead = isPlain(reply) && (isStream || typeOf(reply) === "application/json");
    const texts = isRead ? textsOf(Buffer.concat(reply.chunks), isStream) : [];
    const documents = texts.map(readStatements).flatMap((text) => (text.isJson ? text.documents : []));
    const [seen, wanted] = [record, expectMembers(documents, reply.status, isStream)].map(tokensOf);
    return isDeepStrictEqual(seen, wanted) ? [] : [`${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}`];
  },
};

function textsOf(body: Uint8Array, isStream: boolean): Uint8Array[] {
  if (!isStream) return [body];
  return readEvents(body).flatMap(({ data }) => (data === null ? [] : [data]));
}

function tokensOf(members: object): Partial<AnswerMembers> {
  const known = members as AnswerMembers;
  return Object.fromEntries(USAGE_MEMBERS.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])));
}
