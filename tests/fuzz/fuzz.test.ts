// Each target for a fixed number of runs, always the same ones: whoever changes one thing must not fail over another.
// `make fuzz` looks for new ones; SEED=n makes this test take others.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Finding } from "./batch.ts";
import { fuzz } from "./fuzzer.ts";
import { TARGETS } from "./targets/all.ts";

const RUNS = 800;

/** A machine with much else to do must not be taken for an endless loop. */
const PATIENCE_MS = 120_000;

const seed = Number(process.env.SEED ?? 20261127);

describe(`level fuzz: ${RUNS} inputs of each target, SEED=${seed}`, () => {
  it("no oracle objects to anything that any target makes", async () => {
    const plans = TARGETS.map(({ name }) => ({ target: name, seed, seconds: null, runs: RUNS, path: "" }));
    const summaries = await fuzz(plans, { patience: PATIENCE_MS, onFinding: () => {} });
    const findings = summaries.flatMap((summary) => summary.findings);
    assert.equal(findings.map(report).join("\n\n"), "");
    for (const { target, exchanges } of summaries)
      assert.ok(exchanges > RUNS / 10, `${target}: ${exchanges} exchanges`);
  });
});

function report({ target, seed: from, path, objections, description }: Finding): string {
  const again = `make fuzz SEED=${from} TARGET=${target}${path === "" ? "" : ` AT=${path}`}`;
  return [...objections, again, description].join("\n");
}
