// Exchanges that fail over keep nothing: not their bodies, not the answers, not the call-outs that came too late.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startVm } from "../support/cases/case-vm.ts";
import { callAnswer, FailoverVm, upstreamAnswer } from "../support/failover/failover-vm.ts";
import { inOrder } from "../support/failover/four-providers.ts";
import { KIB, MIB } from "../support/memory/chats.ts";
import { memoryProbe, MemoryReading } from "../support/memory/probe.ts";

const EXCHANGES = 10_000;
const CLUSTERS = ["ca", "cb", "cc", "cd"];
const LARGE = `{"model":"m","messages":[{"role":"user","content":"${"x".repeat(16 * KIB)}"}]}`;

/** What an exchange is; each leaves nothing. */
const KINDS: ((vm: FailoverVm) => void)[] = [
  (vm) => vm.begin(upstreamAnswer(500)).answerCall(callAnswer(200)).end(),
  (vm) => vm.begin("refuses").answerCall(null).answerCall(callAnswer(503)).answerCall(callAnswer(200)).end(),
  (vm) => vm.begin("refuses", { body: LARGE }).answerCall(callAnswer(200, LARGE)).end(),
  (vm) => vm.begin(upstreamAnswer(503)).answerCall(null).answerCall(null).answerCall(null).end(),
  (vm) => vm.begin("refuses", { body: LARGE }).leave().answerCall(callAnswer(200, LARGE)),
  (vm) => vm.begin(upstreamAnswer(200)).end(),
];

describe("level host: memory of exchanges that fail over", () => {
  it(`${EXCHANGES}: at most 4 MiB, and the second half takes none`, () => {
    const vm = probedVm();
    const reading = new MemoryReading(vm.vm);
    const runs = (from: number, to: number) => {
      for (let i = from; i < to; i++) KINDS[i % KINDS.length](vm);
    };
    runs(0, EXCHANGES / 2);
    const half = vm.vm.memory.size;
    runs(EXCHANGES / 2, EXCHANGES);
    assert.equal(vm.vm.death, null);
    assert.equal(vm.vm.memory.size, half, "the second half grew");
    assert.ok(vm.vm.memory.size <= 4 * MIB, `${vm.vm.memory.size / MIB} MiB`);
    assert.deepEqual([reading.streams, reading.calls], [0, 0]);
  });

  it("each kind of them leaves no block behind", () => {
    const vm = probedVm();
    const reading = new MemoryReading(vm.vm);
    const live = () => (reading.collect(), reading.liveBlocks);
    for (const [i, run] of KINDS.entries()) {
      for (let n = 0; n < 20; n++) run(vm);
      const before = live();
      for (let n = 0; n < 200; n++) run(vm);
      assert.ok(live() - before < 20, `kind ${i}: ${live() - before} blocks of 200 exchanges`);
    }
  });

  it("bodies that are kept are as many as the budget allows, and all are given back", () => {
    const vm = probedVm({ fallback: { on: ["http_5xx", "transport"], maxKeptBytes: 10 * LARGE.length } });
    const exchanges = Array.from({ length: 20 }, () => vm.begin(upstreamAnswer(500), { body: LARGE }));
    assert.equal(vm.root.callouts.pending.length, 10);
    for (const exchange of exchanges) exchange.leave();
    while (vm.root.callouts.pending.length > 0) vm.root.answer(vm.root.callouts.take()?.token ?? 0, callAnswer(200));
    assert.equal(vm.begin(upstreamAnswer(500), { body: LARGE }).isCalling, true);
  });
});

function probedVm(more: object = {}): FailoverVm {
  const configuration = { ...inOrder("abcd"), outlierDetection: { consecutiveFailures: 0 }, ...more };
  return new FailoverVm(configuration, {}, CLUSTERS, startVm({ bufferLimit: MIB }, memoryProbe()));
}
