// VMs of one process and their pools of tokens.

import { TokenPolicy } from "../../../assembly/config/token-failover";
import { Bytes, EMPTY, utf8 } from "../../../assembly/text/bytes";
import { Random } from "../../../assembly/text/random";
import { IndexSet } from "../../../assembly/upstream/index-set";
import { TokenPool } from "../../../assembly/upstream/token-pool";
import { FakeHost } from "./fake-host";
import { FakeStore } from "./fake-store";

/** When the clocks of all VMs begin, in milliseconds since 1970. */
export const START: u64 = 1_700_000_000_000;

const MILLISECOND: u64 = 1_000_000;
const random = new Random(7);

/** The policy of tokens that rest for `milliseconds`. */
export function cooldownOf(milliseconds: u32): TokenPolicy {
  const policy = new TokenPolicy();
  policy.cooldownMs = milliseconds;
  return policy;
}

/** The policy of tokens that rest until `successes` health checks in a row succeed, one of them each second. */
export function checksOf(successes: u32): TokenPolicy {
  const policy = new TokenPolicy();
  policy.healthCheckModel = utf8("m");
  policy.healthCheckIntervalMs = 1000;
  policy.healthCheckTimeoutMs = 500;
  policy.successThreshold = successes;
  return policy;
}

/** One token for each word of `names`. */
export function tokensOf(names: string): Array<Bytes> {
  return names.split(" ").map<Bytes>((name) => utf8(`Bearer sk-${name}`));
}

/** A VM with a pool of tokens, in the process that `store` is of. */
export class FakeVm {
  readonly host: FakeHost = new FakeHost();
  readonly pool: TokenPool;

  constructor(
    readonly store: FakeStore,
    names: string,
    policy: TokenPolicy | null,
    id: string = "cloud openai",
  ) {
    this.pool = new TokenPool(utf8(id), tokensOf(names), policy);
    this.host.shared = store;
    this.host.step = 0;
    this.host.clock = START * MILLISECOND;
  }

  /** Lets time pass, also in `other`. */
  wait(milliseconds: u64, other: FakeVm | null = null): void {
    this.host.clock += milliseconds * MILLISECOND;
    if (other !== null) other.host.clock = this.host.clock;
  }

  pick(avoid: i32 = -1): i32 {
    return this.pool.pick(this.host, random, only(avoid), false, EMPTY);
  }

  pickFor(consumer: string, avoid: i32 = -1): i32 {
    return this.pool.pick(this.host, random, only(avoid), true, utf8(consumer));
  }

  /** The indices that many picks answer, each once, in order. */
  picks(avoid: i32 = -1): string {
    const picks: Array<i32> = [];
    for (let i = 0; i < 60; i++) {
      const index = this.pick(avoid);
      if (!picks.includes(index)) picks.push(index);
    }
    return picks.sort((a, b) => a - b).join(" ");
  }

  /** Tells `times` that a request with token `index` was answered with `status`. */
  note(index: i32, status: i32, times: i32 = 1): void {
    for (let i = 0; i < times; i++) this.pool.note(this.host, index, status);
  }

  due(): i32 {
    return this.pool.due(this.host);
  }

  noteHealth(index: i32, isHealthy: bool): void {
    this.pool.noteHealth(this.host, index, isHealthy);
  }

  /** Of each token `-`, or when its rest ends, in milliseconds from the start; `?` where health checks decide. */
  get state(): string {
    const reports = this.pool.describe(this.host);
    const parts: Array<string> = [];
    for (let i = 0; i < reports.length; i++) {
      const report = reports[i];
      expect(report.index).toBe(i);
      expect(report.isResting).toBe(report.since > 0);
      if (!report.isResting) parts.push("-");
      else parts.push(report.until == 0 ? "?" : (report.until - START).toString());
    }
    return parts.join(" ");
  }
}

// -1: none.
function only(index: i32): IndexSet {
  const set = new IndexSet(index + 1);
  set.add(index);
  return set;
}
