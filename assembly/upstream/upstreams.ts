// What a VM knows of the providers of one configuration: the configuration itself, and how they have fared.

import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { Bytes, EMPTY, equalBytes } from "../text/bytes";
import { Random } from "../text/random";
import { ConsumerSource } from "./consumer";
import { HashKey } from "./hash-key";
import { IndexSet } from "./index-set";
import { Member } from "./member";
import { Pool } from "./pool";
import { Rests } from "./rests";
import { TokenPool } from "./token-pool";

const NOBODY: Array<ProviderSettings> = [];

/** Where a provider is asked. */
@final
export class Place {
  constructor(
    readonly cluster: Bytes,
    readonly authority: Bytes,
  ) {}
}

// Thousands of providers have one token each: objects for them would be work for every collection.
function poolOf(provider: ProviderSettings): TokenPool | null {
  if (provider.tokens.length < 2 && provider.tokenPolicy === null) return null;
  return new TokenPool(provider.id, provider.tokens, provider.tokenPolicy);
}

/** A configuration and what changes while it is in use. */
@final
export class Upstreams {
  /** Providers that share requests, if some do. */
  readonly pool: Pool;
  /** What a request is known by on the ring; null: there is none. */
  readonly key: HashKey | null;
  /** How long those rest that fail. */
  readonly rests: Rests;
  private readonly consumer: ConsumerSource;
  /** The tokens of each provider, by its index; null where there is nothing to choose or to know of them. */
  private readonly tokens: Array<TokenPool | null> = [];
  /** Where each was asked last, by its index. */
  private readonly places: Array<Place | null> = [];
  private random: Random | null = null;
  /** True when tokens of some provider may rest. */
  readonly hasPolicies: bool;

  constructor(readonly settings: Settings) {
    const sharing = settings.sharing;
    const consumer = new ConsumerSource(settings.consumer);
    this.consumer = consumer;
    this.key = HashKey.of(settings.balancer, consumer);
    this.pool = Pool.of(sharing === null ? NOBODY : sharing.providers, settings.balancer.hasRing);
    this.rests = sharing === null ? new Rests(0, 0) : new Rests(sharing.failures, sharing.restMs);
    let hasPolicies = false;
    for (let i = 0, count = settings.providers.length; i < count; i++) {
      const provider = unchecked(settings.providers[i]); // i < count
      this.tokens.push(poolOf(provider));
      this.places.push(provider.cluster.byteLength > 0 ? new Place(provider.cluster, provider.authority) : null);
      if (provider.tokenPolicy !== null) hasPolicies = true;
    }
    this.hasPolicies = hasPolicies;
  }

  /** Where Aisle itself can ask a provider; null: no request has shown it yet. */
  placeOf(provider: ProviderSettings): Place | null {
    const index = provider.index;
    return index >= 0 && index < this.places.length ? unchecked(this.places[index]) : null;
  }

  /** A request has shown where a provider is, whose own cluster is not configured. */
  notePlace(provider: ProviderSettings, place: Place): void {
    const index = provider.index;
    if (index >= 0 && index < this.places.length) unchecked((this.places[index] = place)); // below length
  }

  /** The tokens of a provider; null when there is nothing to choose or to know of them, or it is none of this configuration. */
  tokensOf(provider: ProviderSettings): TokenPool | null {
    const index = provider.index;
    return index >= 0 && index < this.tokens.length ? unchecked(this.tokens[index]) : null;
  }

  /** The provider's place among those that share; null: it does not. */
  memberOf(provider: ProviderSettings): Member | null {
    const members = this.pool.members;
    for (let i = 0, count = members.length; i < count; i++) {
      const member = unchecked(members[i]); // i < count
      if (member.provider === provider) return member;
    }
    return null;
  }

  /**
   * Index of the token for a request to `provider` with `head`, none of those in `avoid` if there is another; -1: it has none.
   * `isStateful`: the same one for each request of a consumer.
   */
  pickToken(host: Host, provider: ProviderSettings, head: HeaderList, isStateful: bool, avoid: IndexSet): i32 {
    const tokens = this.tokensOf(provider);
    if (tokens === null || tokens.size < 2) return provider.tokens.length - 1;
    const consumer: Bytes | null = isStateful ? this.consumer.read(host, head) : null;
    const name = consumer === null ? EMPTY : consumer;
    return tokens.pick(host, this.randomOf(host), avoid, consumer !== null, name);
  }

  /** An answer with `status` (0: there was none) came to a request with the token at `index`. */
  noteToken(host: Host, provider: ProviderSettings, index: i32, status: i32): void {
    const tokens = this.tokensOf(provider);
    if (tokens !== null) tokens.note(host, index, status);
  }

  /** A random part of `milliseconds`, half of it at least, so that not all come back at once. */
  jitter(host: Host, milliseconds: u32): u32 {
    const half = milliseconds >> 1;
    return half + <u32>this.randomOf(host).below(<i32>min<u32>(milliseconds - half, i32.MAX_VALUE - 1) + 1);
  }

  /** Goes on from where `before` was: the same providers rest as long as they did. */
  inherit(before: Upstreams): void {
    const members = this.pool.members;
    for (let i = 0, count = members.length; i < count; i++) {
      const member = unchecked(members[i]); // i < count
      const other = findMember(before.pool, member);
      if (other === null) continue;
      member.resume(other);
      this.pool.noteRest(member.restsUntil);
    }
  }

  private randomOf(host: Host): Random {
    let random = this.random;
    if (random === null) {
      random = new Random(host.now());
      this.random = random;
    }
    return random;
  }
}

// An id alone may mean somebody else in another configuration.
function isSame(a: ProviderSettings, b: ProviderSettings): bool {
  return equalBytes(a.id, b.id) && equalBytes(a.authority, b.authority) && equalBytes(a.cluster, b.cluster);
}

function findMember(pool: Pool, like: Member): Member | null {
  for (let i = 0, count = pool.members.length; i < count; i++) {
    const member = unchecked(pool.members[i]); // i < count
    if (isSame(member.provider, like.provider)) return member;
  }
  return null;
}
