// The providers that one exchange asks: the first by the request itself, the others by call-outs.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList } from "../host/header-list";
import { Buffer, Host, Status } from "../host/host";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { Fnv64 } from "../text/fnv64";
import { IndexSet } from "../upstream/index-set";
import { keptBytes } from "../upstream/kept-bytes";
import { Member } from "../upstream/member";
import { Pool } from "../upstream/pool";
import { Upstreams } from "../upstream/upstreams";
import { hashBody, isHashable } from "./affinity-hash";
import { statusOf } from "./answer";
import { AnswerGate, Verdict } from "./answer-gate";
import { CallAttempt } from "./call-attempt";
import { Origin, originOf, originOfCall, restAsked } from "./failure";
import { Observer } from "./observer";
import { forRequest } from "./passing";
import { RequestHead } from "./request-head";

const NANOSECONDS_IN_MILLI: u64 = 1_000_000;
const FIRST_ERROR_STATUS: i32 = 500;
const TOO_MANY_REQUESTS: i32 = 429;
// More than Envoy holds unless its configuration says so, and a larger body that nobody must read passes as it comes.
const MAX_HELD_UNREAD: u64 = 1 << 20;
const UNUSABLE_STATUS: i32 = 502;
const DETAILS = utf8("aisle.failover");

/** What is to be done after an answer, or the lack of one. */
export enum Next {
  /** It is the client's. */
  Deliver,
  /** Another provider is being asked. */
  Wait,
  /** Nobody has answered, and nobody is left. */
  Exhausted,
}

/** The attempts of one exchange in mode `listener`. */
@final
export class Attempts {
  /** Whom nobody may ask, or who has been asked. */
  private excluded: IndexSet;
  /** What the request is known by on a ring. */
  private hash: u64 = 0;
  private member: Member | null = null;
  private startedAt: u64 = 0;
  private retries: u32 = 0;
  /** True when it is known how the attempt has ended. */
  private isNoted: bool = false;
  /** The request's body; null as long as it has not been kept, or when it could not be. */
  private body: Bytes | null = null;
  /** The attempt under way, and the last one that has been answered. */
  private call: CallAttempt | null = null;
  private answered: CallAttempt | null = null;

  constructor(
    private readonly host: Host,
    private readonly upstreams: Upstreams,
    private readonly pool: Pool,
    private readonly observer: Observer,
    private readonly headers: HeaderList,
    private readonly path: Bytes,
  ) {
    this.excluded = new IndexSet(pool.members.length);
  }

  /** The token of the call-out that is awaited, or -1. */
  get token(): i32 {
    const call = this.call;
    return call === null ? -1 : call.token;
  }

  /** True when another provider may be asked, should this one fail. */
  get canGoOn(): bool {
    return this.body !== null && this.retries < this.upstreams.settings.fallback.maxRetries;
  }

  /**
   * The provider that is asked first: of those that serve what `head` asks for, or the first of all, which says no. Where
   * the body decides, whoever it is does not count yet.
   */
  first(head: RequestHead, isEnd: bool): ProviderSettings | null {
    const key = this.upstreams.key;
    if (key !== null && (isEnd || !this.waitsForBody(head))) this.hash = key.hash(this.host, head.headers);
    return this.choose(head);
  }

  /** True when the body, which is held for that, decides who is asked. */
  waitsForBody(head: RequestHead): bool {
    const key = this.upstreams.key;
    return key !== null && key.needsBody && isHashable(head.headers);
  }

  /** The provider that the complete body of `size` bytes decides on; where it says nothing, the client's address does. */
  chooseByBody(head: RequestHead, size: u32): ProviderSettings | null {
    const key = this.upstreams.key;
    const affinity = this.upstreams.settings.balancer.affinity;
    const hash: Fnv64 | null = affinity === null ? null : hashBody(this.host, affinity, size);
    if (hash !== null) this.hash = hash.value;
    else if (key !== null) this.hash = key.hash(this.host, head.headers);
    this.excluded = new IndexSet(this.pool.members.length);
    return this.choose(head);
  }

  private choose(head: RequestHead): ProviderSettings | null {
    const now = this.host.now();
    let refusing: ProviderSettings | null = null;
    for (let member = this.pick(now); member !== null;) {
      this.excluded.add(member.index);
      const provider = forRequest(member.provider, head);
      if (provider !== null && provider.serves(head.capability) && provider.allows(head.capability)) {
        this.member = member;
        this.startedAt = now;
        return provider;
      }
      if (refusing === null) refusing = provider;
      member = this.pick(now);
    }
    return refusing;
  }

  private pick(now: u64): Member | null {
    return this.pool.pick(this.excluded, now, this.hash);
  }

  /** True when the body of `head` is to be held, so that it can be sent again, though the first provider needs none. */
  wantsBody(head: RequestHead): bool {
    if (head.isUpgrade) return false;
    if (this.waitsForBody(head)) return true;
    if (!this.hasOthers) return false;
    if (head.announced > 0 && head.announced <= MAX_HELD_UNREAD) return true;
    this.observer.noteNotKept();
    return false;
  }

