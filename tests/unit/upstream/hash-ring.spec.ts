import { Bytes, utf8 } from "../../../assembly/text/bytes";
import { Fnv64 } from "../../../assembly/text/fnv64";
import { HashRing, LARGEST_RING } from "../../../assembly/upstream/hash-ring";

function ringOf(ids: string, weights: Array<u32>): HashRing {
  return HashRing.build(
    ids.split(" ").map<Bytes>((id) => utf8(id)),
    weights,
  );
}

// Keys that differ in their last bytes only, as names of users do.
function hashOf(key: i32): u64 {
  const hash = new Fnv64();
  hash.add(utf8(`user-${key}`));
  return hash.value;
}

/** The member that has each of many keys, by its name. */
function ownersOf(ids: string, weights: Array<u32>, keys: i32 = 10000): Array<string> {
  const ring = ringOf(ids, weights);
  const names = ids.split(" ");
  const owners: Array<string> = [];
  for (let key = 0; key < keys; key++) owners.push(names[ring.memberAt(ring.find(hashOf(key)))]);
  return owners;
}

function countOf(owners: Array<string>, id: string): i32 {
  let count = 0;
  for (let i = 0; i < owners.length; i++) if (owners[i] == id) count++;
  return count;
}

/** How many keys moved that were not `id`'s. */
function movedBesides(before: Array<string>, after: Array<string>, id: string): i32 {
  let moved = 0;
  for (let i = 0; i < before.length; i++) if (before[i] != id && before[i] != after[i]) moved++;
  return moved;
}

describe("a hash ring", () => {
  it("shares keys by weight", () => {
    const owners = ownersOf("a b c", [4, 1, 0]);
    expect(countOf(owners, "a")).toBeGreaterThan(7700);
    expect(countOf(owners, "a")).toBeLessThan(8300);
    expect(countOf(owners, "a") + countOf(owners, "b")).toBe(owners.length);
  });

  it("gives ten keys in a row to both of two members", () => {
    const owners = ownersOf("a b", [1, 1], 10);
    expect(countOf(owners, "a")).toBeGreaterThan(1);
    expect(countOf(owners, "b")).toBeGreaterThan(1);
  });

  it("moves no key but those of a member that goes, wherever it stood", () => {
    const all = ownersOf("a b c d", [1, 2, 3, 1]);
    expect(movedBesides(all, ownersOf("b c d", [2, 3, 1]), "a")).toBe(0);
    expect(movedBesides(all, ownersOf("a b d", [1, 2, 1]), "c")).toBe(0);
    expect(movedBesides(all, ownersOf("d c b a", [1, 3, 2, 1]), "")).toBe(0, "another order");
    expect(movedBesides(all, ownersOf("a b c d", [1, 2, 0, 1]), "c")).toBe(0, "a weight of 0");
  });

  it("gives a member that grows keys of others, and moves no other one", () => {
    const before = ownersOf("a b c", [1, 1, 1]);
    const after = ownersOf("a b c", [1, 1, 2]);
    let moved = 0;
    for (let i = 0; i < before.length; i++) if (before[i] != after[i] && after[i] != "c") moved++;
    expect(moved).toBe(0);
    expect(countOf(after, "c")).toBeGreaterThan(countOf(before, "c"));
  });

  it("is the same one in every VM", () => {
    expect(ownersOf("openai deepseek own", [4, 1, 1], 12).join(" ")).toBe(
      "openai openai deepseek openai openai own openai openai openai openai deepseek openai",
    );
  });

  it("has 2048 points for a unit of weight, and not more than fit", () => {
    expect(ringOf("a b", [4, 1]).size).toBe(5 * 2048);
    expect(ringOf("a b", [100, 28]).size).toBe(128 * 2048);
    expect(ringOf("a b", [100, 29]).size).toBe(129 * 1024);
    const largest = ringOf("a b c d", [u32.MAX_VALUE, u32.MAX_VALUE, 1, 0]);
    expect(<u64>largest.size).toBeLessThanOrEqual(LARGEST_RING + 3);
    expect(<u64>largest.size).toBeGreaterThan(LARGEST_RING / 2 - 1);
  });

  it("walks to every member", () => {
    const ring = ringOf("a b c", [3, 1, 1]);
    const seen = new Set<i32>();
    const start = ring.find(hashOf(1));
    for (let i = 0; i < ring.size; i++) seen.add(ring.memberAt(start + i));
    expect(seen.size).toBe(3);
    expect(ring.memberAt(ring.size)).toBe(ring.memberAt(0));
    expect(ring.memberAt(-1)).toBeGreaterThan(-1);
    expect(ring.memberAt(i32.MIN_VALUE)).toBeGreaterThan(-1);
  });

  it("answers for any hash", () => {
    const ring = ringOf("a b", [1, 1]);
    const hashes: Array<u64> = [0, 1, u64.MAX_VALUE, 0x8000000000000000];
    for (let i = 0; i < hashes.length; i++) {
      const point = ring.find(hashes[i]);
      expect(point).toBeGreaterThan(-1);
      expect(point).toBeLessThan(ring.size);
    }
    expect(ringOf("a", [1]).memberAt(5)).toBe(0, "a member that is alone");
  });

  it("without points answers nobody", () => {
    const rings = [ringOf("a", [0]), HashRing.build([], []), ringOf("a", [])];
    for (let i = 0; i < rings.length; i++) {
      expect(rings[i].size).toBe(0);
      expect(rings[i].find(7)).toBe(0);
      expect(rings[i].memberAt(0)).toBe(-1);
    }
  });
});
