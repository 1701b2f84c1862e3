// Who is asked first, and what is said where nobody has answered.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { Clock } from "../support/failover/clock.ts";
import { callAnswer, FailoverVm, routerFailure, upstreamAnswer } from "../support/failover/failover-vm.ts";
import { FOUR, PLAIN } from "../support/failover/four-providers.ts";

let clock = new Clock();
beforeEach(() => (clock = new Clock().stop()));
afterEach(() => clock.end());

describe("level host: who is asked first", () => {
  const firstOf = (vm: FailoverVm, first = upstreamAnswer(200)) => {
    const exchange = vm.begin(first);
    while (exchange.isCalling) exchange.answerCall(callAnswer(200));
    return /:authority: (.)/.exec(exchange.end().asked[0].head.join("\n"))?.[1];
  };
  const even = { ...PLAIN, providers: PLAIN.providers.map((one) => ({ ...one, priority: 0 })) };

  it("is told by weights, exactly", () => {
    const [x, y] = even.providers;
    const vm = new FailoverVm({ ...even, providers: [{ ...x, weight: 4 }, y] });
    const order = Array.from({ length: 20 }, () => firstOf(vm)).join("");
    assert.equal(order, "xxyxxxxyxxxxyxxxxyxx");
  });

  it("is nobody who has asked to be left alone, for as long as it said", () => {
    const waits: [() => HeaderPair, number][] = [
      [() => ["retry-after", "7"], 7000],
      [() => ["retry-after-ms", "3000"], 3000],
      [() => ["retry-after", new Date(clock.time + 9000).toUTCString()], 9000],
    ];
    for (const [headerOf, milliseconds] of waits) {
      const header = headerOf();
      const vm = new FailoverVm(PLAIN);
      assert.equal(firstOf(vm, upstreamAnswer(429, "", [header])), "x");
      assert.equal(firstOf(vm), "y", header.join());
      clock.pass(milliseconds - 1, vm.root);
      assert.equal(firstOf(vm), "y", header.join());
      clock.pass(1, vm.root);
      assert.equal(firstOf(vm), "x", header.join());
    }
  });

  it("is the least bad one where all rest, and a new configuration forgets nothing", () => {
    const vm = new FailoverVm(PLAIN);
    const exchange = vm.begin(upstreamAnswer(429, "", [["retry-after", "60"]]));
    exchange.answerCall(callAnswer(429, "", [["retry-after", "30"]])).end();
    assert.equal(firstOf(vm), "y");
    const again = vm.begin(upstreamAnswer(500, "", [["retry-after", "90"]]));
    again.answerCall(callAnswer(429, "", [["retry-after", "60"]])).end();
    assert.equal(vm.configure(PLAIN), true);
    assert.equal(firstOf(vm), "x");
  });
});

describe("level host: where nobody has answered", () => {
  const dialects = [
    [
      "/v1/chat/completions",
      '{"model":"m","messages":[]}',
      /^502 aisle\.all_failed {"error":{"message":"[^"]*","type":"[a-z_]+","param":null,"code":null}}$/,
    ],
    [
      "/v1/messages",
      '{"model":"m","max_tokens":1,"messages":[]}',
      /^502 aisle\.all_failed {"type":"error","error":{"type":"[a-z_]+","message":"[^"]*"}}$/,
    ],
  ] as const;

  it("the client is told so in its own dialect", () => {
    for (const [path, body, expected] of dialects) {
      const exchange = new FailoverVm(PLAIN).begin("refuses", { path, body }).answerCall(null).end();
      assert.match(exchange.outcome, expected);
      assert.ok(exchange.headers.includes("content-type: application/json"));
    }
  });

  it("the last upstream's error is the client's, whoever's it was", () => {
    const answers = {
      "the first one's": [upstreamAnswer(500, "first"), null, "500 via_upstream first"],
      "the second one's": ["refuses", callAnswer(503, "second"), "503 aisle.failover second"],
      "the later one of two": [upstreamAnswer(500, "first"), callAnswer(429, "second"), "429 aisle.failover second"],
      "the router's is none": [upstreamAnswer(500, "first"), routerFailure(), "500 via_upstream first"],
    } as const;
    for (const [name, [first, second, expected]] of Object.entries(answers)) {
      const exchange = new FailoverVm(PLAIN).begin(first).answerCall(second).end();
      assert.equal(exchange.outcome, expected, name);
    }
  });

  it("no upstream's error is shown where the configuration says so", () => {
    const hiding = { ...PLAIN, fallback: { ...FOUR.fallback, exhausted: "502" } };
    const answers = [
      [upstreamAnswer(500, "first"), null],
      ["refuses", callAnswer(503, "second")],
      [upstreamAnswer(500, "first"), callAnswer(429, "second")],
      [upstreamAnswer(500, "first"), callAnswer(200, '{"error":{"message":"second"}}')],
      [upstreamAnswer(200, '{"error":{"message":"first"}}'), null],
    ] as const;
    for (const [first, second] of answers) {
      for (const [path, body, expected] of dialects) {
        const exchange = new FailoverVm(hiding).begin(first, { path, body }).answerCall(second).end();
        assert.match(exchange.outcome, expected);
        assert.doesNotMatch(exchange.outcome + exchange.headers, /first|second/);
      }
    }
  });

  it("a single provider's error passes as it is", () => {
    const single = { provider: { id: "x", type: "generic", genericHost: "x.test" }, fallback: FOUR.fallback };
    assert.equal(new FailoverVm(single).begin(upstreamAnswer(503, "only")).end().outcome, "503 via_upstream only");
  });
});
