// The life of one request and its answer: a state machine whose steps are the proxy's callbacks.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { Route } from "../config/route";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { Action, HeaderMap, Host, Status } from "../host/host";
import { Protocol, Trait } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Translation } from "../translator/translation";
import { Reporter } from "../telemetry/reporter";
import { EMPTY } from "../text/bytes";
import { IndexSet } from "../upstream/index-set";
import { Upstreams } from "../upstream/upstreams";
import { Step } from "./answer-path";
import { AnswerSide } from "./answer-side";
import { arrivedHeaders, dialectByPath, dialectOf, readArrived } from "./arrived-head";
import { Attempts, Next } from "./attempts";
import { Choice } from "./choice";
import { Observer } from "./observer";
import { chooseRoute } from "./choose-route";
import { warnOfAttempt } from "./failed-attempt";
import { finishBody } from "./finish-request";
import { answerHere } from "./finish-translated";
import { answerModels, listsModels } from "./list-models";
import { forRequest } from "./passing";
import { asksForReport, sendReport } from "./providers-report";
import { contextUnavailable, hostFailure, noProvider, outOfMemory, tooLarge } from "./refusals";
import { sendRefusal } from "./reply";
import { RequestHead } from "./request-head";
import { finishEmpty, sendOn } from "./send-on";
import { sendPreflight } from "./send-request";
import { removeSteering } from "./steering";

// Higress holds this much of a body unless it is asked to hold more.
const SMALL_BODY: u32 = 32 << 10;

// Nothing has failed where there is one attempt.
const NO_TOKENS = new IndexSet(0);

enum Phase {
  /** Nothing decided yet. */
  New,
  /** The head is held until the body is complete. */
  Holding,
  /** Head and body are held until a call-out is answered. */
  Waiting,
  /** The request goes on, or has gone. */
  Passing,
  /** Aisle has answered it. */
  Refused,
  /** The request goes on as it came, and nobody looks. */
  Ignored,
}

/** One request with its answer, from its first callback to its last. */
@final
export class Exchange {
  /** True when somebody looks at `wakesAt` from time to time. */
  isWaiting: bool = false;
  private phase: Phase = Phase.New;
  private provider: ProviderSettings | null = null;
  /** The request's head, as long as it has not been sent on. */
  private head: RequestHead | null = null;
  /** Per-attempt mode: the head as this attempt found it, until its response arrives. */
  private original: HeaderList | null = null;
  /** Whose errors the client understands. */
  private dialect: Protocol = Protocol.OpenAi;
  /** True when what follows the head is no body, and has no limit. */
  private isUpgrade: bool = false;
  /** Bytes of the body that are held, or have passed unread. */
  private arrived: u64 = 0;
  /** The call that the request waits for, -1 for none. */
  private call: i32 = -1;
  private readonly observer: Observer;
  private readonly answer: AnswerSide;
  private readonly settings: Settings;

  constructor(
    private readonly host: Host,
    /** The root context that it belongs to. */
    readonly root: u32,
    /** The configuration that this exchange began with and keeps, and what is known of its providers. */
    private readonly upstreams: Upstreams,
    reporter: Reporter,
  ) {
    const settings = upstreams.settings;
    this.settings = settings;
    const observer = new Observer(host, settings, reporter);
    this.observer = observer;
    this.answer = new AnswerSide(host, upstreams, observer);
  }

  /** The token of the call-out that the exchange waits for, or -1. */
  get awaitedCall(): i32 {
    return this.call;
  }

  // Who is asked; null where there is one attempt.
  private get attempts(): Attempts | null {
    return this.answer.attempts;
  }

  /** The token of the attempt by call-out that the exchange waits for, or -1. */
  get awaitedAttempt(): i32 {
    const attempts = this.attempts;
    return attempts === null ? -1 : attempts.token;
  }

  /** The request's head has arrived. */
  onRequestHeaders(isEnd: bool): Action {
    this.observer.begin();
    this.answer.start();
    const head = this.readHead();
    if (head === null) return this.failUnread();
    if (!this.settings.isUpstream && asksForReport(this.settings.providersPath, head.headers)) return this.report();
    const route = chooseRoute(this.host, this.settings, head.headers);
    if (route === null) return this.refuse(this.host.isShort() ? outOfMemory() : hostFailure());
    if (route.isInert) return this.ignore();
    const provider = this.choose(route, head, isEnd);
    this.observer.route(provider, head.capability);
    if (this.host.isShort()) return this.refuse(outOfMemory());
    const trusts = provider !== null && provider.limits.trustsEnvoyHeaders;
    const isClean = removeSteering(this.host, head.headers, this.settings.clusterHeader, trusts);
    if (!isClean || !this.steer(provider, null)) return this.refuse(hostFailure());
    if (provider === null) return this.refuseAttempt(noProvider(route.problem));
    this.provider = provider;
    this.head = head;
    this.isUpgrade = head.isUpgrade;
    return head.isOptions ? this.passOptions(provider, head) : this.begin(provider, head, isEnd);
  }

