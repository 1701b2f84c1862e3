// Exchanges by the million in one VM: cases, every ending, call-outs, configurations anew.

import assert from "node:assert/strict";
import { startVm } from "../support/cases/case-vm.ts";
import { ChatVm, HOLDING, KIB, MIB, WITH_CONTEXT } from "../support/memory/chats.ts";
import { ENDINGS, leaveWaiting } from "../support/memory/endings.ts";
import { mixOfCases } from "../support/memory/mix.ts";
import { memoryProbe } from "../support/memory/probe.ts";
import { mib, printTable, timed } from "./table.ts";

const STEPS = 10;
const RECONFIGURED_EVERY = 500;
const LIMIT = 4 * MIB;

/** Runs `count` exchanges; linear memory is at most 4 MiB and does not grow in the second half. */
export async function soakExchanges(count: number): Promise<void> {
  const vm = startVm({ bufferLimit: 64 * KIB }, memoryProbe());
  const plugins = [HOLDING, WITH_CONTEXT].map((provider) => new ChatVm({ provider }, {}, memoryProbe(), vm));
  const [plain, withContext] = plugins;
  const endings = Object.values(ENDINGS).flatMap((end) => plugins.map((plugin) => () => end(plugin)));
  const mix = [...mixOfCases(vm), ...endings, () => leaveWaiting(withContext)];
  const rows: Record<string, string | number>[] = [];
  const sizes: number[] = [];
  for (let step = 1, done = 0; step <= STEPS; step++) {
    const seconds = await timed(() => {
      for (; done < (count / STEPS) * step; done++) {
        mix[done % mix.length]();
        if (done % RECONFIGURED_EVERY === 0) for (const plugin of plugins) plugin.reconfigure();
        vm.log.length = 0;
      }
    });
    sizes.push(vm.memory.size);
    const { collections, calls } = plain.memory;
    const live = (plain.memory.collect() / KIB).toFixed(0);
    rows.push({
      exchanges: done,
      "memory MiB": mib(vm.memory.size),
      "live KiB": live,
      calls,
      collections,
      s: seconds.toFixed(1),
    });
  }
  printTable(`${count} exchanges of ${mix.length} kinds in one VM`, rows);
  assert.equal(vm.death, null);
  assert.equal(plain.memory.streams, 0, "streams are left behind");
  assert.equal(sizes.at(-1), sizes[STEPS / 2 - 1], "the second half grew");
  assert.ok(vm.memory.size <= LIMIT, `${mib(vm.memory.size)} MiB`);
}
