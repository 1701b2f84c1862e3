// Who is asked, among the providers that may answer one request.

import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { Fnv64 } from "../text/fnv64";
import { IndexSet } from "../upstream/index-set";
import { Member } from "../upstream/member";
import { Upstreams } from "../upstream/upstreams";
import { hashBody, isHashable } from "./affinity-hash";
import { forRequest } from "./passing";
import { RequestHead } from "./request-head";
import { Turn } from "./turn";

/** The providers of one request, each of which has one turn. */
@final
export class Choice {
  /** Members that have had their turn, or cannot have one; and how many they are. */
  private excluded: IndexSet;
  private used: i32 = 0;
  /** Those whose tokens all rest: they have their turns behind all others. */
  private postponed: Array<Turn> = [];
  private nextPostponed: i32 = 0;
  /** What the request is known by on a ring. */
  private hash: u64 = 0;

  constructor(
    private readonly host: Host,
    private readonly upstreams: Upstreams,
    /** The only one; null: those that share. */
    private readonly only: ProviderSettings | null,
  ) {
    this.excluded = new IndexSet(only === null ? upstreams.pool.members.length : 0);
  }

  /** True when somebody has had no turn yet. */
  get hasNext(): bool {
    return this.isUnused || this.nextPostponed < this.postponed.length;
  }

  private get isUnused(): bool {
    return this.only === null && this.used < this.upstreams.pool.members.length;
  }

  /** The first turn: of one that serves what `head` asks for; null: nobody does. */
  first(head: RequestHead, isEnd: bool): Turn | null {
    const only = this.only;
    if (only !== null) return new Turn(this.host, this.upstreams, null, only);
    const key = this.upstreams.key;
    if (key !== null && (isEnd || !this.waitsForBody(head))) this.hash = key.hash(this.host, head.headers);
    this.excludeUnfit(head);
    return this.next(head);
  }

  /** True when the body decides. */
  waitsForBody(head: RequestHead): bool {
    const key = this.upstreams.key;
    return this.only === null && key !== null && key.needsBody && isHashable(head.headers);
  }

  /** The first turn as the complete body of `size` bytes decides; where it says nothing, the client's address does. */
  byBody(head: RequestHead, size: u32): Turn | null {
    const key = this.upstreams.key;
    const affinity = this.upstreams.settings.balancer.affinity;
    const hash: Fnv64 | null = affinity === null ? null : hashBody(this.host, affinity, size);
    if (hash !== null) this.hash = hash.value;
    else if (key !== null) this.hash = key.hash(this.host, head.headers);
    this.excluded = new IndexSet(this.upstreams.pool.members.length);
    this.used = 0;
    this.postponed = [];
    this.nextPostponed = 0;
    this.excludeUnfit(head);
    return this.next(head);
  }

  /** The next turn; null: nobody is left that serves what `head` asks for. */
  next(head: RequestHead): Turn | null {
    for (let member = this.pick(); member !== null; member = this.pick()) {
      const provider = forRequest(member.provider, head);
      if (provider === null) continue;
      const turn = new Turn(this.host, this.upstreams, member, provider);
      const tokens = this.upstreams.tokensOf(provider);
      if (tokens === null || !tokens.isOut(this.host)) return turn;
      this.postponed.push(turn);
    }
    const next = this.nextPostponed;
    if (next >= this.postponed.length) return null;
    this.nextPostponed = next + 1;
    return unchecked(this.postponed[next]); // next < length
  }

  /** Where nobody serves what `head` asks for: one that says no; null: there is nobody at all. */
  refusing(head: RequestHead): ProviderSettings | null {
    const members = this.upstreams.pool.members;
    return members.length == 0 ? null : forRequest(unchecked(members[0]).provider, head); // length > 0
  }

  // Whoever does not serve what is asked for must not be charged for it, so it is left out before anybody is picked.
  private excludeUnfit(head: RequestHead): void {
    const members = this.upstreams.pool.members;
    for (let i = 0, count = members.length; i < count; i++) {
      const provider = forRequest(unchecked(members[i]).provider, head); // i < count
      if (provider !== null && provider.takes(head.capability)) continue;
      this.excluded.add(i);
      this.used++;
    }
  }

  private pick(): Member | null {
    if (!this.isUnused) return null;
    const pool = this.upstreams.pool;
    const member = pool.pick(this.excluded, pool.clock(this.host), this.hash);
    if (member === null) return null;
    this.excluded.add(member.index);
    this.used++;
    return member;
  }
}
