// Puts a body exchange before every oracle that has something to say of it.

import type { Laboratory } from "../laboratory.ts";
import { isTold } from "../operators.ts";
import type { BodyInput } from "../targets/body.ts";
import { BODY_ORACLES } from "./body-oracles.ts";
import { judgeExchange } from "./judge-exchange.ts";
import { isTranslated, judgeAll, type Evidence } from "./oracle.ts";

/** Every objection to a body exchange. */
export function judgeBodyExchange(input: BodyInput, laboratory: Laboratory): string[] {
  const { provider, operators, endpoint, exchange } = input;
  const more = { provider, endpoint, isTold: isTold(operators) };
  // What a translation makes of a body is held by its own golden files and properties.
  const judge = (evidence: Evidence): string[] =>
    isTranslated(evidence) ? [] : judgeAll(BODY_ORACLES, { ...evidence, ...more });
  return judgeExchange(exchange, laboratory, judge);
}
