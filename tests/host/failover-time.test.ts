// Call-outs that are answered late, never, or for nobody any more; deadlines, waits, and what is said where nobody has answered.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { Clock } from "../support/failover/clock.ts";
import { ANSWER, callAnswer, FailoverVm, routerFailure, upstreamAnswer } from "../support/failover/failover-vm.ts";
import { FOUR, inOrder, PLAIN } from "../support/failover/four-providers.ts";
import { memoryProbe, MemoryReading } from "../support/memory/probe.ts";
import { startVm } from "../support/cases/case-vm.ts";

const DROPPED = "aisle_callouts_dropped";
const OK = `200 aisle.failover ${ANSWER}`;

let clock = new Clock();
beforeEach(() => (clock = new Clock().stop()));
afterEach(() => clock.end());

/** A VM that says what it still knows. */
function probedVm(configuration: object): { vm: FailoverVm; held: () => string } {
  const vm = new FailoverVm(
    configuration,
    {},
    ["ca", "cb", "cc", "cd"],
    startVm({ bufferLimit: 1 << 20 }, memoryProbe()),
  );
  const reading = new MemoryReading(vm.vm);
  return { vm, held: () => `${reading.streams} streams, ${reading.calls} calls` };
}

describe("level host: a call-out", () => {
  it("that is answered when its client has gone is counted, and nothing is left", () => {
    const { vm, held } = probedVm(inOrder("ab"));
    for (let i = 1; i <= 20; i++) {
      const exchange = vm.begin("refuses");
      exchange.leave();
      assert.equal(held(), "0 streams, 1 calls");
      exchange.answerCall(i % 3 === 0 ? null : callAnswer(i % 3 === 1 ? 200 : 500));
      assert.equal(held(), "0 streams, 0 calls");
      assert.equal(vm.metric(DROPPED), BigInt(i));
      assert.equal(exchange.isCalling, false, "nobody is asked for it");
    }
    assert.equal(vm.begin("refuses").answerCall(callAnswer(200)).end().outcome, OK);
    assert.equal(vm.vm.death, null);
  });

  it("that is never answered keeps nothing but its number, and of those only so many", () => {
    const { vm, held } = probedVm(inOrder("ab"));
    for (let i = 0; i < 3000; i++) vm.begin("refuses").leave();
    const [, calls] = /(\d+) calls/.exec(held()) ?? [];
    assert.ok(Number(calls) <= 1025, held());
    assert.match(held(), /^0 streams/);
    while (vm.root.callouts.pending.length > 0) vm.root.answer(vm.root.callouts.take()!.token, callAnswer(200));
    assert.equal(held(), "0 streams, 0 calls");
    assert.equal(vm.vm.death, null);
  });

  it("that is answered twice, or was never made: ignored", () => {
    const vm = new FailoverVm(inOrder("abcd"));
    const exchange = vm.begin("refuses");
    const { token } = exchange.take();
    vm.root.answer(token + 4000, callAnswer(200));
    assert.equal(exchange.outcome, "nothing yet");
    vm.root.answer(token, callAnswer(500));
    vm.root.answer(token, callAnswer(200));
    assert.equal(exchange.outcome, "nothing yet", "that attempt is over");
    assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, OK);
  });

  it("each goes to its own exchange, in whatever order they are answered", () => {
    const vm = new FailoverVm(PLAIN);
    const exchanges = Array.from({ length: 50 }, (_, i) => vm.begin("refuses", { body: `{"model":"${i}"}` }));
    const calls = vm.root.callouts.pending.splice(0);
    for (const { token, body } of calls.reverse()) {
      vm.root.answer(token, callAnswer(200, `{"choices":[],"for":${Buffer.from(body).toString()}}`));
    }
    for (const [i, exchange] of exchanges.entries()) {
      assert.equal(exchange.end().outcome, `200 aisle.failover {"choices":[],"for":{"model":"${i}"}}`);
    }
  });

  it("that fails after the exchange's own deadline is the last", () => {
    const fallback = { ...FOUR.fallback, withinMs: 1000 };
    for (const [passes, isLast] of [
      [1000, false],
      [1001, true],
    ] as const) {
      const vm = new FailoverVm({ ...inOrder("abcd"), fallback });
      const exchange = vm.begin("refuses");
      clock.pass(passes, vm.root);
      exchange.answerCall(callAnswer(500, "late"));
      assert.equal(exchange.isCalling, !isLast, `${passes}`);
      if (isLast) assert.equal(exchange.outcome, "500 aisle.failover late");
      exchange.end();
    }
  });

  it("that succeeds after it is the client's", () => {
    const vm = new FailoverVm({ ...inOrder("abcd"), fallback: { ...FOUR.fallback, withinMs: 1000 } });
    const exchange = vm.begin("refuses");
    clock.pass(90_000, vm.root);
    assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, OK);
  });

  it("has its provider's time", () => {
    const vm = new FailoverVm(inOrder("abd", { timeout: 1234 }));
    const exchange = vm.begin("refuses").answerCall(null).answerCall(callAnswer(200)).end();
    assert.deepEqual(
      exchange.asked.map(({ timeout }) => timeout),
      [null, 1234, 1234],
    );
  });
});

