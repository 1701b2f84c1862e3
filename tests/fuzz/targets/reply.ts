// Answers of upstreams: statuses, headers, recorded bodies and streams, trailers, broken connections.

import fc from "fast-check";
import type { CaseReply } from "../../support/cases/case.ts";
import type { HeaderPair } from "../../support/emulator/header-map.ts";
import { configurationOf, someProvider } from "../configurations.ts";
import { RECORDED_ANSWERS } from "../corpus.ts";
import { describeCase, newInput, newRequest, type ExchangeInput } from "../exchange-input.ts";
import { someHeaders } from "../heads.ts";
import type { Laboratory } from "../laboratory.ts";
import { mutate, someMutations } from "../mutations.ts";
import { judgeExchange } from "../oracles/judge-exchange.ts";
import type { Target } from "../target.ts";
import { someDelivery } from "./body.ts";

const body = fc
  .tuple(fc.constantFrom(Buffer.alloc(0), ...RECORDED_ANSWERS), someMutations(3))
  .map(([text, mutations]) => mutate(text, mutations));

const noTrailers: HeaderPair[] = [];

const reply: fc.Arbitrary<CaseReply> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 204, 304, 400, 401, 429, 500, 503), fc.integer({ min: 200, max: 599 })),
  headers: someHeaders,
  chunks: body.map((bytes) => (bytes.length === 0 ? [] : [bytes])),
  trailers: fc.oneof({ weight: 4, arbitrary: fc.constant(noTrailers) }, { weight: 1, arbitrary: someHeaders }),
  breaks: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const request = newRequest(
  "POST",
  "/v1/chat/completions",
  [["content-type", "application/json"]],
  Buffer.from('{"model":"gpt-4o","messages":[],"stream":true}'),
);

/** Requests are right here: what would refuse them is left out. */
const provider = someProvider(1).map((one) => ({ ...one, allowModels: undefined, capabilities: undefined }));

export const replyTarget: Target<ExchangeInput> = {
  name: "reply",
  varies: "answers of upstreams and their chunking",
  inputs: fc.tuple(provider, reply, someDelivery).map(([one, answer, delivery]) => ({
    ...newInput(configurationOf(one), request),
    ...delivery,
    endpoints: [{ provider: "", reply: answer }],
  })),
  judge: (input: ExchangeInput, laboratory: Laboratory) => judgeExchange(input, laboratory),
  describe: (input) => describeCase(input, "found by fuzzing: reply"),
};
