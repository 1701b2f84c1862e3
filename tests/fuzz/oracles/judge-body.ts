// Puts a body exchange before every oracle that has something to say of it.

import type { Laboratory } from "../laboratory.ts";
import type { BodyInput } from "../targets/body.ts";
import { BODY_ORACLES } from "./body-oracles.ts";
import { judgeExchange } from "./judge-exchange.ts";
import { judgeAll } from "./oracle.ts";

/** Every objection to a body exchange. */
export function judgeBodyExchange({ provider, endpoint, exchange }: BodyInput, laboratory: Laboratory): string[] {
  return judgeExchange(exchange, laboratory, (evidence) => judgeAll(BODY_ORACLES, { ...evidence, provider, endpoint }));
}
