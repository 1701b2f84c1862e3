// Methods, paths, queries and headers of requests, with and without a body.

import fc from "fast-check";
import { someBody } from "../bodies.ts";
import { allowModels, configurationOf, someProvider, type ProviderConfig } from "../configurations.ts";
import { describeCase, newInput, newRequest, type ExchangeInput } from "../exchange-input.ts";
import { somePath, someRequestHeaders } from "../heads.ts";
import type { Laboratory } from "../laboratory.ts";
import { someOperators } from "../operators.ts";
import { HEAD_ORACLES, PLAIN_HEAD_ORACLES } from "../oracles/head-oracles.ts";
import { judgeExchange } from "../oracles/judge-exchange.ts";
import { judgeAll } from "../oracles/oracle.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

/** An exchange with the provider behind its configuration. */
export interface HeadInput {
  provider: ProviderConfig;
  exchange: ExchangeInput;
}

const METHODS = [
  "POST",
  "POST",
  "POST",
  "POST",
  "POST",
  "POST",
  "GET",
  "GET",
  "HEAD",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "post",
  "M-X",
];

const body = fc.oneof(
  { weight: 1, arbitrary: fc.constant("") },
  { weight: 2, arbitrary: fc.constant('{"model":"forbidden","messages":[]}') },
  { weight: 2, arbitrary: fc.constant('{"model":"m","messages":[],"prompt":"p","input":"i","query":"q"}') },
  { weight: 1, arbitrary: fc.constant('{"model":"m","messages":[],"prompt":"p","stream":true}') },
  { weight: 2, arbitrary: someBody },
);

/** Half of them have an allow list, which the path may not get around. */
const provider = fc
  .tuple(someProvider(1), fc.option(allowModels, { freq: 2, nil: undefined }))
  .map(([one, list]) => ({ ...one, allowModels: list }));

const inputs = fc
  .tuple(provider, someOperators, fc.constantFrom(...METHODS), somePath, someRequestHeaders, body, someDelivery)
  .map(([one, operators, method, path, headers, text, delivery]) => {
    const request = newRequest(method, path, headers, Buffer.from(text, "utf8"));
    return { provider: one, exchange: { ...newInput(configurationOf(one, operators), request), ...delivery } };
  });

export const headTarget: Target<HeadInput> = {
  name: "head",
  varies: "methods, paths, queries and headers",
  inputs,
  judge: ({ provider, exchange }: HeadInput, laboratory: Laboratory) =>
    judgeExchange(exchange, laboratory, (evidence) => [
      ...judgeAll(PLAIN_HEAD_ORACLES, evidence),
      ...judgeAll(HEAD_ORACLES, { ...evidence, provider }),
    ]),
  describe: (input) => describeCase(input.exchange, "found by fuzzing: head"),
};
