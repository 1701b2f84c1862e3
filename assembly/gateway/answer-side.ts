// The answer of an exchange: that of its first attempt, held while it shows whether it is one, or of whoever is asked next.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList } from "../host/header-list";
import { Buffer, HeaderMap, Host, Status } from "../host/host";
import { FIRST_ERROR } from "../http/status";
import { JsonDocument } from "../json/document";
import { ByteWriter } from "../json/write";
import { Capability } from "../protocol/capability";
import { errorTextOf } from "../protocol/error-text";
import { Refusal } from "../protocol/refusal";
import { Upstreams } from "../upstream/upstreams";
import { statusOf } from "./answer";
import { AnswerPath, Step } from "./answer-path";
import { AnswerTranslation } from "./answer-translation";
import { Attempts, Next } from "./attempts";
import { Observer } from "./observer";
import { allFailed } from "./refusals";

// The message of an error stands at its beginning.
const MAX_ERROR_BYTES: i32 = 16 << 10;

/** What of an exchange comes after its request has gone. */
@final
export class AnswerSide {
  /** Who is asked; null where there is one attempt. */
  attempts: Attempts | null = null;
  private readonly path: AnswerPath;
  /** True while the first answer, if there is one, is held for those that are asked instead. */
  private isFailing: bool = false;
  /** True when the first answer would have been edited, had it come in time. */
  private isEdited: bool = false;
  /** What the first attempt asks for, and what translates its answer. */
  private asked: Capability | null = null;
  private translation: AnswerTranslation | null = null;
  /** Of a first answer that has failed and would have been translated: its status, and how it begins. */
  private firstStatus: i32 = 0;
  private firstError: ByteWriter = new ByteWriter();
  /** True when the first answer turned out to be none. */
  private isUnusable: bool = false;
  /** True when no more comes of the first answer. */
  private isComplete: bool = false;

  constructor(
    private readonly host: Host,
    private readonly upstreams: Upstreams,
    private readonly observer: Observer,
  ) {
    this.path = new AnswerPath(host, upstreams.settings, observer);
  }

  /** The request begins. */
  start(): void {
    this.path.start();
  }

  /** The head has arrived; `original` is what the request's was before this attempt, null where that is no matter. */
  onHead(provider: ProviderSettings, original: HeaderList | null, isEnd: bool): Step {
    const head = this.host.headers(HeaderMap.Response);
    const attempts = this.attempts;
    this.isComplete = isEnd;
    if (!this.isFailing) this.noteFirst();
    if (attempts !== null && this.isFailing) {
      attempts.onLateHead(head);
      return Step.Hold;
    }
    if (attempts !== null && attempts.onHead(head) == Next.Wait) {
      if (head !== null) this.firstStatus = statusOf(head);
      return this.hold();
    }
    const isJudged = this.upstreams.settings.isUpstream || (attempts !== null && attempts.canGoOn);
    return this.settle(this.path.begin(provider, original, head, isEnd, isJudged), 0, true);
  }

  /** A part of the body has arrived; the proxy has `size` bytes now. */
  onBody(size: u32, isEnd: bool): Step {
    this.isComplete = isEnd;
    if (!this.isFailing) return this.settle(this.path.onBody(size, isEnd), size, false);
    if (this.translation !== null) this.keepError(size);
    return Step.Hold;
  }

  /** The trailers have arrived: the body is complete. */
  onTrailers(): Step {
    this.isComplete = true;
    return this.isFailing ? Step.Hold : this.settle(this.path.onTrailers(), 0, false);
  }

  /** An attempt by call-out has been answered, or has failed; runs inside its callback. */
  onAttemptAnswer(): Next {
    const attempts = this.attempts;
    return attempts !== null && this.isFailing ? attempts.onCallAnswer() : Next.Nothing;
  }