describe("level host: a first attempt", () => {
  it("is given up at its deadline, and its late answer does not harm", () => {
    for (const isLate of [false, true]) {
      const { vm, held } = probedVm(inOrder("ab", { timeout: 400 }));
      const exchange = vm.open(upstreamAnswer(200, "late")).send();
      clock.pass(399, vm.root);
      assert.equal(exchange.isCalling, false);
      clock.pass(60, vm.root);
      assert.equal(exchange.isCalling, true);
      if (isLate) exchange.answerFirst();
      assert.equal(exchange.outcome, "nothing yet");
      assert.equal(exchange.answerCall(callAnswer(200)).outcome, OK);
      exchange.end();
      assert.equal(held(), "0 streams, 0 calls");
    }
  });

  it("is awaited where nobody else can be asked, and stays the one that is told of", () => {
    const events = ['{"choices":[{"delta":{"content":"x"}}]}', '{"choices":[],"usage":{"total_tokens":3}}', "[DONE]"];
    const stream = events.map((data) => `data: ${data}\n\n`);
    const vm = new FailoverVm(inOrder("ab", { timeout: 400 }), {}, []);
    const first = upstreamAnswer(200, stream, [["content-type", "text/event-stream"]]);
    const exchange = vm.open(first, { body: '{"model":"m","stream":true,"messages":[]}' }).send();
    clock.pass(2000, vm.root);
    assert.equal(exchange.outcome, "nothing yet");
    exchange.answerFirst().end();
    assert.equal(exchange.outcome, `200 via_upstream ${stream[0]}${stream[2]}`, "it was asked for usage");
    assert.equal(exchange.record["aisle.provider"], "a");
    assert.equal(exchange.record["aisle.upstream.model"], "model-a");
  });

  it("and its waiting leave no timer behind", () => {
    const vm = new FailoverVm({ ...inOrder("ab", { timeout: 400 }), metrics: { enabled: false } });
    assert.equal(vm.root.tickPeriod, 0);
    const exchange = vm.open(upstreamAnswer(200)).send();
    assert.ok(vm.root.tickPeriod > 0);
    exchange.answerFirst().end();
    clock.pass(100, vm.root);
    assert.equal(vm.root.tickPeriod, 0);
  });
});

describe("level host: a wait before the next attempt", () => {
  const backoff = { ...FOUR.fallback, backoff: { baseMs: 100, maxMs: 1000 } };

  it("is of a random length, half at least, and doubles", () => {
    const vm = new FailoverVm({ ...inOrder("abcd"), fallback: backoff });
    const exchange = vm.begin("refuses");
    for (const most of [100, 200, 400]) {
      assert.equal(exchange.isCalling, false);
      clock.pass(most / 2 - 1, vm.root);
      assert.equal(exchange.isCalling, false, `${most}: too early`);
      clock.pass(most / 2 + 41, vm.root);
      assert.equal(exchange.isCalling, true, `${most}: too late`);
      exchange.answerCall(most === 400 ? callAnswer(200) : null);
    }
    assert.equal(exchange.end().outcome, OK);
    assert.equal(vm.vm.death, null);
  });

  it("ends with its client", () => {
    const { vm, held } = probedVm({ ...inOrder("abcd"), fallback: backoff });
    const exchange = vm.begin("refuses");
    exchange.leave();
    clock.pass(1000, vm.root);
    assert.equal(exchange.isCalling, false);
    assert.equal(held(), "0 streams, 0 calls");
  });

  it("goes on where another plugin of the VM goes away", () => {
    const one = new FailoverVm({ ...inOrder("ab"), fallback: backoff, metrics: { enabled: false } });
    const other = new FailoverVm(
      { ...inOrder("cd"), fallback: backoff, metrics: { enabled: false } },
      {},
      ["cd"],
      one.vm,
    );
    const waiting = one.begin("refuses");
    const exchange = other.begin("refuses");
    waiting.leave();
    one.root.end();
    clock.pass(200, other.root);
    assert.equal(exchange.isCalling, true, "the only timer was the other one's");
    assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, OK);
    clock.pass(2000, other.root);
    assert.equal(other.root.tickPeriod, 0);
  });
});

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
