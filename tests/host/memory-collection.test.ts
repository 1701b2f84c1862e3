// What collecting garbage costs: counted in blocks visited, so that no clock is needed. `make soak` measures the time.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bodyOf, ChatVm, headersOf, HOLDING, KIB, MIB } from "../support/memory/chats.ts";

const CHUNKS = bodyOf(2 * KIB, "front", KIB);
const COLLECTIONS = 4;
/** A block has 64 bytes or more on average, and as much is allocated as is visited. */
const MOST_PER_KIB = 16;
/** What abi/collection.ts lets a collection near the limit visit: blocks for each callback, and one for so many bytes allocated. */
const BLOCKS_PER_CALLBACK = 64;
const BYTES_PER_BLOCK = 256;

describe("level host: what collecting costs", () => {
  for (const live of [1, 100, 1300, 10_000]) {
    it(`${live} held chats: at most ${MOST_PER_KIB} blocks are visited for each KiB allocated`, () => {
      const chatVm = new ChatVm({ provider: HOLDING });
      const { allocated, visited } = collectWith(chatVm, live);
      const perKib = visited / (allocated / KIB);
      assert.ok(perKib <= MOST_PER_KIB, `${perKib}`);
      // And it is done: what is alive, as much again, and what is freed by less than that.
      assert.ok(chatVm.memory.liveBytes <= 3 * Math.max(MIB, chatVm.memory.collect()), "garbage is left");
    });
  }

  it("near the limit: no more than the callbacks pay for", () => {
    const chatVm = new ChatVm({ maxVmBytes: 8 * MIB, provider: HOLDING });
    while (chatVm.memory.room > 1.5 * MIB) chatVm.open({ chunks: CHUNKS, headers: headersOf(4 * KIB) }, 2);
    const callbacksOf = () => [...chatVm.vm.counters.callbacks.values()].reduce((sum, count) => sum + count, 0);
    const before = callbacksOf();
    const { allocated, visited } = collectWith(chatVm, 0);
    const paid = BLOCKS_PER_CALLBACK * (callbacksOf() - before) + allocated / BYTES_PER_BLOCK;
    assert.ok(visited <= paid, `${visited} blocks, and ${paid} are paid for`);
  });
});

/** Holds `live` chats and runs others until garbage has been collected a few times. */
function collectWith(chatVm: ChatVm, live: number) {
  const { memory } = chatVm;
  for (let i = 0; i < live; i++) chatVm.open({ chunks: CHUNKS }, 2);
  // The first one goes by what lived before.
  const runUntil = (collections: number) => {
    let requests = 0;
    for (; memory.collections < collections; requests++) assert.equal(chatVm.run(), "200");
    return requests;
  };
  runUntil(memory.collections + 1);
  const before = { allocated: memory.allocatedBytes, visited: memory.visitedBlocks };
  const requests = runUntil(memory.collections + COLLECTIONS);
  const allocated = (memory.allocatedBytes - before.allocated) >>> 0;
  return { requests, allocated, visited: memory.visitedBlocks - before.visited };
}
