// Answers of upstreams: statuses, headers, recorded bodies and streams, trailers, broken connections.

import fc from "fast-check";
import type { CaseReply } from "../../support/cases/case.ts";
import type { HeaderPair } from "../../support/emulator/header-map.ts";
import { someAnswerBody } from "../answers.ts";
import { configurationOf, someProvider } from "../configurations.ts";
import { describeCase, newInput, newRequest, type ExchangeInput } from "../exchange-input.ts";
import { someHeaders } from "../heads.ts";
import type { Laboratory } from "../laboratory.ts";
import { someOperators } from "../operators.ts";
import { HEADERS_KEPT } from "../oracles/head-oracles.ts";
import { judgeExchange } from "../oracles/judge-exchange.ts";
import { judgeAll } from "../oracles/oracle.ts";
import { RECORD_TRUE } from "../oracles/record-oracle.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

const noTrailers: HeaderPair[] = [];

/** The type that a body has, most often; or what headers made at random say. */
const someTypedHeaders = (type: string): fc.Arbitrary<HeaderPair[]> => {
  const typed = someHeaders.map((headers): HeaderPair[] => [
    ...headers.filter(([name]) => !/^content-(type|encoding)$/.test(name)),
    ["content-type", type],
  ]);
  return fc.oneof({ weight: 5, arbitrary: typed }, { weight: 1, arbitrary: someHeaders });
};

const reply: fc.Arbitrary<CaseReply> = someAnswerBody.chain(({ type, bytes }) =>
  fc.record({
    status: fc.oneof(
      { weight: 3, arbitrary: fc.constant(200) },
      { weight: 1, arbitrary: fc.constantFrom(204, 304, 400, 401, 429, 500, 503) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
    ),
    headers: someTypedHeaders(type).map((headers) => withLength(headers, bytes)),
    chunks: fc.constant(bytes.length === 0 ? [] : [bytes]),
    trailers: fc.oneof({ weight: 4, arbitrary: fc.constant(noTrailers) }, { weight: 1, arbitrary: someHeaders }),
    breaks: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
);

/** Every second one tells its length. */
function withLength(headers: HeaderPair[], bytes: Uint8Array): HeaderPair[] {
  return bytes.length % 2 === 0 ? headers : [...headers, ["content-length", String(bytes.length)]];
}

const HEADERS: HeaderPair[] = [
  ["content-type", "application/json"],
  ["accept-encoding", "gzip, br"],
];
const REQUESTS = [
  '{"model":"gpt-4o","messages":[],"stream":true}',
  '{"model":"gpt-4o","messages":[],"stream":true}',
  '{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],"stream":true,"stream_options":{"include_usage":true}}',
  '{"stream_options":{"include_usage":false,"x":1},"model":"gpt-4o","messages":[],"stream":true}',
  '{"model":"gpt-4o","messages":[],"stream":false}',
].map((text) => newRequest("POST", "/v1/chat/completions", HEADERS, Buffer.from(text)));

/** Requests are right here: what would refuse them is left out. Most providers are asked for usage. */
const provider = fc.tuple(someProvider(1), fc.boolean()).map(([one, asks]) => ({
  ...one,
  ...(asks ? { streamUsage: "ask" as const, customSettings: undefined } : {}),
  allowModels: undefined,
  capabilities: undefined,
}));

/** Cuts anywhere, and often: the first bytes of a short stream are met, too. */
const someCuts = fc.oneof(fc.array(fc.nat(1 << 16), { maxLength: 4 }), fc.array(fc.nat(300), { maxLength: 12 }));

const inputs = fc
  .tuple(provider, someOperators, fc.constantFrom(...REQUESTS), reply, someDelivery, someCuts)
  .map(([one, operators, request, answer, delivery, replyCuts]) => ({
    ...newInput(configurationOf(one, operators), request),
    ...delivery,
    replyCuts,
    endpoints: [{ provider: "", reply: answer }],
  }));

export const replyTarget: Target<ExchangeInput> = {
  name: "reply",
  varies: "answers of upstreams and their chunking",
  inputs,
  judge: (input: ExchangeInput, laboratory: Laboratory) =>
    judgeExchange(input, laboratory, (evidence) => judgeAll([RECORD_TRUE, HEADERS_KEPT], evidence)),
  describe: (input) => describeCase(input, "found by fuzzing: reply"),
};
