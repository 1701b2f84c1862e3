// Linear memory never shrinks in Wasm, so it must not grow with the number of exchanges.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startVm } from "../support/cases/case-vm.ts";
import { mixOfCases } from "../support/memory/mix.ts";

const MIB = 1 << 20;
const EXCHANGES = 100_000;

describe("level host: linear memory", () => {
  it(`${EXCHANGES} exchanges of a mix of cases: flat, and at most 4 MiB`, () => {
    const vm = startVm();
    const mix = mixOfCases(vm);
    const runs = (from: number, to: number) => {
      for (let i = from; i < to; i++) mix[i % mix.length]();
    };
    runs(0, EXCHANGES / 2);
    const half = vm.memory.size;
    runs(EXCHANGES / 2, EXCHANGES);
    assert.equal(vm.death, null);
    assert.equal(vm.contexts.size, mix.length, "streams are left behind");
    assert.equal(vm.memory.size, half, "the second half grew");
    assert.ok(vm.memory.size <= 4 * MIB, `${vm.memory.size / MIB} MiB`);
  });
});
