// What must hold of a case's exchange whatever fails in it: no trap, no hanging stream, no leak, nothing sent that was not checked.

import type { CanaryCase } from "../canaries/canary-case.ts";
import { keyHeaders } from "../canaries/client-keys.ts";
import { findMisplaced } from "../canaries/scan.ts";
import { compare } from "./compare.ts";
import type { StartedCase } from "./case-vm.ts";
import type { Case } from "./case.ts";
import type { Observation } from "./observation.ts";

/** What is wrong with an exchange in which something failed; nothing when it was sent as the case demands, or answered. */
export function judge(c: CanaryCase, started: StartedCase, seen: Observation): string[] {
  return [
    ...trapOnly(started),
    ...findMisplaced(c, seen),
    ...sentWrong(c.case, seen),
    ...(hangs(c.case, seen) ? ["the stream hangs"] : []),
  ];
}

/** A body that could not be read has no hash, and Envoy chooses without it. */
const LOST_HASH = /^upstream: header missing: x-aisle-hash: /;

/** An exchange that was not refused must have sent what the case demands: a failure never lets an unchecked request pass. */
function sentWrong(c: Case, seen: Observation): string[] {
  if (seen.details !== "via_upstream") return [];
  const isWrong = (difference: string) => /^(upstream|attempt)/.test(difference) && !LOST_HASH.test(difference);
  return compare(c, seen).filter((difference) => isWrong(difference) && !isLostKey(c, difference));
}

/** Where an attempt's head could not be given back, the next one is without the client's own credentials, and nothing else. */
function isLostKey(c: Case, difference: string): boolean {
  const name = /^attempt [2-9]: header missing: ([^:]+): /.exec(difference)?.[1];
  return name !== undefined && keyHeaders(c).includes(name);
}

/** Why the VM died, if it did. */
export function trapOnly({ vm }: StartedCase): string[] {
  return vm.death === null ? [] : [`the VM died: ${vm.death}`];
}

/** A stream that neither got its response nor was cut off. */
function hangs(c: Case, seen: Observation): boolean {
  return c.configured && seen.configured && c.response !== null && seen.client === null && seen.cutOff === null;
}
