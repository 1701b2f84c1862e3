// Every case on the release build in the emulated host.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";

describe("level host: every case in the emulated host", () => {
  for (const c of loadCases()) {
    it(`${c.file}: ${c.name}`, () => {
      assert.deepEqual(compare(c, runCase(c)), []);
    });
  }
});
