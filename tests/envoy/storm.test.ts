/** Two thousand clients while providers are killed, started and throttled: nobody is lost, answered twice, or left hanging. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MODES } from "../support/providers/balanced-gateway.ts";
import { isGood, judge, type StormNotes } from "../support/storm/judge.ts";
import { CLIENT_KEY, findLeaks, promptOf } from "../support/storm/leaks.ts";
import { describeStorm, MEMORY_NOISE } from "../support/storm/report.ts";
import { runStorm } from "../support/storm/storm.ts";

const CLEAN = { lost: [], doubled: [], hanging: [], leaked: [] };

/** A storm of one request that went well: the first provider failed, the second one answered. */
function calm(): StormNotes {
  const served = (provider: string, answeredAt: number | null) => ({
    ...{ serial: 7, provider, answeredAt, leaks: [], isBroken: false, hasHead: answeredAt !== null },
  });
  return {
    seen: [
      { serial: 7, isStream: false, startedAt: 10, endedAt: 90, status: 200, body: "b answers 7", isComplete: true },
    ],
    served: [served("a", null), served("b", 80)],
    logged: [{ serial: 7, attempts: 2, status: 200, hosts: ["127.0.0.1:1", "127.0.0.1:2"] }],
    well: [{ provider: "b", address: "127.0.0.1:2", from: 0, to: 100 }],
    kills: [],
    mostAttempts: 3,
    isHeadFinal: false,
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
    assert.equal(
      judge({ ...failed, mostAttempts: 2, logged: [{ ...failed.logged[0]!, hosts: ["127.0.0.1:1"] }] }).lost.length,
      1,
    );
    assert.equal(judge({ ...failed, well: [{ ...failed.well[0]!, from: 20 }] }).lost.length, 0);
    const cut = calm();
    Object.assign(cut.seen[0]!, { isStream: true, isComplete: false, body: "data: {}\n\n" });
    assert.equal(judge(cut).lost.length, 1);
    cut.served[1]!.isBroken = true;
    assert.equal(judge(cut).lost.length, 0);
    Object.assign(cut.seen[0]!, { body: "" });
    assert.equal(judge(cut).lost.length, 1);
    const page = calm();
    page.seen[0]!.body = "<html>";
    assert.equal(judge(page).lost.length, 1);
  });

  it("lets a request go down with its provider behind the head, where that cannot be mended, and only there", () => {
    const cut = { ...calm(), isHeadFinal: true };
    Object.assign(cut.seen[0]!, { status: 502, body: "upstream connect error" });
    cut.served.splice(0, 2, { ...cut.served[0]!, isBroken: true, hasHead: true });
    assert.equal(judge(cut).lost.length, 0);
    assert.equal(judge({ ...cut, isHeadFinal: false }).lost.length, 1);
    assert.equal(judge({ ...cut, served: [{ ...cut.served[0]!, hasHead: false }] }).lost.length, 1);
    cut.seen[0]!.body = '{"error":{}}';
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
    strange.seen[0]!.body = '{"model":"a"}{"model":"b"} b answers 7';
    assert.equal(judge(strange).doubled.length, 1);
  });

  it("finds what hangs, and what reached the wrong provider", () => {
    const hanging = calm();
    hanging.seen[0]!.endedAt = null;
    assert.equal(judge(hanging).hanging.length, 1);
    const leaking = calm();
    leaking.served[1]!.leaks.push("7: b got something of a");
    assert.equal(judge(leaking).leaked.length, 1);
  });

  it("finds what a provider got that is another's or the client's", () => {
    const host = "127.0.0.1:80";
    const own = {
      serial: "7",
      headers: { host, authorization: "Bearer key-b" },
      path: "/v1?k=b",
      body: `{"mark":"b","messages":"${promptOf(7)}"}`,
    };
    assert.deepEqual(findLeaks(own, "b", host), []);
    const { headers, path, body } = own;
    for (const wrong of [
      { headers: { ...headers, authorization: "Bearer key-a" } },
      { headers: { ...headers, "x-api-key": "key-a" } },
      { headers: { ...headers, cookie: CLIENT_KEY } },
      { headers: { ...headers, host: "127.0.0.1:81" } },
      { path: "/v1" },
      { path: `${path}&k=a` },
      { path: `${path}&k=${CLIENT_KEY}` },
      { body: body.replace('"b"', '"a"') },
      { body: body.replace("{", '{"mark":"a",') },
      { body: body.replace("prompt 7", "prompt 8") },
    ]) {
      assert.notDeepEqual(findLeaks({ ...own, ...wrong }, "b", host), [], JSON.stringify(wrong));
    }
  });
});

for (const mode of MODES) {
  describe(`level envoy: a storm, mode ${mode}`, () => {
    for (const [concurrency, seed] of [
      [1, 1],
      [4, 2],
    ] as const) {
      it(`2,000 clients at once, ${concurrency} workers`, async () => {
        const result = await runStorm({ clients: 2000, lengthMs: 12_000, seed, concurrency, mode });
        console.log(describeStorm(result));
        assert.deepEqual(judge(result.notes), CLEAN);
        // There was a storm: most were answered, and many at a second provider only.
        assert.ok(result.notes.seen.filter(isGood).length > result.notes.seen.length / 2);
        assert.ok(result.notes.logged.filter(({ attempts }) => attempts > 1).length > 100);
        assert.ok(result.endBytes <= result.warmBytes + MEMORY_NOISE, describeStorm(result));
      });
    }
  });
}
