/** Two thousand clients while providers are killed, started and throttled: nobody is lost, answered twice, or left hanging. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isGood, judge, type StormNotes } from "../support/storm/judge.ts";
import { describeStorm, MEMORY_NOISE } from "../support/storm/report.ts";
import { runStorm } from "../support/storm/storm.ts";

const CLEAN = { lost: [], doubled: [], hanging: [], leaked: [] };

/** A storm of one request that went well: the first provider failed, the second one answered. */
function calm(): StormNotes {
  const served = (provider: string, answeredAt: number | null) => ({
    ...{ serial: 7, provider, answeredAt },
    ...{ authorization: `Bearer key-${provider}`, path: `/v1?n=7&k=${provider}`, body: `{"mark":"${provider}"}` },
  });
  return {
    seen: [
      { serial: 7, isStream: false, startedAt: 10, endedAt: 90, status: 200, body: "b answers 7", isComplete: true },
    ],
    served: [served("a", null), served("b", 80)],
    logged: [{ serial: 7, attempts: 2, status: 200 }],
    well: [{ provider: "b", from: 0, to: 100 }],
    kills: [],
    mostAttempts: 3,
  };
}

describe("level envoy: the judgement of storms", () => {
  it("finds nothing wrong with a request that was answered by another provider", () =>
    assert.deepEqual(judge(calm()), CLEAN));

  it("finds what is lost, and not what could not be answered", () => {
    const failed = calm();
    Object.assign(failed.seen[0]!, { status: 503, body: "overloaded" });
    assert.equal(judge(failed).lost.length, 1);
    assert.equal(judge({ ...failed, mostAttempts: 2 }).lost.length, 0);
    assert.equal(judge({ ...failed, well: [{ provider: "b", from: 20, to: 100 }] }).lost.length, 0);
    const cut = calm();
    Object.assign(cut.seen[0]!, { isStream: true, isComplete: false, body: "data: {}\n\n" });
    assert.equal(judge(cut).lost.length, 0);
    Object.assign(cut.seen[0]!, { body: "" });
    assert.equal(judge(cut).lost.length, 1);
  });

  it("finds what was answered twice, unless the answer went down with its provider", () => {
    const twice = calm();
    twice.served[0]!.answeredAt = 50;
    assert.deepEqual(judge(twice).doubled, ["7 was answered by a and b"]);
    assert.deepEqual(judge({ ...twice, kills: [{ provider: "a", at: 55 }] }).doubled, []);
    const strange = calm();
    strange.seen[0]!.body = "b answers 8";
    assert.equal(judge(strange).doubled.length, 1);
    strange.seen[0]!.body = "b answers 7, a answers 7";
    assert.equal(judge(strange).doubled.length, 1);
  });

  it("finds what hangs, and what reached the wrong provider", () => {
    const hanging = calm();
    hanging.seen[0]!.endedAt = null;
    assert.equal(judge(hanging).hanging.length, 1);
    for (const wrong of [{ authorization: "Bearer key-a" }, { path: "/v1?n=7" }, { body: '{"mark":"a"}' }]) {
      const leaking = calm();
      Object.assign(leaking.served[1]!, wrong);
      assert.equal(judge(leaking).leaked.length, 1);
    }
  });
});

describe("level envoy: a storm", () => {
  for (const [concurrency, seed] of [
    [1, 1],
    [4, 2],
  ] as const) {
    it(`2,000 clients at once, ${concurrency} workers`, async () => {
      const result = await runStorm({ clients: 2000, lengthMs: 12_000, seed, concurrency });
      console.log(describeStorm(result));
      assert.deepEqual(judge(result.notes), CLEAN);
      // There was a storm: most were answered, and many at a second provider only.
      assert.ok(result.notes.seen.filter(isGood).length > result.notes.seen.length / 2);
      assert.ok(result.notes.logged.filter(({ attempts }) => attempts > 1).length > 100);
      assert.ok(result.endBytes <= result.warmBytes + MEMORY_NOISE, describeStorm(result));
    });
  }
});
