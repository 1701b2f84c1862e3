// Two exchanges in one VM, so that every step of each is taken in every state of the other.

import { addPlugin, startVm, type StartedCase } from "../cases/case-vm.ts";
import { compare } from "../cases/compare.ts";
import { beginCase, type SteppedCase } from "../cases/emulator-runner.ts";
import type { HostOptions } from "../emulator/host-options.ts";
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
  const tenants = startTenants([first, second], { environment: first.case.environment });
  const [steps, others] = tenants.map(countSteps);
  return [
    ...leads(steps).flatMap((lead) => interleave(tenants[0], tenants[1], lead)),
    ...leads(others).flatMap((lead) => interleave(tenants[1], tenants[0], lead)),
  ];
}

/** What is wrong with two tenants in one VM of a host, when a step of each is taken in turn. */
export function interleaveOnce(first: CanaryCase, second: CanaryCase, host: Partial<HostOptions>): string[] {
  const [leader, follower] = startTenants([first, second], host);
  return interleave(leader, follower, 0);
}

function startTenants(cases: CanaryCase[], host: Partial<HostOptions>): Tenant[] {
  const vm = startVm({ logLevel: LOG_EVERYTHING, ...host });
  return cases.map((it) => ({ it, started: addPlugin(vm, it.case) }));
}

/** Takes `lead` steps of the leader, then one of each in turn. */
function interleave(leader: Tenant, follower: Tenant, lead: number): string[] {
  leader.started.vm.log.length = 0;
  const runs = [leader, follower].map((tenant) => new TenantRun(tenant));
  const [ahead, behind] = runs.map((run) => run.steps());
  let isDone = false;
  for (let i = 0; i < lead && !isDone; i++) isDone = ahead.next().done === true;
  for (let areDone = false; !areDone;) areDone = [behind.next().done, ahead.next().done].every(Boolean);
  return runs
    .flatMap((run) => run.judge())
    .map((problem) => `${lead} steps of ${leader.it.case.name} first: ${problem}`);
}

/** One exchange of a tenant, whose first step is the configuration: so it fetches anew what was fetched for the last one. */
class TenantRun {
  private run: SteppedCase;

  constructor(private readonly tenant: Tenant) {
    this.run = beginCase({ ...tenant.started, configured: false }, tenant.it.case);
  }

  *steps(): Generator<void> {
    const { started, it } = this.tenant;
    const configured = started.root.reconfigure(it.case.configuration);
    this.run = beginCase({ ...started, configured }, it.case);
    yield;
    yield* this.run.steps();
  }

  judge(): string[] {
    const { it, started } = this.tenant;
    // The log has the lines of both; what a tenant is told is what its own plugin writes.
    const own = started.vm.log.filter(({ root }) => root === started.root.id || root === 0);
    const seen = { ...this.run.observe(), logs: own.map(({ text }) => text) };
    return [...compare(it.case, seen), ...findMisplaced(it, seen)].map((problem) => `${it.case.name}: ${problem}`);
  }
}

function countSteps(tenant: Tenant): number {
  return [...new TenantRun(tenant).steps()].length;
}

function leads(steps: number): number[] {
  const all = Array.from({ length: steps + 1 }, (_, i) => i);
  return all.filter((lead) => lead <= LONGEST_LEAD || lead >= steps - LONGEST_LEAD);
}
