// Plays an exchange, in whole pieces and as its input says, and puts it before the oracles of every exchange.

import type { ExchangeInput } from "../exchange-input.ts";
import type { Laboratory, Played } from "../laboratory.ts";
import { CHUNKING } from "./chunking-oracle.ts";
import { ANSWER_WHOLE, LENGTH_RIGHT, NO_TRAP, REFUSED_UNSENT, SETTLES } from "./exchange-oracles.ts";
import { METRICS_SOUND } from "./metric-oracle.ts";
import { LINES_SOUND, STATE_SOUND, TOLD_AS_ASKED } from "./operators-oracles.ts";
import { judgeAll, type Evidence, type Oracle } from "./oracle.ts";
import { CREDENTIALS_APART, SECRETS_KEPT } from "./secret-oracles.ts";

/** What must hold of every exchange. */
export const EXCHANGE_ORACLES: readonly Oracle[] = [
  NO_TRAP,
  SETTLES,
  REFUSED_UNSENT,
  LENGTH_RIGHT,
  ANSWER_WHOLE,
  SECRETS_KEPT,
  CREDENTIALS_APART,
  LINES_SOUND,
  STATE_SOUND,
  TOLD_AS_ASKED,
  METRICS_SOUND,
];

/** Every objection to an exchange, also to how it differs from the same one in whole pieces; `more` may object too. */
export function judgeExchange(
  input: ExchangeInput,
  laboratory: Laboratory,
  more: (evidence: Evidence) => string[] = () => [],
  oracles: readonly Oracle[] = EXCHANGE_ORACLES,
): string[] {
  const played = laboratory.play(input);
  const objections = [...judgeAll(oracles, { input, played }), ...more({ input, played })];
  return isCut(input) ? [...objections, ...judgeCuts(input, played, laboratory)] : objections;
}

function isCut(input: ExchangeInput): boolean {
  return input.requestCuts.length + input.replyCuts.length > 0;
}

function judgeCuts(input: ExchangeInput, played: Played, laboratory: Laboratory): string[] {
  const whole = laboratory.play({ ...input, requestCuts: [], replyCuts: [], style: "separate" });
  return judgeAll([CHUNKING], { input, played, whole });
}
