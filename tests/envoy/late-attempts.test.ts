// An attempt that failed late is the last one (`fallback.withinMs`), whether its answer is an error or none at all.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { compare } from "../support/cases/compare.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { readCases } from "../support/cases/load.ts";

const LATE_MS = 1_000;

/** Far from that on both sides, so that a slow machine changes nothing. */
const [SOON, AT_ONCE] = [60_000, 200];

const ERROR = "{ status: 500, headers: { content-type: text/plain }, body: slow internal error }";
const NONE = `{ headers: { content-type: application/json }, body: '{"error":{}}' }`;
const ANSWER = `{ headers: { content-type: application/json }, body: '{"id":"2"}' }`;

const cases = [
  ...readCases(`[${retried("an error", ERROR)}, ${retried("an answer that is none", NONE)}]`, "in time"),
  ...readCases(`[${last("an error", ERROR, 500)}, ${last("an answer that is none", NONE, 502)}]`, "late"),
];

function retried(name: string, reply: string): string {
  return exchange(name, SOON, reply, `{ provider: ok, upstream: { authority: ok.example }, reply: ${ANSWER} }`);
}

function last(name: string, reply: string, status: number): string {
  const response = `{ status: ${status}, headers: { x-envoy-ratelimited: "true" } }`;
  return exchange(name, AT_ONCE, reply, `{ provider: ok, upstream: none, reply: ${reply} }`, response);
}

function exchange(name: string, within: number, reply: string, second: string, response = "{}"): string {
  return `{
    name: ${name},
    mode: upstream,
    config: {
      mode: upstream,
      fallback: { on: [http_5xx], withinMs: ${within} },
      providers: [{ id: slow, type: vllm, vllmServerHost: slow.example }, { id: ok, type: vllm, vllmServerHost: ok.example }],
    },
    request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x"}' },
    attempts: [{ provider: slow, upstream: { authority: slow.example }, reply: ${reply} }, ${second}],
    response: ${response},
  }`;
}

describe("level envoy: attempts that fail late", () => {
  let envoy: EnvoyCases;
  before(async () => {
    const reply = (c: Case, attempt: number) => ({
      ...c.attempts[attempt].reply,
      ...(attempt === 0 && { after: LATE_MS }),
    });
    envoy = await EnvoyCases.start(cases, undefined, { reply });
  });
  after(() => envoy.stop());

  for (const c of cases) {
    it(`${c.name}, ${c.file}`, async () => {
      assert.deepEqual(compare(c, await envoy.run(c)), []);
    });
  }
});