  private get hasOthers(): bool {
    return this.pool.members.length > 1 && this.upstreams.settings.fallback.maxRetries > 0;
  }

  /** Keeps the body, which the proxy still has as the client sent it, for as long as it may be sent again. */
  keep(size: u32): void {
    if (!this.hasOthers) return;
    if (!keptBytes.take(size, this.upstreams.settings.fallback.maxKeptBytes)) return this.observer.noteNotKept();
    const body = size == 0 ? EMPTY : this.host.takeBody(Buffer.RequestBody);
    if (body === null) keptBytes.give(size);
    this.body = body;
  }

  /** The first answer's head has arrived. */
  onHead(head: HeaderList | null): Next {
    const status = head === null ? 0 : statusOf(head);
    if (head === null || !this.mayBeFailure(status)) return Next.Deliver;
    const origin = originOf(this.host);
    if (origin == Origin.Filter) {
      this.isNoted = true;
      return Next.Deliver;
    }
    return this.judge(head, status, origin);
  }

  /** The first answer turned out to be none. */
  onUnusable(): Next {
    this.noteFailure(UNUSABLE_STATUS, 0);
    return this.goOn() ? Next.Wait : Next.Deliver;
  }

  /** The call-out has been answered, or has failed; runs inside its callback. */
  onCallAnswer(): Next {
    const call = this.call;
    this.call = null;
    if (call === null) return Next.Exhausted;
    const head = call.takeAnswer();
    if (head === null) {
      this.noteFailure(0, 0);
      return this.goOn() ? Next.Wait : this.end();
    }
    const status = statusOf(head);
    const isUnusable = this.isUnusable(call, head);
    const origin = isUnusable ? Origin.Upstream : originOfCall(head, status);
    if (origin == Origin.Upstream || this.answered === null) this.answered = call;
    if (!isUnusable) return this.mayBeFailure(status) ? this.judge(head, status, origin) : this.accept();
    call.status = UNUSABLE_STATUS;
    return this.onUnusable();
  }

  /** Gives the client the last answer of a call-out; false when there is none, or the proxy refused it. */
  deliver(): bool {
    const answered = this.answered;
    return answered !== null && answered.deliver(this.upstreams.settings, this.observer, DETAILS) == Status.Ok;
  }

  /** True when a call-out has been answered. */
  get hasAnswer(): bool {
    return this.answered !== null;
  }

  /** The answer goes to the client: nobody else will be asked, and if it was no failure, it was a success. */
  settle(): void {
    const member = this.member;
    if (member !== null && !this.isNoted) this.upstreams.rests.noteSuccess(member);
    this.isNoted = true;
    this.release();
  }

  /** Nothing more will be sent: the memory is given back. */
  release(): void {
    const body = this.body;
    if (body !== null) keptBytes.give(body.byteLength);
    this.body = null;
    this.call = null;
  }

  private mayBeFailure(status: i32): bool {
    return (
      status >= FIRST_ERROR_STATUS ||
      status == TOO_MANY_REQUESTS ||
      this.upstreams.settings.fallback.statuses.has(status)
    );
  }

  private accept(): Next {
    this.settle();
    return Next.Deliver;
  }

  private judge(head: HeaderList, status: i32, origin: Origin): Next {
    this.noteFailure(origin == Origin.Router ? 0 : status, restAsked(head, this.host.now()));
    const isFollowed = origin == Origin.Router || this.upstreams.settings.fallback.statuses.has(status);
    if (isFollowed && this.goOn()) return Next.Wait;
    return isFollowed ? this.end() : Next.Deliver;
  }

  private end(): Next {
    this.release();
    return this.upstreams.settings.fallback.hidesErrors || this.answered === null ? Next.Exhausted : Next.Deliver;
  }

  private noteFailure(status: i32, askedMs: u64): void {
    const member = this.member;
    this.isNoted = true;
    if (member !== null) this.upstreams.rests.noteFailure(member, status, askedMs, this.host.now());
  }

  // Asks the next one; false when nobody is left, or it has become too late.
  private goOn(): bool {
    const body = this.body;
    const now = this.host.now();
    const within = this.upstreams.settings.fallback.withinMs;
    if (body === null || (within > 0 && now - this.startedAt > <u64>within * NANOSECONDS_IN_MILLI)) return false;
    while (this.canGoOn) {
      const member = this.pick(now);
      if (member === null) return false;
      this.excluded.add(member.index);
      const head = new RequestHead(this.headers, this.path);
      const provider = forRequest(member.provider, head);
      if (provider === null) continue;
      const call = CallAttempt.begin(this.host, this.upstreams.settings, this.observer, provider, head, body);
      if (call === null) continue;
      this.member = member;
      this.isNoted = false;
      this.startedAt = now;
      this.retries++;
      this.observer.noteCall();
      this.call = call;
      return true;
    }
    return false;
  }

  private isUnusable(call: CallAttempt, head: HeaderList): bool {
    const gate = AnswerGate.of(head, this.observer.asked);
    if (gate === null) return false;
    const verdict = gate.judge(call.draft, call.draft.answerSize, true);
    gate.release();
    return verdict == Verdict.Unusable;
  }
}
