// Streams in any number and however they end: nothing of them is left.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bodyOf, ChatVm, headersOf, HOLDING, KIB, MIB, outcome, WITH_CONTEXT } from "../support/memory/chats.ts";
import { ENDINGS, leaveWaiting } from "../support/memory/endings.ts";

const STREAMS = 10_000;
/** Calls of streams that have gone which the filter still waits for (filter.ts), and about what each takes. */
const MAX_CALLS = 1024;
const CALL_BYTES = 100;
const CHUNKS = bodyOf(2 * KIB, "front", KIB);
const HOST = { bufferLimit: 64 * KIB };

describe("level host: what is left of streams", () => {
  it(`${STREAMS} streams at once, heads and half the bodies held, then finished or reset: nothing`, () => {
    const chatVm = new ChatVm({ provider: HOLDING });
    chatVm.run();
    const before = chatVm.memory.collect();
    const after = [1, 2].map(() => {
      const open = Array.from({ length: STREAMS }, () => chatVm.open({ chunks: CHUNKS, headers: headersOf(500) }, 2));
      assert.equal(chatVm.memory.streams, STREAMS);
      for (const [i, exchange] of open.entries()) {
        if (i % 2 === 0) exchange.leave();
        else exchange.sendRest();
        if (i % 2 === 1) exchange.answer();
        assert.equal(outcome(exchange), i % 2 === 0 ? "open" : "200");
      }
      return assertGone(chatVm);
    });
    assert.equal(after[1], after[0], "the second round left something");
    assert.ok(after[0] < before + 4 * KIB, `${after[0] - before} bytes are left`);
    const { size } = chatVm.vm.memory;
    for (let i = 0; i < STREAMS; i++) chatVm.run({ chunks: CHUNKS });
    assert.equal(chatVm.vm.memory.size, size, "what follows takes more");
    assert.ok(size <= 64 * MIB, `${size / MIB} MiB`);
  });

  it("200 streams of each ending: nothing", () => {
    for (const [name, end] of Object.entries(ENDINGS)) {
      for (const provider of [HOLDING, WITH_CONTEXT]) {
        const chatVm = new ChatVm({ provider }, HOST);
        for (let i = 0; i < 50; i++) end(chatVm);
        const before = assertGone(chatVm, name);
        for (let i = 0; i < 200; i++) end(chatVm);
        assert.equal(assertGone(chatVm, name), before, name);
        assert.equal(chatVm.run(), "200");
      }
    }
  });

  it("3,000 call-outs that are never answered: no stream, and a bounded number of calls", () => {
    const chatVm = new ChatVm({ provider: WITH_CONTEXT });
    leaveWaiting(chatVm);
    const before = chatVm.memory.collect();
    for (let i = 0; i < 3000; i++) leaveWaiting(chatVm);
    assert.equal(chatVm.memory.streams, 0);
    assert.ok(chatVm.memory.calls <= MAX_CALLS + 1, `${chatVm.memory.calls} calls`);
    const left = chatVm.memory.collect() - before;
    assert.ok(left <= MAX_CALLS * CALL_BYTES, `${left} bytes are left`);
    assert.equal(chatVm.run(), "200");
  });
});

/** Bytes in use when no stream is left in host and filter. */
function assertGone({ vm, memory }: ChatVm, name = ""): number {
  assert.equal(vm.death, null, name);
  assert.equal(vm.contexts.size, 1, `${name}: contexts are left in the host`);
  assert.equal(memory.streams, 0, `${name}: streams are left in the filter`);
  assert.equal(memory.calls, 0, `${name}: calls are left in the filter`);
  return memory.collect();
}
