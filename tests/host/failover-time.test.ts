// Call-outs that are answered late, never, or for nobody any more; deadlines and waits.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Clock } from "../support/failover/clock.ts";
import { ANSWER, callAnswer, FailoverVm, upstreamAnswer } from "../support/failover/failover-vm.ts";
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
