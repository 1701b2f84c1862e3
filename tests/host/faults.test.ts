// Every host call of every case fails in turn. Whatever fails: no trap, no hanging stream, no canary where its case does not
// demand it, and what reaches an upstream is what the case demands or nothing.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadCanaryCases, type CanaryCase } from "../support/canaries/canary-case.ts";
import { findMisplaced } from "../support/canaries/scan.ts";
import type { Case } from "../support/cases/case.ts";
import { addPlugin, startVm, type StartedCase } from "../support/cases/case-vm.ts";
import type { Observation } from "../support/cases/observation.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { judge, trapOnly } from "../support/cases/soundness.ts";
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
    const ended = isUnjudged(c, started, seen) ? endedBy(it, seen) : it;
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

/** Whether an attempt may be the last because its answer could not be read: such a one cannot be judged, and goes on as it is. */
function isUnjudged(c: Case, { vm }: StartedCase, seen: Observation): boolean {
  const isUnread = c.mode === "upstream" && vm.faults.failed === "proxy_get_buffer_bytes";
  return isUnread && (seen.details === "via_upstream" || seen.cutOff !== null);
}

/** The case as if it had no more attempts than were seen. */
function endedBy(it: CanaryCase, seen: Observation): CanaryCase {
  const { case: c } = it;
  const response = c.response && { ...c.response, status: null, body: null, details: null };
  return { ...it, case: { ...c, attempts: c.attempts.slice(0, seen.attempts.length), response } };
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
