import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { ProviderRow } from "../../../assembly/provider/spec";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Fnv64 } from "../../../assembly/text/fnv64";
import { IndexSet } from "../../../assembly/upstream/index-set";
import { Member } from "../../../assembly/upstream/member";
import { Pool } from "../../../assembly/upstream/pool";
import { rowsOf } from "../support/table";

const NOW: u64 = 1_000_000;

/** A pool of `id:weight` or `id:weight:priority`, separated by spaces. */
function poolOf(text: string, hasRing: bool = false): Pool {
  const providers: Array<ProviderSettings> = [];
  const parts = text.split(" ");
  for (let i = 0; i < parts.length; i++) {
    const cells = parts[i].split(":");
    const provider = new ProviderSettings(new ProviderRow("x"));
    provider.id = utf8(cells[0]);
    provider.weight = <u32>parseInt(cells[1]);
    provider.priority = cells.length > 2 ? <i32>parseInt(cells[2]) : 0;
    providers.push(provider);
  }
  return Pool.of(providers, hasRing);
}

function nameOf(member: Member | null): string {
  return member === null ? "-" : textOf(member.provider.id);
}

/** Whom `count` requests ask first. */
function firsts(pool: Pool, count: i32, now: u64 = NOW): string {
  const names: Array<string> = [];
  for (let i = 0; i < count; i++) names.push(nameOf(pool.pick(new IndexSet(pool.members.length), now, 0)));
  return names.join("");
}

/** Whom one request asks, one after the other, until nobody is left. */
function turns(pool: Pool, hash: u64 = 0, now: u64 = NOW): string {
  const excluded = new IndexSet(pool.members.length);
  const names: Array<string> = [];
  for (let member = pool.pick(excluded, now, hash); member !== null; member = pool.pick(excluded, now, hash)) {
    names.push(nameOf(member));
    excluded.add(member.index);
  }
  return names.join("");
}

/** Lets members rest, given as `id:until`. */
function rest(pool: Pool, text: string): void {
  const parts = text.split(" ");
  for (let i = 0; i < parts.length; i++) {
    const cells = parts[i].split(":");
    for (let j = 0; j < pool.members.length; j++) {
      const member = pool.members[j];
      if (nameOf(member) == cells[0]) member.restsUntil = U64.parseInt(cells[1]);
    }
  }
}

function countOf(names: string, name: string): i32 {
  return names.split(name).length - 1;
}

function hashOf(key: i32): u64 {
  const hash = new Fnv64();
  hash.add(utf8(`user-${key}`));
  return hash.value;
}