  /** A part of the request's body has arrived; `size` is that of what can be read now. */
  onRequestBody(size: u32, isEnd: bool): Action {
    const provider = this.provider;
    if (provider === null) return this.phase == Phase.Refused ? Action.Pause : Action.Continue;
    const limit = provider.limits.maxRequestBytes;
    switch (this.phase) {
      case Phase.Holding:
        if (size > limit) return this.refuse(tooLarge(limit));
        this.arrived = size;
        if (!isEnd && this.isTooMuch(provider, size)) return this.letGo(provider);
        return isEnd ? this.finish() : Action.Pause;
      case Phase.Passing:
        if (this.isUpgrade) return Action.Continue;
        this.arrived += size;
        this.observer.passBody(size);
        return this.arrived > limit ? this.refuse(tooLarge(limit)) : Action.Continue;
      default:
        return Action.Pause;
    }
  }

  /** The request's trailers have arrived: its body is complete. */
  onRequestTrailers(): Action {
    if (this.phase == Phase.Holding) return this.finish();
    return this.phase == Phase.Passing || this.phase == Phase.Ignored ? Action.Continue : Action.Pause;
  }

  /** The head of the answer has arrived: the upstream's, or that of a reply of the proxy's or Aisle's own. */
  onResponseHeaders(isEnd: bool): Action {
    const provider = this.provider;
    if (provider === null || this.phase == Phase.Refused) return Action.Continue;
    const original = this.original;
    this.original = null;
    const step = this.answer.onHead(provider, original, isEnd);
    return this.follow(step, Action.Pause);
  }

  /** A part of the answer's body has arrived. */
  onResponseBody(size: u32, isEnd: bool): Action {
    return this.phase == Phase.Refused ? Action.Continue : this.follow(this.answer.onBody(size, isEnd), Action.Hold);
  }

  /** The answer's trailers have arrived: its body is complete. */
  onResponseTrailers(): Action {
    if (this.phase == Phase.Refused) return Action.Continue;
    const step = this.answer.onTrailers();
    if (step == Step.Hold) return Action.Pause;
    this.follow(step, Action.Pause);
    return Action.Continue;
  }

  /** An attempt by call-out has been answered, or has failed; runs inside its callback. */
  onAttemptAnswer(): void {
    if (this.phase == Phase.Passing) this.proceed(this.answer.onAttemptAnswer());
  }

  /** The answer to an attempt by call-out cannot be had. */
  loseAttempt(): void {
    this.answer.loseAttempt();
  }

  /** Time has passed: an attempt that has waited for it may begin; runs inside the stream. */
  onTimer(): void {
    if (this.phase == Phase.Passing) this.proceed(this.answer.onTimer());
  }

  /** When it wants to be told that time has passed, in nanoseconds since 1970; 0: never. */
  get wakesAt(): u64 {
    const attempts = this.attempts;
    return attempts === null ? 0 : attempts.wakesAt;
  }

  /** The exchange is over. */
  onEnd(): void {
    this.answer.end();
    this.observer.end();
  }

  /** The awaited call-out has been answered, or has failed; runs inside its callback. */
  onCallAnswer(): void {
    const provider = this.provider;
    this.call = -1;
    if (this.phase != Phase.Waiting || provider === null) return;
    const context = provider.context;
    const head = this.head;
    this.phase = Phase.Holding;
    if (head === null || context === null || context.message === null) {
      if (this.host.isShort()) this.refuse(outOfMemory());
      else this.refuseAttempt(contextUnavailable());
      return;
    }
    this.observer.ready();
    if (this.send(provider, head) == Action.Continue) resume(this.host);
  }

  /** The context file that the exchange waits for; null when it waits for none. */
  get awaitedContext(): ContextSettings | null {
    const provider = this.provider;
    return this.call < 0 || provider === null ? null : provider.context;
  }

  private readHead(): RequestHead | null {
    const headers = arrivedHeaders(this.host, this.settings);
    if (headers === null) return null;
    if (this.settings.isUpstream) this.original = headers;
    const head = readArrived(this.host, this.settings, headers);
    this.dialect = dialectOf(head);
    return head;
  }

