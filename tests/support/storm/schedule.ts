// What becomes of the providers of a storm, and when: worked out from a seed.

import type { BehaviourName } from "../providers/behaviours.ts";
import { seededRandom } from "../seeded-random.ts";

/** At this time, in milliseconds, a provider begins to behave so. */
export interface Turn {
  at: number;
  provider: string;
  behaviour: BehaviourName;
}

/** The ways to fail, from being killed to being throttled. */
const TROUBLES: BehaviourName[] = [
  "refuses",
  "refuses",
  "429",
  "429-later",
  "500",
  "503",
  "slow",
  "error-in-200",
  "page-in-200",
  "dead-at-once",
  "dead-behind-head",
  "dead-in-stream",
];

/** Turns for `providers`, each of which is well half of the time, until `length`. */
export function planStorm(providers: string[], length: number, seed: number): Turn[] {
  const random = seededRandom(seed);
  const turns: Turn[] = [];
  for (const provider of providers) {
    for (let at = random() * 1000, isWell = true; at < length; at += 300 + random() * 1700) {
      isWell = !isWell;
      const trouble = TROUBLES[Math.floor(random() * TROUBLES.length)]!;
      turns.push({ at: Math.round(at), provider, behaviour: isWell ? "paced" : trouble });
    }
  }
  return turns.sort((a, b) => a.at - b.at);
}
