// Linear memory never shrinks in Wasm, so it must not grow with the number of exchanges.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { addPlugin, startVm } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";

const MIB = 1 << 20;
const EXCHANGES = 100_000;
const LARGEST_BODY = 32 * 1024;
/** Plugins in the VM: a sample, because each configuration takes memory of its own. */
const PLUGINS = 24;

describe("level host: linear memory", () => {
  it(`${EXCHANGES} exchanges of a mix of cases: flat, and at most 4 MiB`, () => {
    const vm = startVm();
    const plugins = sample(loadCases().filter(isSmall)).map((c) => ({ c, started: addPlugin(vm, c) }));
    const runs = (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        const { c, started } = plugins[i % plugins.length];
        exchangeCase(started, c);
        vm.log.length = 0;
      }
    };
    runs(0, EXCHANGES / 2);
    const half = vm.memory.size;
    runs(EXCHANGES / 2, EXCHANGES);
    assert.equal(vm.death, null);
    assert.equal(vm.contexts.size, plugins.length, "streams are left behind");
    assert.equal(vm.memory.size, half, "the second half grew");
    assert.ok(vm.memory.size <= 4 * MIB, `${vm.memory.size / MIB} MiB`);
  });
});

/** Cases that can be repeated in a VM shared with others. */
function isSmall(c: Case): boolean {
  const bodies = [...c.request.chunks, ...c.attempts.flatMap((a) => a.reply.chunks)];
  const size = bodies.reduce((sum, chunk) => sum + chunk.length, 0);
  const alone = c.callouts.length > 0 || Object.keys(c.environment).length > 0;
  return c.configured && !alone && size <= LARGEST_BODY;
}

/** At most {@link PLUGINS} cases, evenly spread. */
function sample(cases: Case[]): Case[] {
  const step = Math.max(1, Math.ceil(cases.length / PLUGINS));
  return cases.filter((_, i) => i % step === 0);
}
