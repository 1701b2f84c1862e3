// Every case through the real Envoy, compared by the same function as in the emulated host.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { loadCases } from "../support/cases/load.ts";

describe("level envoy: every case through Envoy", () => {
  const cases = loadCases().filter((c) => c.hostOnly === null);
  let envoy: EnvoyCases;
  before(async () => {
    envoy = await EnvoyCases.start(cases);
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
