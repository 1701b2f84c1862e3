// One provider's turn in an exchange: its tokens, how often it may be asked, and what becomes known of it.

import { ProviderSettings } from "../config/provider-settings";
import { valueOf } from "../host/header-list";
import { Host, LogLevel } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { AUTHORITY } from "../http/header-names";
import { FIRST_SERVER_ERROR, TOO_MANY_REQUESTS } from "../http/status";
import { Trait } from "../protocol/capability";
import { Bytes, EMPTY, textOf } from "../text/bytes";
import { IndexSet } from "../upstream/index-set";
import { Member } from "../upstream/member";
import { Place, Upstreams } from "../upstream/upstreams";
import { clusterOf } from "./choose-route";
import { RequestHead } from "./request-head";

/** Asks a provider once, or again with another token. */
@final
export class Turn {
  /** Which of the provider's tokens was sent last; -1: none. */
  private token: i32 = -1;
  /** Those of its tokens that have failed here; and how many they are. */
  private readonly failed: IndexSet;
  private failures: i32 = 0;
  private retries: u32 = 0;
  /** The host that the client named. */
  private authority: Bytes = EMPTY;
  /** True when it is known how the attempt under way has ended. */
  private isNoted: bool = false;
  private hasBegun: bool = false;
  /** Until when the provider rested, or was to rest, when it was asked: who has told something since knows better. */
  private restBefore: u64 = 0;

  constructor(
    private readonly host: Host,
    private readonly upstreams: Upstreams,
    /** Its place in the pool; null where nobody else stands in for it. */
    private readonly member: Member | null,
    /** Whom it asks, as it is for this request. */
    readonly provider: ProviderSettings,
  ) {
    this.failed = new IndexSet(provider.tokens.length);
  }

  /** True when it may be asked once more, the answer having had `status` (0: there was none). */
  mayRepeat(status: i32): bool {
    const policy = this.provider.retryPolicy;
    if (policy === null || this.retries >= policy.maxRetries) return false;
    const hasToken = this.hasOneToken || this.failures < this.provider.tokens.length;
    return hasToken && (status == 0 || policy.statuses.matches(status));
  }

  /** True when that would be with the token that has just failed. */
  get hasOneToken(): bool {
    return this.provider.tokens.length < 2;
  }

  /** True when it was asked, and it is not known what became of that. */
  get isUnderWay(): bool {
    return this.hasBegun && !this.isNoted;
  }

  /** Milliseconds for an attempt by call-out. */
  get timeout(): u32 {
    const policy = this.provider.retryPolicy;
    return this.retries > 0 && policy !== null ? policy.timeoutMs : this.provider.timeout;
  }

  /** The provider is about to be asked what `head` says, again if it has been: the head gets the token to send. */
  begin(head: RequestHead): void {
    if (this.isNoted) this.retries++;
    this.isNoted = false;
    this.hasBegun = true;
    const member = this.member;
    if (member !== null) this.restBefore = member.restsUntil;
    this.token = this.upstreams.pickToken(
      this.host,
      this.provider,
      head.headers,
      head.has(Trait.Stateful),
      this.failed,
    );
    head.token = this.token;
    this.authority = valueOf(head.headers, AUTHORITY);
  }

  /** True when an answer with `status` tells of something that a provider or a token is to be blamed for. */
  isBlamed(status: i32): bool {
    const provider = this.provider;
    const tokens = provider.tokenPolicy;
    const retries = provider.retryPolicy;
    return (
      this.isOfProvider(status) ||
      (tokens !== null && tokens.statuses.matches(status)) ||
      (retries !== null && retries.statuses.matches(status))
    );
  }

  /** It has failed with `status` (0: no answer), and asks for a rest of so many milliseconds. */
  noteFailure(status: i32, askedMs: u64): void {
    if (this.isNoted) return;
    this.isNoted = true;
    if (!this.failed.has(this.token)) this.failures++;
    this.failed.add(this.token);
    this.upstreams.noteToken(this.host, this.provider, this.token, status);
    this.notePlace();
    const member = this.member;
    // Where there are other tokens, it is this one that rests.
    const rest: u64 = this.provider.tokenPolicy === null || this.hasOneToken ? askedMs : 0;
    if (member === null || (status > 0 && !this.isOfProvider(status))) return;
    const now = this.host.now();
    const hasRested = member.isResting(now);
    // Others that were under way have failed for the same reason: a row of failures is one at a time.
    if (member.restsUntil == this.restBefore) this.upstreams.rests.noteFailure(member, status, rest, now);
    else this.upstreams.rests.prolong(member, rest, now);
    this.upstreams.pool.noteRest(member.restsUntil);
    if (!hasRested && member.isResting(now)) this.tellRest(member, now);
  }

  /** Its answer, which has `status`, goes to the client; if it was no failure, it was a success. */
  noteSuccess(status: i32): void {
    if (this.isNoted || !this.hasBegun) return;
    this.isNoted = true;
    this.upstreams.noteToken(this.host, this.provider, this.token, status);
    this.notePlace();
    const member = this.member;
    if (member !== null && member.restsUntil == this.restBefore) this.upstreams.rests.noteSuccess(member);
  }

  /** The provider was not asked, and nothing is to be learnt. */
  forget(): void {
    this.isNoted = true;
  }

  // What rests may be asked for its health, with no request that would say where.
  private notePlace(): void {
    const policy = this.provider.tokenPolicy;
    if (policy === null || policy.cooldownMs > 0 || this.upstreams.placeOf(this.provider) !== null) return;
    const cluster = clusterOf(this.host);
    if (cluster === null || cluster.byteLength == 0) return;
    const own = this.provider.authority;
    this.upstreams.notePlace(this.provider, new Place(cluster, own.byteLength > 0 ? own : this.authority));
  }

  private tellRest(member: Member, now: u64): void {
    if (!this.host.isLogged(LogLevel.Warn)) return;
    const what = member.status > 0 ? `status ${member.status}` : "no answer";
    const ms = (member.restsUntil - now) / NANOSECONDS_IN_MILLI;
    this.host.log(LogLevel.Warn, `aisle: provider ${textOf(this.provider.id)} rests for ${ms} ms: ${what}`);
  }

  private isOfProvider(status: i32): bool {
    if (status >= FIRST_SERVER_ERROR || status == TOO_MANY_REQUESTS) return true;
    return this.upstreams.settings.fallback.statuses.matches(status);
  }
}
