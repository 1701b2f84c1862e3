// Two exchanges in one VM, so that every step of each is taken in every state of the other.

import { addPlugin, startVm, type StartedCase } from "../cases/case-vm.ts";
import { compare } from "../cases/compare.ts";
import { beginCase } from "../cases/emulator-runner.ts";
import type { CanaryCase } from "./canary-case.ts";
import { findMisplaced } from "./scan.ts";

/** Aisle explains its decisions to a log that takes these. */
const LOG_EVERYTHING = 0;

/** Of a longer exchange, these many steps at either end are met at each; the pieces of a body between them are alike. */
const LONGEST_LEAD = 10;

/** A case and its plugin. */
interface Tenant {
  it: CanaryCase;
  started: StartedCase;
}

/**
 * What is wrong with two tenants in one VM, each schedule named. A schedule lets one of them lead by some steps and
 * then takes a step of each in turn. All leads of both together are every pair of states, and every step of either
 * next to every step of the other.
 */
export function interleaveAll(first: CanaryCase, second: CanaryCase): string[] {
  const vm = startVm({ environment: first.case.environment, logLevel: LOG_EVERYTHING });
  const tenants = [first, second].map((it): Tenant => ({ it, started: addPlugin(vm, it.case) }));
  const [steps, others] = tenants.map(countSteps);
  return [
    ...leads(steps).flatMap((lead) => interleave(tenants[0], tenants[1], lead)),
    ...leads(others).flatMap((lead) => interleave(tenants[1], tenants[0], lead)),
  ];
}

/** Takes `lead` steps of the leader, then one of each in turn. */
function interleave(leader: Tenant, follower: Tenant, lead: number): string[] {
  const both = [leader, follower].map(begin);
  const [ahead, behind] = both.map(({ run }) => run.steps());
  let isDone = false;
  for (let i = 0; i < lead && !isDone; i++) isDone = ahead.next().done === true;
  for (let areDone = false; !areDone;) areDone = [behind.next().done, ahead.next().done].every(Boolean);
  return both.flatMap(({ it, run }) => {
    const seen = run.observe();
    const problems = [...compare(it.case, seen), ...findMisplaced(it, seen)];
    return problems.map((problem) => `${it.case.name}, ${lead} steps of ${leader.it.case.name} first: ${problem}`);
  });
}

function begin({ it, started }: Tenant) {
  // What was fetched for the last exchange is forgotten, so that this one fetches it, too.
  started.vm.log.length = 0;
  const configured = started.root.reconfigure(it.case.configuration);
  return { it, run: beginCase({ ...started, configured }, it.case) };
}

function countSteps(tenant: Tenant): number {
  return [...begin(tenant).run.steps()].length;
}

function leads(steps: number): number[] {
  const all = Array.from({ length: steps + 1 }, (_, i) => i);
  return all.filter((lead) => lead <= LONGEST_LEAD || lead >= steps - LONGEST_LEAD);
}
