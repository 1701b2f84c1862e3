// The providers that one exchange asks: the first by the request itself, the others by call-outs.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList } from "../host/header-list";
import { Buffer, Host, Status } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { FIRST_ERROR } from "../http/status";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { keptBytes } from "../upstream/kept-bytes";
import { Upstreams } from "../upstream/upstreams";
import { statusOf } from "./answer";
import { AnswerGate, Verdict } from "./answer-gate";
import { CallAttempt } from "./call-attempt";
import { Choice } from "./choice";
import { Origin, originOf, originOfCall, restAsked } from "./failure";
import { Observer } from "./observer";
import { RequestHead } from "./request-head";
import { Turn } from "./turn";

const UNUSABLE_STATUS: i32 = 502;
// More than Envoy holds unless its configuration says so, and a larger body that nobody must read passes as it comes.
const MAX_HELD_UNREAD: u64 = 1 << 20;
const DETAILS = utf8("aisle.failover");

/** What is to be done after an answer, or the lack of one. */
export enum Next {
  /** It is the client's. */
  Deliver,
  /** Another attempt has begun, or will. */
  Wait,
  /** Nobody has answered, and nobody is left. */
  Exhausted,
  /** All is as it was. */
  Nothing,
}

/** The attempts of one exchange in mode `listener`. */
@final
export class Attempts {
  private turn: Turn | null = null;
  private startedAt: u64 = 0;
  /** Attempts after the first; how many other providers have been asked; and the status of the last answer. */
  private retries: u32 = 0;
  private others: u32 = 0;
  private status: i32 = 0;
  /** The request's body; null as long as it has not been kept, or when it could not be. */
  private body: Bytes | null = null;
  /** When the next attempt begins that waits for its time, in nanoseconds since 1970; 0: none does. */
  private beginsAt: u64 = 0;
  /** When the first attempt is given up if nothing has come of it; 0: not yet, or not any more. */
  private endsAt: u64 = 0;
  /** True when others are asked after the failure at hand. */
  private isFollowed: bool = false;
  /** True when the first attempt has an answer, of whomever. */
  private hasHead: bool = false;
  /** True when an upstream has answered the first attempt. */
  private isAnswered: bool = false;
  /** True when it came late, and is none that says that it failed. */
  private isLate: bool = false;
  /** The attempt under way, and the last one that has been answered. */
  private call: CallAttempt | null = null;
  private answered: CallAttempt | null = null;

  constructor(
    private readonly host: Host,
    private readonly upstreams: Upstreams,
    private readonly observer: Observer,
    private readonly choice: Choice,
    private readonly headers: HeaderList,
    private readonly path: Bytes,
  ) {}

  /** The token of the call-out that is awaited, or -1. */
  get token(): i32 {
    const call = this.call;
    return call === null ? -1 : call.token;
  }

  /** True when no attempt by call-out is under way, or waits for its time. */
  get isIdle(): bool {
    return this.call === null && this.beginsAt == 0;
  }

  /** When it wants to be told that time has passed, in nanoseconds since 1970; 0: never. */
  get wakesAt(): u64 {
    return this.endsAt > 0 ? this.endsAt : this.beginsAt;
  }

  /**
   * True when the first answer can be the client's where nobody else has one: it came from an upstream, and is no error
   * that is to be hidden, nor one that came late and should have been edited (`isEdited`); or nobody else was asked.
   */
  hasFirstAnswer(isEdited: bool): bool {
    if (this.retries == 0) return this.hasHead;
    return this.isAnswered && (this.isLate ? !isEdited : !this.upstreams.settings.fallback.hidesErrors);
  }

  /** True when there may be another attempt, should this one fail. */
  get canGoOn(): bool {
    return this.body !== null;
  }

  /** The provider that is asked first; where the body decides, whoever it is does not count yet. */
  first(head: RequestHead, isEnd: bool): ProviderSettings | null {
    return this.take(this.choice.first(head, isEnd), head);
  }

  /** True when the body, which is held for that, decides who is asked. */
  waitsForBody(head: RequestHead): bool {
    return this.choice.waitsForBody(head);
  }

  /** The provider that the complete body of `size` bytes decides on. */
  chooseByBody(head: RequestHead, size: u32): ProviderSettings | null {
    return this.take(this.choice.byBody(head, size), head);
  }

  /** True when the body of `head` is to be held, so that it can be sent again, though the first provider needs none. */
  wantsBody(head: RequestHead): bool {
    if (head.isUpgrade) return false;
    if (this.choice.waitsForBody(head)) return true;
    if (!this.mayRepeat) return false;
    if (head.announced <= MAX_HELD_UNREAD) return true;
    this.observer.noteNotKept();
    return false;
  }

