// Bodies made of the JSON test suite and of recorded requests: as they are, inside a chat, and damaged.

import fc from "fast-check";
import { JSON_SUITE, RECORDED_REQUESTS } from "../corpus.ts";
import { describeCase } from "../exchange-input.ts";
import { mutate, someMutations } from "../mutations.ts";
import { judgeBodyExchange } from "../oracles/judge-body.ts";
import type { Target } from "../target.ts";
import { bodyExchanges, type BodyInput } from "./body.ts";

const WRAPPINGS: [before: string, after: string][] = [
  ["", ""],
  ['{"model":"gpt-4o","messages":[],"x":', "}"],
  ['{"model":', ',"messages":[{"role":"user","content":"hi"}]}'],
  ['{"messages":[', '],"stream":false,"model":"m"}'],
  ['{"stream_options":', ',"model":"m"}'],
  ['{"stream_options":', ',"stream":true,"model":"m","messages":[],"prompt":""}'],
];

const texts = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...JSON_SUITE) },
      { weight: 1, arbitrary: fc.constantFrom(...RECORDED_REQUESTS) },
    ),
    fc.constantFrom(...WRAPPINGS),
    fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: someMutations(4) }),
  )
  .map(([text, [before, after], mutations]) =>
    mutate(Buffer.concat([Buffer.from(before), text, Buffer.from(after)]), mutations),
  );

export const jsonTarget: Target<BodyInput> = {
  name: "json",
  varies: "the JSON test suite and recorded requests, byte by byte",
  inputs: bodyExchanges(texts),
  judge: judgeBodyExchange,
  describe: (input) => describeCase(input.exchange, "found by fuzzing: json"),
};
