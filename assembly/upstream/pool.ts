// Providers that stand in for each other: who is asked first, and who next.

import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { Bytes } from "../text/bytes";
import { HashRing } from "./hash-ring";
import { IndexSet } from "./index-set";
import { Member } from "./member";

// Whoever is awake is nearly always a few steps away; with very unequal weights it may be a hundred thousand.
const MAX_STEPS = 8192;

/** All providers that share the requests of one configuration. */
@final
export class Pool {
  /** In the order of their priorities, those of the highest first. */
  readonly members: Array<Member> = [];
  /** Nanoseconds since 1970 until which some member rests; 0: none does. */
  private restsUntil: u64 = 0;
  /** Whose a hash is; null: members take turns. */
  private ring: HashRing | null = null;

  /** A pool of these providers, each with a weight above 0; `hasRing`: by the hash of a request, not in turn. */
  static of(providers: Array<ProviderSettings>, hasRing: bool): Pool {
    const pool = new Pool();
    const members = pool.members;
    for (let i = 0, count = providers.length; i < count; i++) members.push(new Member(i, unchecked(providers[i]))); // i < count
    members.sort((a, b) => (a.priority == b.priority ? a.index - b.index : a.priority < b.priority ? 1 : -1));
    for (let i = 0, count = members.length; i < count; i++) unchecked(members[i]).index = i; // i < count
    if (hasRing) pool.ring = ringOf(members);
    return pool;
  }

  /** The time in nanoseconds since 1970; as long as nobody rests, the end of all times, since then it does not matter. */
  clock(host: Host): u64 {
    if (this.restsUntil == 0) return u64.MAX_VALUE;
    const now = host.now();
    if (now >= this.restsUntil) this.restsUntil = 0;
    return now;
  }

  /** Some member rests until then. */
  noteRest(until: u64): void {
    this.restsUntil = max(this.restsUntil, until);
  }

  /**
   * Who is to be asked at `now` (see `clock`), of those that are not in `excluded`; null when that are all.
   * Of the highest priority whoever has the place of `hash` on the ring, or, where there is no ring, in turn, by weight.
   * Those that rest are asked only when all do: the one with the shortest rest.
   */
  pick(excluded: IndexSet, now: u64, hash: u64): Member | null {
    const start = this.firstAwake(excluded, now);
    if (start < 0) return this.leastResting(excluded);
    const end = this.endOfGroup(start);
    const ring = this.ring;
    return ring === null
      ? this.pickInTurn(start, end, excluded, now)
      : this.pickByHash(ring, start, end, excluded, now, hash);
  }

  // The index of the first member that can be asked, those before which in its group cannot; -1 when none can.
  private firstAwake(excluded: IndexSet, now: u64): i32 {
    for (let i = 0, count = this.members.length; i < count; i++) {
      if (!excluded.has(i) && !unchecked(this.members[i]).isResting(now)) return i; // i < count
    }
    return -1;
  }

  private leastResting(excluded: IndexSet): Member | null {
    let best: Member | null = null;
    for (let i = 0, count = this.members.length; i < count; i++) {
      const member = unchecked(this.members[i]); // i < count
      if (!excluded.has(i) && (best === null || member.restsUntil < best.restsUntil)) best = member;
    }
    return best;
  }

  // On along the ring, so that the keys of one that rests are shared by all others, and theirs stay.
  private pickByHash(ring: HashRing, start: i32, end: i32, excluded: IndexSet, now: u64, hash: u64): Member | null {
    const first = ring.find(hash);
    for (let i = 0, size = min(ring.size, MAX_STEPS); i < size; i++) {
      const index = ring.memberAt(first + i);
      if (index < start || index >= end || excluded.has(index)) continue;
      const member = unchecked(this.members[index]); // start <= index < end <= length
      if (!member.isResting(now)) return member;
    }
    return this.pickInTurn(start, end, excluded, now);
  }

  // Smooth weighted round robin, as nginx has it: each gains its weight, the richest pays for all.
  private pickInTurn(start: i32, end: i32, excluded: IndexSet, now: u64): Member | null {
    let best: Member | null = null;
    let total: i64 = 0;
    for (let i = start; i < end; i++) {
      const member = unchecked(this.members[i]); // i < end <= length
      if (excluded.has(i) || member.isResting(now)) continue;
      member.credit += member.weight;
      total += member.weight;
      if (best === null || member.credit > best.credit) best = member;
    }
    if (best !== null) best.credit -= total;
    return best;
  }

  private endOfGroup(start: i32): i32 {
    const members = this.members;
    let end = start + 1;
    while (end < members.length && unchecked(members[end]).priority == unchecked(members[start]).priority) end++; // below length
    return end;
  }
}

function ringOf(members: Array<Member>): HashRing {
  const ids: Array<Bytes> = [];
  const weights: Array<u32> = [];
  for (let i = 0, count = members.length; i < count; i++) {
    const member = unchecked(members[i]); // i < count
    ids.push(member.provider.id);
    weights.push(member.weight);
  }
  return HashRing.build(ids, weights);
}
