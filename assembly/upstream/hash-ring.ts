// A hash ring (consistent hashing, Karger et al. 1997): every key has its member, and keeps it when others come and go.

import { Bytes } from "../text/bytes";
import { Fnv64 } from "../text/fnv64";

// Enough that neighbours on the ring share evenly: the deviation of a share falls with the root of its points.
const POINTS_PER_WEIGHT: u64 = 2048;
/** The most points of a ring, one more for each member apart; 2 MiB of memory. */
export const LARGEST_RING: u64 = 1 << 18;
// 2^64 divided by the golden ratio: counting by it visits every number, far apart (SplitMix64).
const STEP: u64 = 0x9e3779b97f4a7c15;

/** Points on a ring of 2^64 places, each of some member's; not changed after it was built. */
@final
export class HashRing {
  private constructor(
    // Ascending. The lowest bits of a point are its member's index, so that one word is all there is of it.
    private readonly points: StaticArray<u64>,
    private readonly indexMask: u64,
  ) {}

  /**
   * Gives each member, known by its index in `ids`, points in proportion to its weight (none for 0), at places that
   * follow from its id alone: without one member, no key of the others moves. Beyond 128 units of weight in all every
   * member has half the points, a quarter, and so on; only where that changes do keys of others move.
   */
  static build(ids: Array<Bytes>, weights: Array<u32>): HashRing {
    const count = min(ids.length, weights.length);
    let total: u64 = 0;
    for (let i = 0; i < count; i++) total += unchecked(weights[i]); // i < count
    let shift: u64 = 0;
    while ((total * POINTS_PER_WEIGHT) >> shift > LARGEST_RING) shift++;
    let size = 0;
    for (let i = 0; i < count; i++) size += pointsOf(unchecked(weights[i]), shift); // i < count
    const points = new StaticArray<u64>(size);
    const mask: u64 = count > 1 ? u64.MAX_VALUE >> clz<u64>(count - 1) : 0;
    let next = 0;
    for (let i = 0; i < count; i++) {
      const end = next + pointsOf(unchecked(weights[i]), shift); // i < count
      let seed = placeOf(unchecked(ids[i])); // i < count
      // next < size, the sum of what pointsOf said above.
      for (; next < end; next++, seed += STEP) unchecked((points[next] = (scatter(seed) & ~mask) | (<u64>i)));
    }
    points.sort((a, b) => i32(a > b) - i32(a < b));
    return new HashRing(points, mask);
  }

  /** How many points there are. */
  get size(): i32 {
    return this.points.length;
  }

  /** The index of the first point at or behind the place that any `hash` has on the ring; 0 behind the last one. */
  find(hash: u64): i32 {
    const place = scatter(hash);
    let low = 0;
    let high = this.points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (unchecked(this.points[middle]) < place)
        low = middle + 1; // low <= middle < high <= length
      else high = middle;
    }
    return low < this.points.length ? low : 0;
  }

  /** The index of the member that has this point, counted around the ring; -1 when there are no points. */
  memberAt(point: i32): i32 {
    const size = <u32>this.points.length;
    if (size == 0) return -1;
    // no-trap: size is not 0, and the rest is below it.
    return <i32>(unchecked(this.points[<u32>point % size]) & this.indexMask);
  }
}

function pointsOf(weight: u32, shift: u64): i32 {
  return weight == 0 ? 0 : max(1, <i32>((<u64>weight * POINTS_PER_WEIGHT) >> shift));
}

function placeOf(id: Bytes): u64 {
  const hash = new Fnv64();
  hash.add(id);
  return hash.value;
}

// The upper bits of an FNV hash hardly depend on the last bytes: keys that differ there would be neighbours on the ring.
// This (SplitMix64's and MurmurHash3's finisher, Stafford's variant 13) makes each bit depend on all.
function scatter(hash: u64): u64 {
  let bits = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}
