// The time that collecting takes for each request, with any number of exchanges alive.

import assert from "node:assert/strict";
import { bodyOf, ChatVm, HOLDING, KIB } from "../support/memory/chats.ts";
import { printTable } from "./table.ts";

const LIVE = [1, 10, 100, 1000, 10_000, 30_000];
const REQUESTS = 40_000;
const CHUNKS = bodyOf(2 * KIB, "front", KIB);
/** Blocks that a request pays for at most; the time is told and not judged, because a machine may be busy. */
const MOST_BLOCKS = 25;

/** Measures and prints; the blocks visited for each request are bounded at any number of live exchanges. */
export function soakCollection(): void {
  const rows = LIVE.map((live) => {
    const chatVm = new ChatVm({ provider: HOLDING });
    const { memory } = chatVm;
    for (let i = 0; i < live; i++) chatVm.open({ chunks: CHUNKS }, 2);
    while (memory.collections < 2) chatVm.run();
    const { collections, visitedBlocks, allocatedBytes } = memory;
    const micros = measure(chatVm);
    const blocks = (memory.visitedBlocks - visitedBlocks) / REQUESTS;
    assert.ok(blocks <= MOST_BLOCKS, `${live} live: ${blocks} blocks`);
    return {
      live,
      "live KiB": (memory.collect() / KIB).toFixed(0),
      collections: memory.collections - collections,
      "µs a request": (micros / REQUESTS).toFixed(2),
      "blocks a request": blocks.toFixed(1),
      "bytes a request": (((memory.allocatedBytes - allocatedBytes) >>> 0) / REQUESTS).toFixed(0),
    };
  });
  printTable(`what collecting costs, over ${REQUESTS} requests`, rows);
}

/** Microseconds in collections: what a request in which one ran took more than another, both in the median. */
function measure(chatVm: ChatVm): number {
  const plain: number[] = [];
  const collecting: number[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const before = chatVm.memory.collections;
    const start = performance.now();
    chatVm.run();
    const micros = (performance.now() - start) * 1000;
    (chatVm.memory.collections === before ? plain : collecting).push(micros);
  }
  return Math.max(0, median(collecting) - median(plain)) * collecting.length;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
