// Providers that stand in for each other: who is asked first, and who next.

import { ProviderSettings } from "../config/provider-settings";
import { IndexSet } from "./index-set";
import { Member } from "./member";

/** All providers that share the requests of one configuration. */
@final
export class Pool {
  /** In the order of their priorities, those of the highest first. */
  readonly members: Array<Member> = [];

  /** A pool of these providers, each with a weight above 0. */
  static of(providers: Array<ProviderSettings>): Pool {
    const pool = new Pool();
    const members = pool.members;
    for (let i = 0, count = providers.length; i < count; i++) members.push(new Member(i, unchecked(providers[i]))); // i < count
    members.sort((a, b) => (a.priority == b.priority ? a.index - b.index : a.priority < b.priority ? 1 : -1));
    for (let i = 0, count = members.length; i < count; i++) unchecked(members[i]).index = i; // i < count
    return pool;
  }

  /**
   * Who is to be asked at `now` (nanoseconds since 1970), of those that are not in `excluded`; null when that are all.
   * Those of the highest priority in turn, by weight; those that rest only when all do, the one with the shortest rest.
   */
  pick(excluded: IndexSet, now: u64): Member | null {
    const members = this.members;
    let rested: Member | null = null;
    for (let start = 0; start < members.length;) {
      const end = this.endOfGroup(start);
      const picked = this.pickOf(start, end, excluded, now);
      if (picked !== null) return picked;
      for (let i = start; i < end; i++) {
        const member = unchecked(members[i]); // i < end <= length
        if (!excluded.has(i) && (rested === null || member.restsUntil < rested.restsUntil)) rested = member;
      }
      start = end;
    }
    return rested;
  }

  // Smooth weighted round robin, as nginx has it: each gains its weight, the richest pays for all.
  private pickOf(start: i32, end: i32, excluded: IndexSet, now: u64): Member | null {
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
