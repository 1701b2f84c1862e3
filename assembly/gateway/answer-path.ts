// The answer's way through an exchange, from its head to its end.

import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { STATUS } from "../http/header-names";
import { FIRST_ERROR } from "../http/status";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { statusOf } from "./answer";
import { AnswerGate, Verdict } from "./answer-gate";
import { endAttempt } from "./attempt-head";
import { Observer } from "./observer";
import { removeHeaders, removeUnread } from "./remove-headers";

const UNUSABLE_STATUS: i32 = 502;

// The router does not retry an answer with it, unless its policy names `envoy-ratelimited`.
// https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-ratelimited
const NOT_RETRIED = utf8("x-envoy-ratelimited");
/** By these an upstream steers the router and the health of its host. */
const ROUTER_HEADERS: Array<Bytes> = [
  NOT_RETRIED,
  utf8("x-envoy-overloaded"),
  utf8("x-envoy-degraded"),
  utf8("x-envoy-immediate-health-check-fail"),
];

/** What becomes of the part of an answer that has arrived. */
export enum Step {
  GoOn,
  /** It waits for the next part. */
  Hold,
  /** The proxy refused what the client cannot do without: the answer must not go on. */
  Fail,
  /** It is none, in mode `listener`: another provider may be asked, or `reject` says what it is. */
  Unusable,
}

/** The answer to one request, or to one attempt at it. */
@final
export class AnswerPath {
  /** What holds the answer's beginning back; null: nothing, or not any more. */
  private gate: AnswerGate | null = null;
  private startedAt: u64 = 0;

  constructor(
    private readonly host: Host,
    private readonly settings: Settings,
    private readonly observer: Observer,
  ) {}

  /** The request begins. */
  start(): void {
    if (this.settings.isUpstream && this.settings.fallback.withinMs > 0) this.startedAt = this.host.now();
  }

  /**
   * The head (null: it cannot be read) has arrived; `original` is what the request's was before this attempt, null where
   * that is no matter; `isJudged`: the beginning is held until it shows that it can be used.
   */
  begin(
    provider: ProviderSettings,
    original: HeaderList | null,
    head: HeaderList | null,
    isEnd: bool,
    isJudged: bool,
  ): Step {
    if (original !== null) endAttempt(this.host, provider, original);
    if (!this.observer.passHead(provider, head)) return Step.Fail;
    if (this.settings.isUpstream && !this.steerRouter(head)) return Step.Fail;
    if (head !== null && this.observer.isTranslated) return this.beginTranslated(head, isEnd);
    const gate = isJudged && head !== null ? AnswerGate.of(head, this.observer.asked) : null;
    if (!isEnd) {
      this.gate = gate;
      return gate === null ? Step.GoOn : Step.Hold;
    }
    const step = gate !== null && head !== null ? this.obey(gate.judgeEmpty(this.host, head)) : Step.GoOn;
    if (step == Step.GoOn) this.observer.endAnswer();
    return step;
  }

  /** A part of the body has arrived; the proxy has `size` bytes now. */
  onBody(size: u32, isEnd: bool): Step {
    const gate = this.gate;
    const verdict = gate === null ? Verdict.Usable : gate.judge(this.host, size, isEnd);
    const step = this.obey(verdict);
    if (step != Step.GoOn) return step;
    // Where the client has the head already, the proxy ends a failed answer where it is.
    if (!this.observer.passAnswer(size, isEnd, gate === null ? EMPTY : gate.piece)) return Step.Fail;
    if (this.observer.isUnusable) return this.rejectPiece(size, isEnd);
    if (isEnd) this.observer.endAnswer();
    return verdict == Verdict.Unknown || this.observer.holdsHead ? Step.Hold : Step.GoOn;
  }

  /** The trailers have arrived: the body is complete. */
  onTrailers(): Step {
    const gate = this.gate;
    const verdict = gate === null ? Verdict.Usable : gate.judge(this.host, 0, true);
    const step = this.obey(verdict);
    if (step != Step.GoOn) return step;
    // What is missing of an answer that is none is missed by nobody.
    if (!this.observer.passTrailers() && verdict == Verdict.Usable) return Step.Fail;
    this.observer.endAnswer();
    return Step.GoOn;
  }

  /**
   * An answer that cannot be used gets a status that says so, and that the router may retry; of one that was to be
   * translated the piece at hand has `size` bytes (`isBefore`: its body has not begun).
   */
  reject(size: u32, isBefore: bool): Step {
    if (!this.observer.rejectAnswer(UNUSABLE_STATUS, size, isBefore)) return Step.Fail;
    const status = this.host.setHeader(HeaderMap.Response, STATUS, utf8(UNUSABLE_STATUS.toString()));
    return status == Status.Ok && this.endRetries() ? Step.GoOn : Step.Fail;
  }

  /** Nothing more comes of it. */
  end(): void {
    const gate = this.gate;
    if (gate !== null) gate.release();
    this.gate = null;
  }

  private obey(verdict: Verdict): Step {
    if (verdict == Verdict.Unknown) return Step.GoOn;
    this.end();
    if (verdict == Verdict.Usable) return Step.GoOn;
    return this.settings.isUpstream ? this.reject(0, false) : Step.Unusable;
  }

  // An answer that is translated is judged by its translator, also where nobody else could be asked.
  private beginTranslated(head: HeaderList, isEnd: bool): Step {
    const isUnusable = this.observer.isUnusable || (isEnd && statusOf(head) < FIRST_ERROR);
    if (isUnusable) return this.settings.isUpstream ? this.reject(0, true) : Step.Unusable;
    if (isEnd) this.observer.endAnswer();
    return isEnd ? Step.GoOn : Step.Hold;
  }

  private rejectPiece(size: u32, isEnd: bool): Step {
    if (!this.settings.isUpstream) return Step.Unusable;
    const step = this.reject(size, false);
    if (isEnd && step == Step.GoOn) this.observer.endAnswer();
    return step;
  }

  // A provider must not tell our router what to do, also where there is no memory to see what it says.
  private steerRouter(head: HeaderList | null): bool {
    if (head === null) return removeUnread(this.host, HeaderMap.Response, ROUTER_HEADERS);
    if (!removeHeaders(this.host, HeaderMap.Response, head, ROUTER_HEADERS)) return false;
    return statusOf(head) < FIRST_ERROR || this.endRetries();
  }

  // A failure that came late is passed on, and not retried.
  private endRetries(): bool {
    if (this.startedAt == 0) return true;
    const elapsed = this.host.now() - this.startedAt;
    if (elapsed <= <u64>this.settings.fallback.withinMs * NANOSECONDS_IN_MILLI) return true;
    return this.host.setHeader(HeaderMap.Response, NOT_RETRIED, utf8("true")) == Status.Ok;
  }
}
