// What a VM knows of the providers of one configuration: the configuration itself, and how they have fared.

import { Settings } from "../config/settings";
import { equalBytes } from "../text/bytes";
import { ConsumerSource } from "./consumer";
import { HashKey } from "./hash-key";
import { Member } from "./member";
import { Pool } from "./pool";
import { Rests } from "./rests";

/** A configuration and what changes while it is in use. */
@final
export class Upstreams {
  /** Providers that share requests; null: none do. */
  readonly pool: Pool | null;
  /** What a request is known by on the ring; null: there is none. */
  readonly key: HashKey | null;
  /** How long those rest that fail. */
  readonly rests: Rests;

  constructor(readonly settings: Settings) {
    const sharing = settings.sharing;
    this.pool = sharing === null ? null : Pool.of(sharing.providers, settings.balancer.hasRing);
    this.key = HashKey.of(settings.balancer, new ConsumerSource(settings.consumer));
    this.rests = sharing === null ? new Rests(0, 0) : new Rests(sharing.failures, sharing.restMs);
  }

  /** Goes on from where `before` was: providers with the same ids rest as long as they did. */
  inherit(before: Upstreams): void {
    const pool = this.pool;
    const old = before.pool;
    if (pool === null || old === null) return;
    for (let i = 0, count = pool.members.length; i < count; i++) {
      const member = unchecked(pool.members[i]); // i < count
      const other = findMember(old, member);
      if (other !== null) member.resume(other);
    }
  }
}

function findMember(pool: Pool, like: Member): Member | null {
  for (let i = 0, count = pool.members.length; i < count; i++) {
    const member = unchecked(pool.members[i]); // i < count
    if (equalBytes(member.provider.id, like.provider.id)) return member;
  }
  return null;
}