  /** Time has passed; runs inside the stream. */
  onTimer(): Next {
    const attempts = this.attempts;
    if (attempts === null) return Next.Nothing;
    const isEdited = this.observer.editsAnswer;
    if (!this.isFailing) this.noteFirst();
    const next = attempts.onTimer();
    if (next == Next.Wait && !this.isFailing) this.isEdited = isEdited;
    if (next == Next.Wait) this.isFailing = true;
    else if (next == Next.Nothing && attempts.isIdle) this.isFailing = false;
    return next;
  }

  /** The answer to an attempt by call-out cannot be had. */
  loseAttempt(): void {
    const attempts = this.attempts;
    if (attempts !== null) attempts.lose();
  }

  /** Gives the client the answer of a call-out; false when the proxy refused it. */
  deliver(): bool {
    const attempts = this.attempts;
    return attempts !== null && attempts.deliver();
  }

  /** True when the first answer can be the client's, since nobody else has one. */
  get mayResume(): bool {
    const attempts = this.attempts;
    // Of one that is to be edited a part has gone by, and what the proxy holds of its body nobody can translate.
    return this.translation === null && attempts !== null && attempts.hasFirstAnswer(this.isEdited);
  }

  /** What the client is told where the first answer cannot be its own: what it says, if it is an error of an upstream's. */
  get refusal(): Refusal {
    const attempts = this.attempts;
    const isError = this.translation !== null && this.firstStatus >= FIRST_ERROR && !this.isUnusable;
    if (!isError || attempts === null || !attempts.hasFirstAnswer(this.isEdited)) return allFailed();
    const text = this.firstError.view();
    return new Refusal(this.firstStatus, "all_failed", errorTextOf(JsonDocument.parse(text), text, this.firstStatus));
  }

  /** Lets the first answer, `provider`'s, go on; what of its body is held goes by unread. False when the proxy refused. */
  resume(provider: ProviderSettings): bool {
    this.isFailing = false;
    this.observer.follow(this.host, provider, this.asked);
    const head = this.host.headers(HeaderMap.Response);
    if (this.path.begin(provider, null, head, false, false) == Step.Fail) return false;
    if (this.isUnusable && this.path.reject(0, false) == Step.Fail) return false;
    if (this.isComplete) this.observer.endAnswer();
    // An answer that is not resumed hangs, so a refusal is not taken at the first time.
    if (this.host.resumeResponse() != Status.Ok) this.host.resumeResponse();
    return true;
  }

  /** Nothing more comes. */
  end(): void {
    const attempts = this.attempts;
    if (attempts !== null) attempts.end();
    this.path.end();
  }

  // The beginning of what it says, while the proxy shows it.
  private keepError(size: u32): void {
    const part = new Uint8Array(<i32>min<u32>(size, <u32>(MAX_ERROR_BYTES - this.firstError.length)));
    const count = this.host.readBody(Buffer.ResponseBody, 0, part);
    if (count > 0) this.firstError.bytes(part.subarray(0, count));
  }

  private noteFirst(): void {
    this.asked = this.observer.asked;
    this.translation = this.observer.translation;
  }

  private hold(): Step {
    this.isFailing = true;
    return Step.Hold;
  }

  private reject(size: u32, isBefore: bool): Step {
    const isTranslated = this.observer.isTranslated;
    const step = this.path.reject(size, isBefore);
    if (isTranslated && this.isComplete && step == Step.GoOn) this.observer.endAnswer();
    return step;
  }

  // An answer that turned out to be none: another provider is asked, or it says what it is.
  private settle(found: Step, size: u32, isBefore: bool): Step {
    const attempts = this.attempts;
    if (found == Step.Unusable && attempts !== null && attempts.onUnusable() == Next.Wait) {
      this.isUnusable = true;
      return this.hold();
    }
    const step = found == Step.Unusable ? this.reject(size, isBefore) : found;
    if (attempts !== null && step != Step.Hold) attempts.settle();
    return step;
  }
}