  /** True when so many bytes have come of a body that is held for others only that it must go on. */
  isTooMuch(head: RequestHead, size: u32): bool {
    if (size <= MAX_HELD_UNREAD || this.choice.waitsForBody(head)) return false;
    this.observer.noteNotKept();
    return true;
  }

  /**
   * The request is about to be sent: its token is chosen. If it is whole, its body of `size` bytes, which the proxy still
   * has as it came, is kept for further attempts.
   */
  begin(head: RequestHead, isWhole: bool, size: u32): void {
    const turn = this.turn;
    if (turn !== null) turn.begin(head);
    if (!isWhole || !this.mayRepeat || head.isUpgrade) return;
    // What waits for its context file begins twice.
    if (this.body === null) this.keep(size);
    // A provider that is alone is not given up: the time that Higress' configurations name is for other calls.
    const hasDeadline = turn !== null && this.body !== null && this.choice.hasNext;
    const deadline: u64 = turn !== null && hasDeadline ? turn.provider.deadline : 0;
    if (deadline > 0 || this.upstreams.settings.fallback.withinMs > 0) this.startedAt = this.host.now();
    if (deadline > 0) this.endsAt = this.startedAt + deadline * NANOSECONDS_IN_MILLI;
  }

  /** The first answer's head has arrived. */
  onHead(head: HeaderList | null): Next {
    const turn = this.turn;
    this.endsAt = 0;
    this.hasHead = true;
    if (head === null || turn === null) return Next.Deliver;
    this.status = statusOf(head);
    if (this.status < FIRST_ERROR && !turn.isBlamed(this.status)) return Next.Deliver;
    const origin = originOf(this.host);
    this.isAnswered = origin == Origin.Upstream;
    // Another filter's words say nothing of the provider.
    if (origin == Origin.Filter) turn.forget();
    if (origin == Origin.Filter || !turn.isBlamed(this.status)) return Next.Deliver;
    return this.judge(turn, head, origin);
  }

  /** The first answer's head has arrived when others were being asked already. */
  onLateHead(head: HeaderList | null): void {
    this.isAnswered = originOf(this.host) == Origin.Upstream;
    this.hasHead = true;
    this.isLate = head !== null && statusOf(head) < FIRST_ERROR;
  }

  /** The answer to the call-out cannot be had: at the next tick somebody else is asked. */
  lose(): void {
    const turn = this.turn;
    if (turn !== null) turn.forget();
    this.call = null;
    this.beginsAt = 1;
  }

  /** The answer turned out to be none. */
  onUnusable(): Next {
    const turn = this.turn;
    if (turn !== null) turn.noteFailure(UNUSABLE_STATUS, 0);
    return turn !== null && this.goOn(turn, UNUSABLE_STATUS, true) ? Next.Wait : Next.Deliver;
  }

  /** The call-out has been answered, or has failed; runs inside its callback. */
  onCallAnswer(): Next {
    const call = this.call;
    const turn = this.turn;
    this.call = null;
    if (call === null || turn === null) return Next.Exhausted;
    const head = call.takeAnswer();
    if (head === null && this.host.isShort()) {
      turn.forget(); // what does not fit is nobody's failure, and the next answer would not fit either
      return this.giveUp();
    }
    if (head === null) {
      turn.noteFailure(0, 0);
      return this.goOn(turn, 0, true) ? Next.Wait : this.giveUp();
    }
    this.status = statusOf(head);
    const isUnusable = this.isUnusable(call, head);
    const origin = isUnusable ? Origin.Upstream : originOfCall(head, this.status);
    if (origin == Origin.Upstream) this.answered = call;
    if (isUnusable) call.status = UNUSABLE_STATUS;
    if (isUnusable) return this.onUnusable() == Next.Wait ? Next.Wait : this.giveUp();
    if (turn.isBlamed(this.status)) return this.judge(turn, head, origin);
    this.settle();
    return Next.Deliver;
  }

  /** Time has passed: an attempt that has waited begins, or the first one is given up, if the time has come. */
  onTimer(): Next {
    const turn = this.turn;
    if (turn === null || this.wakesAt == 0 || this.host.now() < this.wakesAt) return Next.Nothing;
    if (this.endsAt > 0) {
      this.endsAt = 0;
      turn.noteFailure(0, 0);
      return this.goOn(turn, 0, true) ? Next.Wait : Next.Nothing;
    }
    this.beginsAt = 0;
    if (this.ask(turn, this.status)) return Next.Wait;
    // Nobody can be asked: the first attempt, which was given up, is still under way.
    if (this.retries > 0 || this.hasHead) return this.giveUp();
    this.release();
    return Next.Nothing;
  }

  /** Gives the client the last answer of a call-out; false when there is none, or the proxy refused it. */
  deliver(): bool {
    const answered = this.answered;
    this.release();
    return answered !== null && answered.deliver(this.upstreams.settings, this.observer, DETAILS) == Status.Ok;
  }

