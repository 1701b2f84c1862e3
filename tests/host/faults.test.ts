// Every host call of every case fails in turn. Whatever fails: no trap, no hanging stream, no canary where its case does not
// demand it, and what reaches an upstream is what the case demands or nothing.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadCanaryCases, type CanaryCase } from "../support/canaries/canary-case.ts";
import { findMisplaced } from "../support/canaries/scan.ts";
import type { Case } from "../support/cases/case.ts";
import { addPlugin, startVm, type StartedCase } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { judge, trapOnly } from "../support/cases/soundness.ts";
import { endedUnread } from "../support/cases/unjudged.ts";
import { Status } from "../support/emulator/abi.ts";

/** Aisle explains its decisions to a log that takes these. */
const LOG_EVERYTHING = 0;

const FAILURES = { InternalFailure: Status.InternalFailure, NotFound: Status.NotFound };

describe("level host: every host call failing in turn", () => {
  for (const c of loadCanaryCases()) {
    it(`${c.case.file}: ${c.case.name}`, () => {
      const problems = [...failDuringExchange(c), ...failDuringConfiguration(c)];
      assert.deepEqual(problems, []);
    });
  }
});

function failDuringExchange(it: CanaryCase): string[] {
  const c = it.case;
  const calls = countCalls(start(c), (started) => exchangeCase(started, c));
  return eachFailure(calls, (k, status) => {
    const started = start(c);
    started.vm.faults.arm(k, status);
    const seen = exchangeCase(started, c);
    const ended = started.vm.faults.failed === "proxy_get_buffer_bytes" ? endedUnread(it, seen) : it;
    const problems = isNoMetadata(c, started, status) ? trapOnly(started) : judge(ended, started, seen);
    return problems.map((problem) => `${started.vm.faults.failed}: ${problem}`);
  });
}

/**
 * Whether the failure is an ordinary answer: a route or endpoint without metadata has no property for it, and its requests
 * go to whom the configuration or the cluster names for all. That is another case than this one, whose metadata names
 * somebody.
 */
function isNoMetadata(c: Case, { vm }: StartedCase, status: number): boolean {
  const isProperty = vm.faults.failed === "proxy_get_property";
  return isProperty && status === Status.NotFound && (c.route.provider ?? c.route.clusterProvider) !== null;
}

/** A failure while the plugin starts may make it refuse; if it accepts, exchanges must still be sound. */
function failDuringConfiguration(it: CanaryCase): string[] {
  const c = it.case;
  const vm = startVm({ environment: c.environment, logLevel: LOG_EVERYTHING });
  const calls = countCalls({ vm, root: addPlugin(vm, c).root, configured: true }, () => addPlugin(vm, c));
  return eachFailure(calls, (k, status) => {
    const failing = startVm({ environment: c.environment, logLevel: LOG_EVERYTHING });
    failing.faults.arm(k, status);
    const started = addPlugin(failing, c);
    const seen = exchangeCase(started, c);
    const problems =
      started.configured && c.configured
        ? judge(it, started, seen)
        : [...trapOnly(started), ...findMisplaced(it, seen)];
    return problems.map((problem) => `configuration, ${failing.faults.failed}: ${problem}`);
  });
}

function start(c: Case): StartedCase {
  return addPlugin(startVm({ environment: c.environment, logLevel: LOG_EVERYTHING }), c);
}

function countCalls(started: StartedCase, run: (started: StartedCase) => void): number {
  started.vm.counters.reset();
  run(started);
  return started.vm.counters.calls();
}

function eachFailure(calls: number, run: (k: number, status: number) => string[]): string[] {
  const problems: string[] = [];
  for (let k = 0; k < calls; k++) {
    for (const [name, status] of Object.entries(FAILURES)) {
      problems.push(...run(k, status).map((problem) => `call ${k} answers ${name}: ${problem}`));
    }
  }
  return problems;
}