describe("a pool in turn", () => {
  it("asks by weight, in the order that nginx has", () => {
    // https://github.com/nginx/nginx/commit/52327e0627f49dbda1e8db695e63a4b0af4448b1
    const table = rowsOf(`
      a:4 b:1 | aabaaaabaa
      a:5 b:1 c:1 | aabacaaaabacaa
      a:1 b:1 | abababab
      a:1 b:1 c:1 | abcabc
      a:1 b:2 | babbab
      a:1 | aaaa
      a:3 b:2 c:1 | abacbaabacba
    `);
    for (let i = 0; i < table.length; i++) {
      expect(firsts(poolOf(table[i][0]), table[i][1].length)).toBe(table[i][1], table[i][0]);
    }
  });

  it("has exactly its weights in each round, wherever one begins to count", () => {
    const pool = poolOf("a:4 b:1");
    const names = firsts(pool, 1000);
    for (let i = 0; i + 10 <= names.length; i++) {
      expect(countOf(names.substring(i, i + 10), "a")).toBe(8, `from ${i}`);
    }
    const large = poolOf("a:1000 b:999 c:1");
    const round = firsts(large, 2000);
    expect(countOf(round, "a")).toBe(1000);
    expect(countOf(round, "b")).toBe(999);
  });

  it("is not upset by the largest weights", () => {
    const pool = poolOf("a:4294967295 b:4294967295 c:1");
    const names = firsts(pool, 10000);
    expect(Math.abs(countOf(names, "a") - countOf(names, "b")) <= 1).toBe(true);
    expect(countOf(names, "c") <= 1).toBe(true);
  });

  it("asks the highest priority first, and each member once", () => {
    const table = rowsOf(`
      a:1:0 b:1:5 c:1:-3 | bac
      a:1:1 b:1:1 c:1:2 | cab
      a:1 b:9 | ba
      a:1:-2147483648 b:1:2147483647 | ba
      a:1 | a
    `);
    for (let i = 0; i < table.length; i++) expect(turns(poolOf(table[i][0]))).toBe(table[i][1], table[i][0]);
    expect(firsts(poolOf("a:1:1 b:100:0"), 5)).toBe("aaaaa");
    expect(turns(new Pool())).toBe("");
  });

  it("asks those that rest last, the one with the shortest rest first, whatever its priority", () => {
    // Members, rests (now is 1000000), and the turns of a request.
    const table = rowsOf(`
      a:1:2 b:1:1 c:1:0 | a:2000000 | bca
      a:1:2 b:1:1 c:1:0 | a:2000000 b:3000000 | cab
      a:1:2 b:1:1 c:1:0 | a:4000000 b:3000000 c:2000000 | cba
      a:1:2 b:1:1 c:1:0 | a:2000000 b:2000000 c:2000000 | abc
      a:1:2 b:1:1 | a:1000000 | ab
      a:1:2 b:1:1 | a:1000001 | ba
      a:9 b:1 c:1 | a:2000000 | bca
    `);
    for (let i = 0; i < table.length; i++) {
      const pool = poolOf(table[i][0]);
      rest(pool, table[i][1]);
      expect(turns(pool)).toBe(table[i][2], table[i].join(" | "));
    }
  });

  it("gives one that has rested its share and no more", () => {
    const pool = poolOf("a:1 b:1");
    rest(pool, "a:2000000");
    expect(firsts(pool, 50)).toBe("b".repeat(50));
    expect(firsts(pool, 10, 2_000_000)).toBe("ababababab");
  });
});

describe("a pool with a ring", () => {
  it("asks the same member for a hash, by weight", () => {
    const pool = poolOf("a:3 b:1", true);
    let count = 0;
    for (let key = 0; key < 4000; key++) {
      const whole = new IndexSet(2);
      const name = nameOf(pool.pick(whole, NOW, hashOf(key)));
      expect(nameOf(pool.pick(whole, NOW, hashOf(key)))).toBe(name);
      if (name == "a") count++;
    }
    expect(count > 2700 && count < 3300).toBe(true, count.toString());
  });

  it("asks all of the highest priority before others, each once", () => {
    const pool = poolOf("a:1:0 b:1:1 c:1:1 d:1:0 e:1:2", true);
    for (let key = 0; key < 300; key++) {
      const names = turns(pool, hashOf(key));
      expect(names.length).toBe(5, names);
      expect(names.charAt(0)).toBe("e", names);
      expect(["b", "c"].includes(names.charAt(1)) && ["b", "c"].includes(names.charAt(2))).toBe(true, names);
      for (let i = 0; i < 5; i++) expect(names.includes("abcde".charAt(i))).toBe(true, names);
    }
  });

  it("gives the keys of one that rests to all others of its priority, and leaves theirs", () => {
    const before = poolOf("a:1 b:1 c:1 z:1:-1", true);
    const after = poolOf("a:1 b:1 c:1 z:1:-1", true);
    rest(after, "a:2000000");
    const heirs = new Set<string>();
    for (let key = 0; key < 3000; key++) {
      const was = turns(before, hashOf(key));
      const is = turns(after, hashOf(key));
      if (was.charAt(0) == "a") heirs.add(is.charAt(0));
      // Whoever comes behind it on the ring.
      expect(is.charAt(0)).toBe(was.charAt(0) == "a" ? was.charAt(1) : was.charAt(0), `${was} ${is}`);
      expect(is.endsWith("za")).toBe(true, is);
    }
    expect(heirs.size).toBe(2);
  });

  it("asks whoever rests least when all do", () => {
    const pool = poolOf("a:1 b:1 c:1", true);
    rest(pool, "a:4000000 b:2000000 c:3000000");
    for (let key = 0; key < 50; key++) expect(turns(pool, hashOf(key))).toBe("bca");
  });
});
