// Open streams and large bodies in the emulated host: what the limits allow is held, the rest is answered.

import assert from "node:assert/strict";
import { bodyOf, ChatVm, headersOf, HOLDING, KIB, MIB, outcome, WITH_CONTEXT } from "../support/memory/chats.ts";
import { mib, printTable, timed } from "./table.ts";

const STREAMS = 10_000;

/** Holds 10,000 streams with heads of several sizes at once, then resets them. */
export async function soakStreams(): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const head of [0.5, 5, 60]) {
    const chatVm = new ChatVm({ provider: HOLDING });
    const { vm, memory } = chatVm;
    let held = 0;
    const seconds = await timed(() => {
      const chat = { chunks: bodyOf(2 * KIB, "front", KIB), headers: headersOf(head * KIB) };
      const open = Array.from({ length: STREAMS }, () => chatVm.open(chat, 2));
      held = open.filter((exchange) => outcome(exchange) === "open").length;
      for (const exchange of open) exchange.leave();
    });
    assert.equal(vm.death, null);
    assert.equal(memory.streams, 0);
    assert.equal(chatVm.run(), "200");
    // The allocator doubles memory when it grows.
    assert.ok(vm.memory.size <= 2 * 512 * MIB, `${mib(vm.memory.size)} MiB`);
    const live = (memory.collect() / KIB).toFixed(0);
    rows.push({
      "head KiB": head,
      held,
      refused: STREAMS - held,
      "memory MiB": mib(vm.memory.size),
      "live KiB after": live,
      s: seconds.toFixed(1),
    });
  }
  printTable(`${STREAMS} streams at once, maxVmBytes 512 MiB`, rows);
}

/** Sends bodies of 100 MB one after the other; memory is that of one. */
export async function soakBodies(): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  const kinds = {
    "edit at the front": [HOLDING, "front"],
    "edit at the end": [HOLDING, "end"],
    "context file": [WITH_CONTEXT, "front"],
  } as const;
  for (const [kind, [provider, modelAt]] of Object.entries(kinds)) {
    const chatVm = new ChatVm({ maxRequestBytes: 256 * MIB, provider });
    const sizes: number[] = [];
    const chunks = bodyOf(100 * MIB, modelAt);
    const seconds = await timed(() => {
      for (let i = 0; i < 5; i++) {
        assert.equal(chatVm.run({ chunks }), "200");
        sizes.push(chatVm.vm.memory.size);
      }
    });
    rows.push({ kind, "memory MiB": mib(sizes[0]), "after 5": mib(sizes[4]), s: seconds.toFixed(1) });
    assert.ok(sizes[0] <= (provider === HOLDING ? 16 : 300) * MIB, `${kind}: ${mib(sizes[0])} MiB`);
    assert.equal(sizes[4], sizes[1], `${kind}: memory grows`);
  }
  printTable("bodies of 100 MB", rows);
}