  // There is no head to go by; of a short one the path may still say whose errors the client understands.
  private failUnread(): Action {
    if (!this.host.isShort()) return this.refuse(hostFailure());
    this.dialect = dialectByPath(this.host);
    return this.refuse(outOfMemory());
  }

  // The request is none of Aisle's business.
  private ignore(): Action {
    this.observer.ignore();
    this.phase = Phase.Ignored;
    return Action.Continue;
  }

  // Whoever the route leads to, or one of those that share. Where there may be further attempts, they are prepared for.
  private choose(route: Route, head: RequestHead, isEnd: bool): ProviderSettings | null {
    const provider = forRequest(route.provider, head);
    if (this.settings.isUpstream || (route !== Route.SHARED && !hasPolicy(provider))) return provider;
    const choice = new Choice(this.host, this.upstreams, provider);
    const attempts = new Attempts(this.host, this.upstreams, this.observer, choice, head.headers, head.path);
    this.answer.attempts = attempts;
    return attempts.first(head, isEnd);
  }

  // A route with `cluster_header` goes where this header says; `before` is whom it has been written for, if it has.
  private steer(provider: ProviderSettings | null, before: ProviderSettings | null): bool {
    if (provider === null || this.settings.isUpstream) return true;
    if (provider.cluster.byteLength == 0) {
      if (before === null || before.cluster.byteLength == 0) return true;
      return this.host.removeHeader(HeaderMap.Request, this.settings.clusterHeader) == Status.Ok;
    }
    return this.host.setHeader(HeaderMap.Request, this.settings.clusterHeader, provider.cluster) == Status.Ok;
  }

  private passOptions(provider: ProviderSettings, head: RequestHead): Action {
    return sendPreflight(this.host, provider, head) ? this.pass() : this.refuse(hostFailure());
  }

  private begin(provider: ProviderSettings, head: RequestHead, isEnd: bool): Action {
    if (listsModels(provider, head)) return this.answerModels(provider, head);
    const refusal = head.check(provider, isEnd);
    if (refusal !== null) return this.refuse(refusal);
    const attempts = this.attempts;
    if (!head.needsBody(provider, isEnd) && (isEnd || attempts === null || !attempts.wantsBody(head))) {
      this.observer.ready();
      return this.sendUnread(provider, head, isEnd);
    }
    // What is held for others only is read by nobody.
    const unreadable = head.needsBody(provider, isEnd) ? head.checkBody(provider, isEnd) : null;
    if (unreadable !== null) return this.refuse(unreadable);
    if (isEnd) {
      this.observer.ready();
      this.prepare(provider, head, true);
      return this.passUnless(finishEmpty(this.host, this.observer, provider, head));
    }
    this.phase = Phase.Holding;
    const mayBeLarge = head.announced == 0 || head.announced > SMALL_BODY;
    if (mayBeLarge) this.host.raiseRequestLimit(provider.limits.maxRequestBytes);
    return Action.Pause;
  }

  // The body is complete: fetch what it needs, read it, change it, and send it on.
  private finish(): Action {
    const provider = this.provider;
    const head = this.head;
    if (provider === null || head === null) return this.refuse(hostFailure());
    this.observer.ready();
    const attempts = this.attempts;
    if (attempts !== null && attempts.waitsForBody(head)) return this.goOnWith(attempts, head);
    return this.send(provider, head);
  }

  // The token is chosen; if the whole request is here, it is kept for further attempts.
  private prepare(provider: ProviderSettings, head: RequestHead, isWhole: bool): void {
    const attempts = this.attempts;
    if (attempts !== null) return attempts.begin(head, isWhole, <u32>this.arrived);
    head.token = this.upstreams.pickToken(this.host, provider, head.headers, head.has(Trait.Stateful), NO_TOKENS);
  }

  // The body says who is asked: what has been judged by the head is judged again.
  private goOnWith(attempts: Attempts, before: RequestHead): Action {
    const head = new RequestHead(before.headers, before.path);
    const provider = attempts.chooseByBody(head, <u32>this.arrived);
    if (provider === null || !this.steer(provider, this.provider)) return this.refuse(hostFailure());
    this.provider = provider;
    this.head = head;
    this.observer.route(provider, head.capability);
    const refusal = head.check(provider, false);
    if (refusal !== null) return this.refuse(refusal);
    const unreadable = head.needsBody(provider, false) ? head.checkBody(provider, false) : null;
    if (unreadable !== null) return this.refuse(unreadable);
    return this.send(provider, head);
  }

