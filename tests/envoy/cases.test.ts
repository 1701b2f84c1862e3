// The cases through the real Envoy, compared by the same function as in the emulated host. Each carries canaries, and other
// tenants' exchanges are open in the same VM meanwhile: nobody's secret is seen where it does not belong, by clients,
// upstreams or operators.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Place } from "../support/canaries/canary.ts";
import { loadCanaryCases } from "../support/canaries/canary-case.ts";
import { OpenTenant } from "../support/canaries/open-tenants.ts";
import { findAny, findMisplaced } from "../support/canaries/scan.ts";
import { REPEATABLE_TENANTS } from "../support/canaries/second-tenant.ts";
import { compare } from "../support/cases/compare.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { selectForEnvoy } from "../support/cases/envoy-selection.ts";

/** So many cases are run while the other tenants' exchanges are open; then these are finished, and new ones begin. */
const TURN = 20;

describe("level envoy: every case through Envoy", () => {
  const cases = selectForEnvoy(loadCanaryCases(), (c) => c.case);
  let groups: EnvoyCases[] = [];
  let envoy: EnvoyCases;
  let tenants: OpenTenant[];
  before(async () => {
    const plain = [cases, ...REPEATABLE_TENANTS.map((tenant) => [tenant])].map((group) => group.map((c) => c.case));
    groups = await EnvoyCases.startGroups(plain, { explains: true });
    const [first, ...others] = groups;
    envoy = first;
    tenants = others.map((other, i) => new OpenTenant(REPEATABLE_TENANTS[i], other));
    for (const tenant of tenants) tenant.begin();
  });
  after(() => Promise.all(groups.map((group) => group.stop())));

  for (const [i, c] of cases.entries()) {
    it(`${c.case.file}: ${c.case.name}`, async () => {
      const seen = await envoy.run(c.case);
      assert.deepEqual([...compare(c.case, seen), ...findMisplaced(c, seen)], []);
    });
    const isTurn = (i + 1) % TURN === 0;
    if (isTurn) it(`the other tenants' exchanges, open since ${TURN} cases`, () => finishTenants(true));
  }
  it("the other tenants' last exchanges", () => finishTenants(false));

  it("left no trap in Envoy's log", () => {
    assert.equal(envoy.findTrap(), null);
  });

  it("left no canary in the stats, the log and the access log", async () => {
    const { stats, prometheus, log, accessLog } = await envoy.report();
    const outputs: [Place, string][] = [
      ["stats", stats],
      ["stats", prometheus],
      ["log", log],
      ["access log", accessLog],
    ];
    const known = [...cases, ...REPEATABLE_TENANTS].flatMap((c) => c.canaries);
    assert.deepEqual(
      outputs.flatMap(([place, text]) => findAny([{ place, index: 0, text }], known)),
      [],
    );
    // That these are what they should be: counters, debug lines, an entry for each exchange with what Aisle left.
    assert.match(stats, /^wasm\.envoy\.wasm\.runtime\.v8\.active: \d+$/m);
    assert.match(prometheus, /^envoy_wasm_envoy_wasm_runtime_v8_active/m);
    assert.match(log, /aisle: capability openai\/v1\/chatcompletions -> provider/);
    assert.ok(accessLog.split("\n").length > cases.filter((c) => c.case.configured).length);
    assert.match(accessLog, /"head":"[^"]*:path/);
  });

  async function finishTenants(goOn: boolean): Promise<void> {
    const problems = await Promise.all(tenants.map((tenant) => tenant.finish()));
    if (goOn) for (const tenant of tenants) tenant.begin();
    assert.deepEqual(problems.flat(), []);
  }
});
