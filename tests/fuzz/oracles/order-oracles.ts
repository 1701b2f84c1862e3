// What must hold of interleaved streams, whatever happens to them in whatever order.

import type { ScriptEvidence, SeenStream } from "../script.ts";
import type { Oracle } from "./oracle.ts";

const NO_TRAP_IN_ORDER: Oracle<ScriptEvidence> = {
  name: "no-trap",
  says: "No order of callbacks ends the VM.",
  judge: ({ trap }) => (trap === null ? [] : [trap]),
};

const LAST_RIGHT: Oracle<ScriptEvidence> = {
  name: "last-right",
  says: "When all is over the same VM serves the next exchange rightly.",
  judge: ({ last }) => (last.sent === last.wanted ? [] : [`sent ${last.sent} instead of ${last.wanted}`]),
};

const TENANTS_APART: Oracle<ScriptEvidence> = {
  name: "tenants-apart",
  says: "A stream's bytes and its tenant's secrets reach its own upstream and client only, and a line of the log tells of one stream.",
  judge: ({ streams, logs }) => [
    ...logs
      .filter((line) => new Set(line.match(/canary-\d+-of-\d/g)).size > 1)
      .map((line) => `of two streams: ${line}`),
    ...streams.flatMap((stream) => {
      const foreign = streams.filter((other) => other !== stream).map((other) => other.canary);
      const sent = JSON.stringify([stream.sent, Buffer.from(stream.sent?.body ?? []).toString()]);
      const got = JSON.stringify([stream.client, Buffer.from(stream.client?.body ?? []).toString()]);
      const seenByAll = [...stream.otherTokens, stream.token];
      return [
        ...[...foreign, ...stream.otherTokens].filter((text) => sent.includes(`${text}`) && !isPrefixOnly(text, sent)),
        ...foreign.filter((text) => got.includes(text) && !isPrefixOnly(text, got)),
        ...seenByAll.filter((text) => got.includes(text) || logs.join().includes(text)),
      ].map((text) => `${stream.canary} meets ${text}`);
    }),
  ],
};

/** `canary-1-of-0` also begins no other canary, since numbers end at a dash; kept as one place to say so. */
function isPrefixOnly(text: string, where: string): boolean {
  return !new RegExp(`${text}(?![0-9])`).test(where);
}

const BEGUN_KEPT: Oracle<ScriptEvidence> = {
  name: "begun-kept",
  says: "A stream keeps the configuration it began with.",
  judge: ({ streams }) =>
    streams
      .filter((stream) => stream.sent !== null && !carries(stream))
      .map(({ canary }) => `${canary} has another token`),
};

function carries({ sent, token }: SeenStream): boolean {
  return sent?.headers.some(([name, value]) => name === "authorization" && value === `Bearer ${token}`) === true;
}

const REFUSED_UNSENT_IN_ORDER: Oracle<ScriptEvidence> = {
  name: "refused-unsent",
  says: "A stream that Aisle refused has sent nothing.",
  judge: ({ streams }) =>
    streams
      .filter(({ details, sent }) => details?.startsWith("aisle.") === true && sent !== null)
      .map(({ canary, details }) => `${canary}: ${details}`),
};

export const ORDER_ORACLES = [NO_TRAP_IN_ORDER, LAST_RIGHT, TENANTS_APART, BEGUN_KEPT, REFUSED_UNSENT_IN_ORDER];