  // Makes head and body the provider's, and lets them go.
  private send(provider: ProviderSettings, head: RequestHead): Action {
    if (!head.needsBody(provider, false)) return this.sendUnread(provider, head, true);
    const translation = head.translation;
    if (translation !== null && translation.isLocal) return this.answerItself(provider, translation);
    this.prepare(provider, head, true);
    const context = head.has(Trait.Messages) && !provider.isOriginal ? provider.context : null;
    if (context !== null && context.message === null) return this.fetchContext(provider, context);
    return this.passUnless(finishBody(this.host, this.observer, provider, head, context, this.arrived));
  }

  private fetchContext(provider: ProviderSettings, context: ContextSettings): Action {
    if (context.call < 0) context.call = this.host.call(context.cluster, context.headers, EMPTY, provider.timeout);
    if (context.call < 0) return this.refuseAttempt(contextUnavailable());
    this.call = context.call;
    this.phase = Phase.Waiting;
    return Action.Pause;
  }

  private report(): Action {
    this.phase = Phase.Refused;
    sendReport(this.host, this.upstreams);
    this.observer.answered(200);
    return Action.Pause;
  }

  private answerModels(provider: ProviderSettings, head: RequestHead): Action {
    this.phase = Phase.Refused;
    this.head = null;
    const refusal = answerModels(this.host, provider, head);
    if (refusal !== null) return this.refuse(refusal);
    this.observer.answered(200);
    return Action.Pause;
  }

  private answerItself(provider: ProviderSettings, translation: Translation): Action {
    this.phase = Phase.Refused;
    this.head = null;
    const refusal = answerHere(this.host, provider, translation);
    if (refusal !== null) return this.refuse(refusal);
    this.observer.answered(200);
    return Action.Pause;
  }

  // Held for other providers only, and more than is held for that.
  private isTooMuch(provider: ProviderSettings, size: u32): bool {
    const attempts = this.attempts;
    const head = this.head;
    if (attempts === null || head === null || head.needsBody(provider, false)) return false;
    return attempts.isTooMuch(head, size);
  }

  private letGo(provider: ProviderSettings): Action {
    const head = this.head;
    if (head === null) return this.refuse(hostFailure());
    this.observer.ready();
    return this.sendUnread(provider, head, false);
  }

  private sendUnread(provider: ProviderSettings, head: RequestHead, isWhole: bool): Action {
    this.prepare(provider, head, isWhole);
    return this.passUnless(sendOn(this.host, this.observer, provider, head, null));
  }

  private follow(step: Step, held: Action): Action {
    if (step == Step.Fail) return this.refuse(hostFailure());
    return step == Step.Hold ? held : Action.Continue;
  }

  private proceed(next: Next): void {
    switch (next) {
      case Next.Deliver:
        // The reply's own callbacks may run before it returns.
        this.phase = Phase.Refused;
        if (!this.answer.deliver()) this.refuse(hostFailure());
        return;
      case Next.Exhausted:
        if (!this.answer.mayResume) this.refuse(this.answer.refusal);
        else this.resumeAnswer();
        return;
    }
  }

  private resumeAnswer(): void {
    const provider = this.provider;
    if (provider !== null && !this.answer.resume(provider)) this.refuse(hostFailure());
  }

  private passUnless(refusal: Refusal | null): Action {
    return refusal === null ? this.pass() : this.refuse(refusal);
  }

  private pass(): Action {
    this.phase = Phase.Passing;
    this.head = null;
    return Action.Continue;
  }

  // What no client is to blame for: in a filter of a cluster somebody must learn where it happens.
  private refuseAttempt(refusal: Refusal): Action {
    if (this.settings.isUpstream) warnOfAttempt(this.host, refusal);
    return this.refuse(refusal);
  }

  // The reply's own callbacks may run before `sendRefusal` returns, so the phase is set first.
  private refuse(refusal: Refusal): Action {
    this.phase = Phase.Refused;
    this.head = null;
    this.observer.refuse(refusal);
    sendRefusal(this.host, refusal, this.dialect);
    return Action.Pause;
  }
}

function hasPolicy(provider: ProviderSettings | null): bool {
  return provider !== null && (provider.tokenPolicy !== null || provider.retryPolicy !== null);
}

// A request that is not resumed hangs, so a refusal is not taken at the first time.
function resume(host: Host): void {
  if (host.resumeRequest() != Status.Ok) host.resumeRequest();
}
