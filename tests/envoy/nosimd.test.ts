// The cases through the real Envoy, on the build without SIMD.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { selectForEnvoy } from "../support/cases/envoy-selection.ts";
import { loadCases } from "../support/cases/load.ts";

const NOSIMD = fileURLToPath(new URL("../../build/aisle-nosimd.wasm", import.meta.url));

describe("level envoy: every case on the build without SIMD", () => {
  const cases = selectForEnvoy(loadCases(), (c) => c);
  let envoy: EnvoyCases;
  before(async () => {
    envoy = await EnvoyCases.start(cases, NOSIMD);
  });
  after(() => envoy.stop());

  for (const c of cases) {
    it(`${c.file}: ${c.name}`, async () => {
      assert.deepEqual(compare(c, await envoy.run(c)), []);
    });
  }

  it("left no trap in Envoy's log", () => {
    assert.equal(envoy.findTrap(), null);
  });
});
