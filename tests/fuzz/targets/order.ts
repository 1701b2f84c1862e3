// Callbacks in any order: interleaved streams, resets in any phase, call-outs answered late, twice or never, reconfiguration in
// mid-stream, callbacks for streams nobody knows.

import fc from "fast-check";
import { stringify } from "yaml";
import type { Laboratory } from "../laboratory.ts";
import { ORDER_ORACLES } from "../oracles/order-oracles.ts";
import { judgeAll } from "../oracles/oracle.ts";
import { playScript, type Script, type Step } from "../script.ts";
import type { Target } from "../target.ts";

const stream = fc.nat(3);

const STRAY_CALLBACKS: [name: string, count: number][] = [
  ["proxy_on_context_create", 1],
  ["proxy_on_request_headers", 2],
  ["proxy_on_request_body", 2],
  ["proxy_on_request_trailers", 1],
  ["proxy_on_response_headers", 2],
  ["proxy_on_response_body", 2],
  ["proxy_on_response_trailers", 1],
  ["proxy_on_http_call_response", 4],
  ["proxy_on_done", 0],
  ["proxy_on_log", 0],
  ["proxy_on_delete", 0],
  ["proxy_on_tick", 0],
  ["proxy_on_configure", 1],
];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("open" as const), stream, request: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("send" as const), stream }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("send-rest" as const), stream }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("answer" as const), stream }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave" as const), stream }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("break" as const), stream }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("answer-call" as const), nth: fc.nat(3), good: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("answer-again" as const), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("answer-unknown" as const), token: fc.integer() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reconfigure" as const), tenant: fc.nat(1), to: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("stray" as const),
      callback: fc.constantFrom(...STRAY_CALLBACKS),
      id: fc.constantFrom(0, 1, 7777, -1, 2 ** 31),
      argument: fc.constantFrom(0, 1, -1, 1 << 30),
    }),
  },
);

const inputs: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(step, { minLength: 3, maxLength: 24 }),
  configurations: fc.tuple(fc.nat(3), fc.nat(3)),
  prompt: fc.boolean(),
});

export const orderTarget: Target<Script> = {
  name: "order",
  varies: "the order of callbacks of interleaved streams",
  inputs,
  judge: (script: Script, laboratory: Laboratory) => judgeAll(ORDER_ORACLES, playScript(script, laboratory)),
  describe: (script) => stringify(script, { lineWidth: 0 }),
};
