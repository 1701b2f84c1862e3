// What cases say of metrics, filter state and the log, on a filter that does what a script says: Envoy shows it as the emulated host does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { loadTelemetryProbes, undetected } from "../support/cases/telemetry-probes.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";

describe("level envoy: what operators are told", () => {
  const cases = loadTelemetryProbes();
  const [{ telemetry }] = cases;
  const [counter] = Object.keys(telemetry?.metrics ?? {});
  const denying = { ...cases[0], name: "denying", telemetry: { metrics: {}, filterState: {}, log: null } };
  let envoy: EnvoyCases;
  let module: WebAssembly.Module;
  before(async () => {
    const wasm = buildProbeFilter();
    module = new WebAssembly.Module(readFileSync(wasm));
    envoy = await EnvoyCases.start([...cases, denying], wasm);
  });
  after(() => envoy.stop());

  for (const c of cases) {
    it(c.name, async () => {
      const seen = await envoy.run(c);
      assert.deepEqual(compare(c, seen), []);
      assert.deepEqual(undetected(c, seen), []);
      const emulated = runCase(c, { module });
      assert.deepEqual(seen.telemetry?.log, emulated.telemetry?.log);
    });
  }

  it("watches one exchange after the other of the same case", async () => {
    for (const c of cases.slice(0, 2)) assert.deepEqual(compare(c, await envoy.run(c)), []);
  });

  it("waits for a tick where nothing may be counted", async () => {
    const found = compare(denying, await envoy.run(denying));
    assert.ok(found.includes(`metric unexpected: ${counter}: 12`), found.join("; "));
  });
});
