import { TokenPolicy } from "../../../assembly/config/token-failover";
import { Bytes, EMPTY, utf8 } from "../../../assembly/text/bytes";
import { fnv32 } from "../../../assembly/text/fnv32";
import { Random } from "../../../assembly/text/random";
import { TokenPool } from "../../../assembly/upstream/token-pool";
import { FakeHost } from "../support/fake-host";
import { FakeStore } from "../support/fake-store";

const MILLISECOND: u64 = 1_000_000;
const START: u64 = 1_700_000_000_000;
const ID = utf8("cloud openai");
const random = new Random(7);

/** A VM: a host of its own, with a store that others may have, too. */
function vm(store: FakeStore): FakeHost {
  const host = new FakeHost();
  host.shared = store;
  host.step = 0;
  host.clock = START * MILLISECOND;
  return host;
}

function tokensOf(names: string): Array<Bytes> {
  return names.split(" ").map<Bytes>((name) => utf8(`Bearer sk-${name}`));
}

function resting(milliseconds: u32): TokenPolicy {
  const policy = new TokenPolicy();
  policy.cooldownMs = milliseconds;
  return policy;
}

function checked(successes: u32 = 1): TokenPolicy {
  const policy = new TokenPolicy();
  policy.healthCheckModel = utf8("m");
  policy.successThreshold = successes;
  return policy;
}

function pick(pool: TokenPool, host: FakeHost, avoid: i32 = -1): i32 {
  return pool.pick(host, random, avoid, false, EMPTY);
}

/** The indices that many picks answer, in order, each once. */
function picksOf(pool: TokenPool, host: FakeHost, avoid: i32 = -1): string {
  const picks: Array<i32> = [];
  for (let i = 0; i < 60; i++) {
    const index = pick(pool, host, avoid);
    if (!picks.includes(index)) picks.push(index);
  }
  return picks.sort((a, b) => a - b).join(" ");
}

function fail(pool: TokenPool, host: FakeHost, index: i32, times: i32 = 3, status: i32 = 401): void {
  for (let i = 0; i < times; i++) pool.note(host, index, status);
}

function wait(host: FakeHost, milliseconds: u64): void {
  host.clock += milliseconds * MILLISECOND;
}

/** Of each token `-`, or when it comes back, in milliseconds from the start; `?` for a health check. */
function describe_(pool: TokenPool, host: FakeHost): string {
  const reports = pool.describe(host);
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

describe("a pool without a policy", () => {
  it("picks any token, and never asks the host", () => {
    const host = vm(new FakeStore());
    const pool = new TokenPool(ID, tokensOf("a b c"), null);
    expect(picksOf(pool, host)).toBe("0 1 2");
    fail(pool, host, 1, 10);
    expect(picksOf(pool, host)).toBe("0 1 2");
    expect(pool.due(host)).toBe(-1);
    pool.noteHealth(host, 0, false);
    expect(describe_(pool, host)).toBe("- - -");
    expect(host.trace.length).toBe(0);
  });

  it("has no token to pick when there is none, and one when there is one", () => {
    const host = vm(new FakeStore());
    expect(pick(new TokenPool(ID, [], null), host)).toBe(-1);
    const one = new TokenPool(ID, tokensOf("a"), resting(1000));
    expect(pick(one, host)).toBe(0);
    expect(pick(one, host, 0)).toBe(0);
    fail(one, host, 0);
    expect(pick(one, host, 0)).toBe(0);
    expect(describe_(one, host)).toBe("1000");
  });

  it("avoids the one that failed, and those that equal it", () => {
    const host = vm(new FakeStore());
    expect(picksOf(new TokenPool(ID, tokensOf("a b c"), null), host, 1)).toBe("0 2");
    expect(picksOf(new TokenPool(ID, tokensOf("a b a"), null), host, 2)).toBe("1");
    expect(picksOf(new TokenPool(ID, tokensOf("a a"), null), host, 1)).toBe("1");
    expect(picksOf(new TokenPool(ID, tokensOf("a b"), null), host, 9)).toBe("0 1");
    expect(pick(new TokenPool(ID, [], null), host, 0)).toBe(-1);
  });
});

describe("the token of a consumer", () => {
  it("is the same one of all as long as it can be used, then the next one", () => {
    const host = vm(new FakeStore());
    const pool = new TokenPool(ID, tokensOf("a b c"), resting(1000));
    const names = ["alice", "bob", "carol", "", "dave"];
    for (let i = 0; i < names.length; i++) {
      const own = <i32>(fnv32(utf8(names[i])) % 3);
      const about = names[i];
      expect(pool.pick(host, random, -1, true, utf8(names[i]))).toBe(own, about);
      expect(pool.pick(host, random, own, true, utf8(names[i]))).toBe((own + 1) % 3, about);
      fail(pool, host, own);
      expect(pool.pick(host, random, -1, true, utf8(names[i]))).toBe((own + 1) % 3, about);
      expect(pool.pick(host, random, (own + 1) % 3, true, utf8(names[i]))).toBe((own + 2) % 3, about);
      wait(host, 1000);
      expect(pool.pick(host, random, -1, true, utf8(names[i]))).toBe(own, about);
      expect(pool.due(host)).toBe(-1);
    }
  });
});

describe("a token", () => {
  it("rests after as many failures in a row as the threshold, until its cooldown has passed", () => {
    const host = vm(new FakeStore());
    const pool = new TokenPool(ID, tokensOf("a b"), resting(1000));
    fail(pool, host, 0, 2);
    expect(describe_(pool, host)).toBe("- -");
    wait(host, 50);
    fail(pool, host, 0, 1);
    expect(describe_(pool, host)).toBe("1050 -");
    expect(picksOf(pool, host)).toBe("1");
    wait(host, 999);
    expect(picksOf(pool, host)).toBe("1");
    wait(host, 1);
    expect(picksOf(pool, host)).toBe("0 1");
    expect(describe_(pool, host)).toBe("- -");
  });
});