  /** The answer goes to the client: nobody else will be asked, and if it was no failure, it was a success. */
  settle(): void {
    const turn = this.turn;
    if (turn !== null) turn.noteSuccess(this.status);
    this.release();
  }

  /** The exchange is over. An answer that has broken off while it was held is a failure. */
  end(): void {
    const turn = this.turn;
    // While a call-out is under way it is the first answer that has broken off.
    if (turn !== null && this.call === null && turn.isUnderWay && originOf(this.host) == Origin.Router)
      turn.noteFailure(0, 0);
    this.release();
  }

  /** Nothing more will be sent: the memory is given back. */
  release(): void {
    const body = this.body;
    if (body !== null) keptBytes.give(body.byteLength);
    this.body = null;
    this.call = null;
    this.beginsAt = 0;
    this.endsAt = 0;
  }

  // As many bytes are taken of the budget as will be given back.
  private keep(size: u32): void {
    // What is kept must leave room for what is done with it.
    const hasRoom = size <= this.host.room() >> 1;
    if (!hasRoom || !keptBytes.take(size, this.upstreams.settings.fallback.maxKeptBytes)) {
      return this.observer.noteNotKept();
    }
    const body = size == 0 ? EMPTY : this.host.takeBody(Buffer.RequestBody);
    if (body !== null && <u32>body.byteLength == size) this.body = body;
    else {
      keptBytes.give(size);
      this.observer.noteNotKept();
    }
  }

  private take(turn: Turn | null, head: RequestHead): ProviderSettings | null {
    this.turn = turn;
    return turn === null ? this.choice.refusing(head) : turn.provider;
  }

  private get mayRepeat(): bool {
    const turn = this.turn;
    if (turn !== null && turn.provider.retryPolicy !== null) return true;
    return this.choice.hasNext && this.upstreams.settings.fallback.maxRetries > 0;
  }

  private judge(turn: Turn, head: HeaderList, origin: Origin): Next {
    const status = origin == Origin.Router ? 0 : this.status;
    turn.noteFailure(status, restAsked(head, this.host.now()));
    const isFollowed = status == 0 || this.upstreams.settings.fallback.statuses.matches(status);
    if (this.goOn(turn, status, isFollowed)) return Next.Wait;
    return isFollowed && this.retries > 0 ? this.giveUp() : Next.Deliver;
  }

  private giveUp(): Next {
    this.release();
    return this.upstreams.settings.fallback.hidesErrors || this.answered === null ? Next.Exhausted : Next.Deliver;
  }

  // Begins another attempt, or waits for its time; false when nobody is left, or it has become too late.
  private goOn(turn: Turn, status: i32, isFollowed: bool): bool {
    const fallback = this.upstreams.settings.fallback;
    if (this.body === null || this.isOverdue) return false;
    this.isFollowed = isFollowed;
    const isRepeated = turn.mayRepeat(status);
    if (!isRepeated && !(isFollowed && this.others < fallback.maxRetries && this.choice.hasNext)) return false;
    const delay = fallback.delayBefore(this.retries, isRepeated && turn.hasOneToken);
    if (delay == 0) return this.ask(turn, status);
    this.status = status;
    this.beginsAt = this.host.now() + <u64>this.upstreams.jitter(this.host, delay) * NANOSECONDS_IN_MILLI;
    return true;
  }

  // True when the attempt that has failed took too long to be followed by another one.
  private get isOverdue(): bool {
    const within = this.upstreams.settings.fallback.withinMs;
    return within > 0 && this.host.now() - this.startedAt > <u64>within * NANOSECONDS_IN_MILLI;
  }

  // The same provider, if it says so, and then, if others follow such a failure, whoever is next.
  private ask(failed: Turn, status: i32): bool {
    if (failed.mayRepeat(status) && this.send(failed)) return true;
    while (this.isFollowed && this.others < this.upstreams.settings.fallback.maxRetries) {
      const turn = this.choice.next(new RequestHead(this.headers, this.path));
      if (turn === null) return false;
      if (!this.send(turn)) continue;
      this.others++;
      this.turn = turn;
      return true;
    }
    return false;
  }

  private send(turn: Turn): bool {
    const body = this.body;
    if (body === null) return false;
    const head = new RequestHead(this.headers, this.path);
    turn.begin(head);
    const before = this.observer.sight;
    const call = CallAttempt.begin(this.host, this.upstreams.settings, this.observer, turn, head, body);
    this.startedAt = this.host.now();
    this.call = call;
    if (call !== null) {
      this.retries++;
      this.observer.noteCall();
      return true;
    }
    // Nobody was asked: what the client gets says nothing of this token.
    turn.forget();
    this.observer.goBack(before);
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
