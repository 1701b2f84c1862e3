// Per-attempt mode: several providers, endpoints that answer 5xx, broken answers.

import fc from "fast-check";
import { someBody } from "../bodies.ts";
import { someProvider, type ProviderConfig } from "../configurations.ts";
import { MODEL_PATHS } from "../demand.ts";
import {
  describeCase,
  newInput,
  newRequest,
  PLAIN_REPLY,
  type Endpoint,
  type ExchangeInput,
} from "../exchange-input.ts";
import { somePath, someRequestHeaders } from "../heads.ts";
import type { HeaderPair } from "../../support/emulator/header-map.ts";
import type { Laboratory } from "../laboratory.ts";
import { ATTEMPTS_APART } from "../oracles/attempt-oracle.ts";
import { someOperators, type OperatorsConfig } from "../operators.ts";
import { UNSTEERED } from "../oracles/head-oracles.ts";
import { judgeExchange } from "../oracles/judge-exchange.ts";
import { judgeAll } from "../oracles/oracle.ts";
import { UNUSABLE_RETRIED } from "../oracles/unusable-oracle.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

/** Bodies that are answers, errors, or neither, with what they say to be. */
const JSON_BODIES = [
  '{"id":"upstream"}',
  '{"id":"1","choices":[]}',
  '{"error":{"message":"overloaded"}}',
  '{"error":"overloaded"}',
  '{"type":"error","error":{"type":"overloaded_error","message":"m"}}',
  '{"error":null,"choices":[]}',
  '{"choices":[],"error":{"message":"cut off"}}',
  '{"\\u0065rror":{}}',
  '{"a":{"error":{}}}',
  `{"error":{"message":"${"x".repeat(17_000)}"}}`,
  `{"x":"${"x".repeat(16_360)}","error":{}}`,
  "<html>try again</html>",
  '{"id":"1"',
  '{"id":"\xff"}',
  "",
];
const STREAM_BODIES = [
  'data: {"choices":[]}\n\ndata: [DONE]\n\n',
  'data: {"error":{"message":"overloaded"}}\n\ndata: [DONE]\n\n',
  ': wait\n\nevent: error\r\ndata: {"type":"error","error":{}}\r\n\r\n',
  'data: {"error":\ndata: {}}\n\n',
  'data: {"id":1}\n\ndata: {"error":{}}\n\n',
  "data: no JSON\n\n",
  ": nothing\n\n",
  `: ${"x".repeat(17_000)}\n\ndata: {"error":{}}\n\n`,
];

/** How an endpoint says that it has succeeded, whatever it has done. */
const success = fc
  .oneof(
    fc.constantFrom(...JSON_BODIES).map((text) => ["application/json", text] as const),
    fc.constantFrom(...STREAM_BODIES).map((text) => ["text/event-stream", text] as const),
  )
  .map(([type, text]) => ({
    ...PLAIN_REPLY,
    headers: [["content-type", type]] as HeaderPair[],
    chunks: text === "" ? [] : [Buffer.from(text, "latin1")],
  }));

const endpoint: fc.Arbitrary<Endpoint> = fc
  .tuple(
    fc.constantFrom("p1", "p2", "p3", "p1", "p2", "p3", "unknown"),
    fc.constantFrom(200, 200, 200, 404, 500, 503),
    fc.nat(9),
    success,
  )
  .map(([provider, status, n, reply]) => ({ provider, reply: { ...reply, status, breaks: n === 0 } }));

const path = fc.oneof(fc.constant("/v1/chat/completions"), fc.constantFrom(...MODEL_PATHS), somePath);

/** One that every provider takes, and whose stream one attempt announces and the next may not. */
const STREAM = '{"model":"m","messages":[],"prompt":"p","input":"i","query":"q","stream":true}';

/** Exchanges in mode upstream with two or three providers and up to four attempts. */
export const attemptExchanges: fc.Arbitrary<ExchangeInput> = fc
  .tuple(
    fc.tuple(someProvider(1), someProvider(2), someProvider(3)),
    someOperators,
    fc.array(endpoint, { minLength: 1, maxLength: 4 }),
    path,
    someRequestHeaders,
    fc.oneof(someBody, fc.constant(STREAM), fc.constant("")),
    someDelivery,
  )
  .map(([providers, operators, endpoints, at, headers, text, delivery]) => {
    const body = Buffer.from(text, "utf8");
    const request = newRequest(body.length > 0 ? "POST" : "GET", at, headers, body);
    return {
      ...newInput(configurationOf(providers, operators), request),
      ...delivery,
      mode: "upstream" as const,
      endpoints,
    };
  });

function configurationOf(providers: ProviderConfig[], operators: OperatorsConfig): Uint8Array {
  // A context file is kept by its provider: an attempt alone would fetch what one after others has.
  const stateless = providers.map((provider) => ({ ...provider, context: undefined }));
  return Buffer.from(JSON.stringify({ ...operators, mode: "upstream", providers: stateless }), "utf8");
}

function judge(input: ExchangeInput, laboratory: Laboratory): string[] {
  return judgeExchange(input, laboratory, (evidence) => {
    const alone = input.endpoints
      .slice(0, evidence.played.attempts.length)
      .map((one) => laboratory.play({ ...input, endpoints: [one] }));
    return [
      ...judgeAll([UNSTEERED, UNUSABLE_RETRIED], evidence),
      ...judgeAll([ATTEMPTS_APART], { ...evidence, alone }),
    ];
  });
}

export const attemptsTarget: Target<ExchangeInput> = {
  name: "attempts",
  varies: "several attempts at several providers",
  inputs: attemptExchanges,
  judge,
  describe: (input) => describeCase(input, "found by fuzzing: attempts"),
};
