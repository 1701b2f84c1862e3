// One provider asked by a call-out: the client's own request made its, and its answer made the client's.

import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { HeaderMap, Host, LogLevel, Status } from "../host/host";
import { Capability, Trait } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, textOf } from "../text/bytes";
import { statusOf } from "./answer";
import { AnswerPath, Step } from "./answer-path";
import { AnswerTranslation } from "./answer-translation";
import { clusterOf } from "./choose-route";
import { Draft } from "./draft";
import { finishBody } from "./finish-request";
import { Observer } from "./observer";
import { contextUnavailable } from "./refusals";
import { RequestHead } from "./request-head";
import { finishEmpty, sendOn } from "./send-on";
import { removeSteering } from "./steering";
import { Turn } from "./turn";

const UNUSABLE_STATUS: i32 = 502;

/** A call-out under way, then its answer. */
@final
export class CallAttempt {
  /** The status that the client gets instead of the answer's; 0: the answer's own. */
  status: i32 = 0;

  private constructor(
    /** Request and answer. */
    readonly draft: Draft,
    private readonly provider: ProviderSettings,
    private readonly capability: Capability | null,
    private readonly translation: AnswerTranslation | null,
    /** What comes back with the answer. */
    readonly token: i32,
  ) {}

  /** Asks the provider whose turn it is; null when it cannot be sent this request, or the proxy refuses. */
  static begin(
    host: Host,
    settings: Settings,
    observer: Observer,
    turn: Turn,
    head: RequestHead,
    body: Bytes,
  ): CallAttempt | null {
    const provider = turn.provider;
    const draft = new Draft(host, head.headers, body);
    const cluster = provider.cluster.byteLength > 0 ? provider.cluster : clusterOf(host);
    if (cluster === null || cluster.byteLength == 0) return null;
    const trusts = provider.limits.trustsEnvoyHeaders;
    if (!removeSteering(draft, head.headers, settings.clusterHeader, trusts)) return null;
    const refusal = write(draft, observer, provider, head, body);
    const token = refusal === null ? draft.send(cluster, turn.timeout) : -1;
    if (host.isLogged(LogLevel.Debug)) explain(host, provider, refusal, token);
    return token < 0 ? null : new CallAttempt(draft, provider, head.asked, observer.translation, token);
  }

  /** Takes over the answer in whose callback it runs; its head, or null when there is none. */
  takeAnswer(): HeaderList | null {
    if (!this.draft.takeAnswer()) return null;
    return this.draft.headers(HeaderMap.Response);
  }

  /** Gives the client the answer; `details` say whose it is. */
  deliver(settings: Settings, observer: Observer, details: Bytes): Status {
    const draft = this.draft;
    observer.follow(draft, this.provider, this.capability);
    observer.translate(this.translation);
    const path = new AnswerPath(draft, settings, observer);
    const size = draft.answerSize;
    const head = draft.headers(HeaderMap.Response);
    let step = path.begin(this.provider, null, head, size == 0, false);
    if (step != Step.Fail && step != Step.Unusable && size > 0) step = path.onBody(size, true);
    const isRejected = step == Step.Unusable;
    if (isRejected) this.status = UNUSABLE_STATUS;
    if (isRejected) step = path.reject(size, false);
    path.end();
    if (step == Step.Fail || head === null) return Status.InternalFailure;
    const status = this.status > 0 ? this.status : statusOf(head);
    if (this.status > 0 && !isRejected) observer.rejectAnswer(status, 0, true);
    return draft.deliver(status, details);
  }
}

// Makes the draft the provider's request; null, or why it cannot be.
function write(
  draft: Draft,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  body: Bytes,
): Refusal | null {
  const isEnd = body.byteLength == 0;
  const refusal = head.check(provider, isEnd);
  if (refusal !== null) return refusal;
  observer.follow(draft, provider, head.asked);
  if (!head.needsBody(provider, isEnd)) return sendOn(draft, observer, provider, head, null);
  const unreadable = head.checkBody(provider, isEnd);
  if (unreadable !== null) return unreadable;
  if (isEnd) return finishEmpty(draft, observer, provider, head);
  const context = head.has(Trait.Messages) && !provider.isOriginal ? provider.context : null;
  // A call-out that waits for another one would be late.
  if (context !== null && context.message === null) return contextUnavailable();
  return finishBody(draft, observer, provider, head, context, body.byteLength);
}

function explain(host: Host, provider: ProviderSettings, refusal: Refusal | null, token: i32): void {
  const id = textOf(provider.id);
  if (refusal !== null) host.log(LogLevel.Debug, `aisle: ${id} cannot be asked: ${textOf(refusal.message)}`);
  else host.log(LogLevel.Debug, token < 0 ? `aisle: the proxy does not ask ${id}` : `aisle: ${id} is asked next`);
}
