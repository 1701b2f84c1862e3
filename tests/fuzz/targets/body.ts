// Request bodies: configurations that are right against JSON that is right, ambiguous or damaged.

import fc from "fast-check";
import { someBody } from "../bodies.ts";
import { configurationOf, someProvider, type ProviderConfig } from "../configurations.ts";
import { MODEL_PATHS } from "../demand.ts";
import { describeCase, newInput, newRequest, type CalloutFate, type ExchangeInput } from "../exchange-input.ts";
import type { Laboratory } from "../laboratory.ts";
import { someOperators, type OperatorsConfig } from "../operators.ts";
import { mutate, someMutations } from "../mutations.ts";
import { judgeBodyExchange } from "../oracles/judge-body.ts";
import type { Target } from "../target.ts";

/** A body exchange: the provider behind the configuration's text, and what the path asks for. */
export interface BodyInput {
  provider: ProviderConfig;
  operators: OperatorsConfig;
  endpoint: string;
  exchange: ExchangeInput;
}

const CONTENT_TYPES = [
  "application/json",
  "application/json",
  "application/json",
  "application/json; charset=utf-8",
  "text/plain",
];

/** How an exchange is delivered. */
export const someDelivery = fc.record({
  style: fc.constantFrom("separate" as const, "joined" as const),
  requestCuts: fc.array(fc.nat(1 << 16), { maxLength: 4 }),
  replyCuts: fc.array(fc.nat(1 << 16), { maxLength: 2 }),
  callouts: fc.array(fc.constantFrom<CalloutFate[]>("answer", "answer", "error", "failure", "twice", "late", "never"), {
    maxLength: 1,
  }),
});

/** A body exchange whose body is made by `bodies`. */
export function bodyExchanges(bodies: fc.Arbitrary<Uint8Array>): fc.Arbitrary<BodyInput> {
  return fc
    .tuple(
      someProvider(1),
      someOperators,
      fc.constantFrom(...MODEL_PATHS, "/v1/chat/completions", "/v1/chat/completions"),
      fc.constantFrom(...CONTENT_TYPES),
      bodies,
      someDelivery,
    )
    .map(([provider, operators, endpoint, type, body, delivery]) => {
      const request = newRequest("POST", endpoint, [["content-type", type]], body);
      const input = newInput(configurationOf(provider, operators), request);
      return { provider, operators, endpoint, exchange: { ...input, ...delivery } };
    });
}

const bodies = fc
  .tuple(someBody, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someMutations(3) }))
  .map(([text, mutations]) => mutate(Buffer.from(text, "utf8"), mutations));

export const bodyTarget: Target<BodyInput> = {
  name: "body",
  varies: "JSON bodies and what is set in them",
  inputs: bodyExchanges(bodies),
  judge: (input: BodyInput, laboratory: Laboratory) => judgeBodyExchange(input, laboratory),
  describe: (input) => describeCase(input.exchange, "found by fuzzing: body"),
};
