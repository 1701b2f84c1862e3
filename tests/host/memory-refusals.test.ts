// Every allocation for the host refused in turn, in every case: alone, and with all that follow.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { addPlugin, startVm, type StartedCase } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { loadCanaryCases } from "../support/canaries/canary-case.ts";
import type { Observation } from "../support/cases/observation.ts";
import { judge, trapOnly } from "../support/cases/soundness.ts";
import { endedUnread } from "../support/cases/unjudged.ts";
import { MemoryReading, memoryProbe } from "../support/memory/probe.ts";

const ENOUGH = 1 << 29;
const KINDS = { alone: (at: number, k: number) => at === k, "and all that follow": (at: number, k: number) => at >= k };

describe("level host: every allocation for the host refused in turn", () => {
  it("an exchange: no trap, no hanging stream, nothing sent that is not as the case demands", () => {
    let refused = 0;
    const problems = loadCanaryCases().flatMap((marked) =>
      eachRefusal(marked.case, (started) => {
        const seen = exchangeCase(started, marked.case);
        refused += Number(seen.details === "aisle.out_of_memory");
        return [...judge(endedUnread(marked, seen), started, seen), ...untold(marked.case, seen)];
      }),
    );
    assert.deepEqual(problems, []);
    assert.ok(refused > 0, "nothing was refused");
  });

  it("a configuration: it is accepted as ever, since it is the operator's", () => {
    const problems = loadCanaryCases().flatMap(({ case: c }) =>
      eachRefusal(c, (started) => {
        const accepted = started.root.reconfigure(c.configuration);
        return accepted === c.configured ? trapOnly(started) : [`configured: ${accepted}`];
      }),
    );
    assert.deepEqual(problems, []);
  });
});

function start(c: Case): StartedCase {
  return addPlugin(startVm({ environment: c.environment }, memoryProbe()), c);
}

/** Runs with each allocation refused, alone and with all that follow; what `run` answers, with what was refused. */
function eachRefusal(c: Case, run: (started: StartedCase) => string[]): string[] {
  let started = start(c);
  let allocations = 0;
  started.vm.memory.beforeAllocation = () => allocations++;
  run(started);
  const problems: string[] = [];
  for (let k = 0; k < allocations; k++) {
    for (const [kind, isChosen] of Object.entries(KINDS)) {
      // What a call-out brought is kept, so the next exchange would not be the same.
      if (c.callouts.length > 0) started = start(c);
      refuse(started, (at) => isChosen(at, k));
      problems.push(...run(started).map((problem) => `${c.file}: ${c.name}: allocation ${k} ${kind}: ${problem}`));
      started.vm.log.length = 0;
    }
  }
  return problems;
}

/** Refuses the allocations that `isRefused` chooses by their number. */
function refuse({ vm }: StartedCase, isRefused: (at: number) => boolean): void {
  const memory = new MemoryReading(vm);
  let at = 0;
  memory.limit(ENOUGH);
  vm.memory.beforeAllocation = () => memory.limit(isRefused(at++) ? 0 : ENOUGH);
}

/** Aisle's own answers to a shortage, and no others, are given; a case that is refused in any event may be refused for its own reason. */
function untold(c: Case, seen: Observation): string[] {
  const isOwn = seen.details === c.response?.details;
  const isTold = seen.details === "aisle.out_of_memory" || seen.details === "via_upstream";
  return c.response === null || isOwn || isTold ? [] : [`answered for ${seen.details}`];
}
