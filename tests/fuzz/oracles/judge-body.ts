// Plays a body exchange and puts it before every oracle that has something to say of it.

import type { Laboratory } from "../laboratory.ts";
import type { BodyInput } from "../targets/body.ts";
import { BODY_ORACLES } from "./body-oracles.ts";
import { CHUNKING } from "./chunking-oracle.ts";
import { ANSWER_WHOLE, NO_TRAP, REFUSED_UNSENT, SETTLES } from "./exchange-oracles.ts";
import { judgeAll } from "./oracle.ts";
import { CREDENTIALS_APART, SECRETS_KEPT } from "./secret-oracles.ts";

/** What must hold of every exchange. */
export const EXCHANGE_ORACLES = [NO_TRAP, SETTLES, REFUSED_UNSENT, ANSWER_WHOLE, SECRETS_KEPT, CREDENTIALS_APART];

/** Every objection to a body exchange. */
export function judgeBodyExchange({ provider, endpoint, exchange }: BodyInput, laboratory: Laboratory): string[] {
  const played = laboratory.play(exchange);
  const objections = [
    ...judgeAll(EXCHANGE_ORACLES, { input: exchange, played }),
    ...judgeAll(BODY_ORACLES, { input: exchange, played, provider, endpoint }),
  ];
  if (exchange.requestCuts.length + exchange.replyCuts.length === 0) return objections;
  const whole = laboratory.play({ ...exchange, requestCuts: [], replyCuts: [], style: "separate" });
  return [...objections, ...judgeAll([CHUNKING], { input: exchange, played, whole })];
}
