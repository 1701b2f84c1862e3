// What must hold when host functions fail.

import { isDeepStrictEqual } from "node:util";
import type { SeenRequest } from "../../support/cases/observation.ts";
import type { HeaderPair } from "../../support/emulator/header-map.ts";
import type { Played } from "../laboratory.ts";
import { NO_TRAP, REFUSED_UNSENT, SETTLES } from "./exchange-oracles.ts";
import { METRICS_SOUND } from "./metric-oracle.ts";
import { LINES_SOUND } from "./operators-oracles.ts";
import { isServed, type Evidence, type Oracle } from "./oracle.ts";
import { CLIENT_SECRET, credentialHeadersOf, CREDENTIALS_APART, SECRETS_KEPT } from "./secret-oracles.ts";

/** An exchange under failures, without them, and once more in the same VM when they are over. */
export interface FaultEvidence extends Evidence {
  sound: Played;
  after: Played;
  /** The names of the host functions that failed, in order. */
  failures: string[];
}

/** What Aisle tries twice; a host that refuses it twice keeps the stream. */
const TRIED_TWICE = ["proxy_send_local_response", "proxy_continue_stream", "proxy_set_effective_context"];

function isKept({ failures }: FaultEvidence): boolean {
  return TRIED_TWICE.some((name) => failures.filter((failed) => failed === name).length > 1);
}

/** A host that tells neither the saved head nor the number of the attempt: Aisle takes a later attempt for the first. */
function losesHistory({ input, failures }: FaultEvidence): boolean {
  return input.mode === "upstream" && failures.filter((failed) => failed === "proxy_get_property").length > 1;
}

export const SETTLES_IF_LET: Oracle<FaultEvidence> = {
  name: "settles",
  says: "Every exchange ends in spite of failures, unless the host refuses the answer to the client twice, or the going on.",
  judge: (evidence) => (isKept(evidence) ? [] : SETTLES.judge(evidence)),
};

export const NOTHING_HALF_CHANGED: Oracle<FaultEvidence> = {
  name: "nothing-half-changed",
  says: "What reaches an upstream in spite of a failure is what reaches it without one.",
  judge: (evidence) => {
    const { played, sound } = evidence;
    if (!isServed(played) || isKept(evidence) || losesHistory(evidence)) return [];
    return played.attempts.flatMap((request, i) => {
      const wanted = sound.attempts.at(i);
      if (wanted === undefined) return [`attempt ${i + 1} was made, and without a failure it is not`];
      // Where an attempt's head could not be given back, the next one is without the client's own credentials.
      const kept = i > 0 ? withoutLostKeys(evidence, wanted, request) : wanted;
      const isSame = isDeepStrictEqual(comparable(request), comparable(kept));
      return isSame ? [] : [`${show(request)} instead of ${show(wanted)}`];
    });
  },
};

export const FAILURES_PASS: Oracle<FaultEvidence> = {
  name: "failures-pass",
  says: "When the failures are over the same VM does what it did before.",
  judge: ({ after, sound }) => {
    // A plugin that has its context file asks for it no more.
    const asks = sound.callouts.length > 0;
    if (asks || isDeepStrictEqual(after.attempts.map(comparable), sound.attempts.map(comparable))) return [];
    return [`${after.attempts.map(show).join()} instead of ${sound.attempts.map(show).join()}`];
  },
};

/** Headers of the client's by which some provider, or clients in general, say who they are. */
function withoutLostKeys({ input }: FaultEvidence, wanted: SeenRequest, request: SeenRequest): SeenRequest {
  const owned = credentialHeadersOf(input.configuration);
  const isKey = ([name, value]: HeaderPair) => value.startsWith(CLIENT_SECRET) || owned.includes(name);
  const isThere = ([name]: HeaderPair) => request.headers.some(([other]) => other === name);
  return { ...wanted, headers: wanted.headers.filter((pair) => !isKey(pair) || isThere(pair)) };
}

/** Which of several tokens is sent is chance; and a client's `accept` may be replaced or not before a retry. */
function comparable({ headers, body, ...rest }: SeenRequest): object {
  const lines = headers.map(([name, value]) => `${name}: ${value}`).sort();
  return { ...rest, lines, body: Buffer.from(body).toString("latin1") };
}

function show(request: SeenRequest): string {
  return JSON.stringify(comparable(request));
}

export const FAULT_ORACLES: readonly Oracle<FaultEvidence>[] = [
  NO_TRAP,
  SETTLES_IF_LET,
  REFUSED_UNSENT,
  SECRETS_KEPT,
  CREDENTIALS_APART,
  NOTHING_HALF_CHANGED,
  FAILURES_PASS,
  LINES_SOUND,
  METRICS_SOUND,
];

/** From a host that lies, or that garbles the configuration, nothing can be had but that the VM lives and keeps secrets. */
export const LIE_ORACLES: readonly Oracle<FaultEvidence>[] = [NO_TRAP, SECRETS_KEPT, LINES_SOUND];
