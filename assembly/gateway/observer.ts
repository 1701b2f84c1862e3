// Follows one exchange for those who want to know of it: what it was, what it took, how it ended.

import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { FIRST_ERROR } from "../http/status";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { TaskKind } from "../provider/task-kinds";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { Reporter } from "../telemetry/reporter";
import { Bytes, copyOf, utf8 } from "../text/bytes";
import { Answer, statusOf } from "./answer";
import { AnswerTranslation } from "./answer-translation";
import { findAnswerEdit } from "./answer-edit";
import { countAttempts } from "./attempt-head";
import { ErrorBody } from "./error-body";
import { Origin, originOf } from "./failure";
import { noteProvider } from "./filter-state";
import { keepPayload } from "./payload";
import { RequestEdit } from "./request-edit";
import { passResponseHead } from "./response-head";
import { Sight } from "./sight";

/** Sees every step of an exchange. Where nobody asks for anything, no step costs a host call. */
@final
export class Observer {
  /** What will be told; null: nothing, or it has been. */
  private record: ExchangeRecord | null = null;
  private answer: Answer | null = null;
  /** What the upstream says of an error; null: nothing, or nobody wants it. */
  private errorBody: ErrorBody | null = null;
  private capability: Capability | null = null;
  /** True when the provider was asked for usage that the client did not ask for. */
  private isUsageAdded: bool = false;
  /** What is made of the answer; null: nothing. */
  private answerEdit: AnswerEdit | null = null;
  /** What translates its answer; null: nothing, or nobody knows yet. */
  translation: AnswerTranslation | null = null;
  private provider: ProviderSettings | null = null;
  /** How often it was sent by call-outs. */
  private calls: u32 = 0;

  constructor(
    private host: Host,
    private readonly settings: Settings,
    private readonly reporter: Reporter,
  ) {}

  /** A request has begun. */
  begin(): void {
    if (this.settings.needsRecord) this.record = new ExchangeRecord();
  }

  /** How many of a body's first bytes are told. */
  get payloadBytes(): i32 {
    return this.settings.telemetry.payloadBytes;
  }

  /** Nothing will be told of it. */
  ignore(): void {
    this.record = null;
  }

  /** It asks for `capability` (null: unknown), and goes to `provider` (null: none). */
  route(provider: ProviderSettings | null, capability: Capability | null): void {
    this.capability = capability;
    this.provider = provider;
    this.translation = null;
    this.answerEdit = provider === null ? null : findAnswerEdit(provider, capability);
    const record = this.record;
    if (record === null) return;
    record.provider = provider;
    record.capability = capability;
    if (this.settings.isUpstream) record.noteAttempt(countAttempts(this.host));
    if (provider !== null && this.settings.telemetry.hasFilterState) noteProvider(this.host, provider.id);
  }

  /** Request and answer change their protocol, as `translation` (null: they do not) says. */
  translate(translation: AnswerTranslation | null): void {
    const provider = this.provider;
    this.translation = translation;
    if (translation === null || provider === null) return;
    this.answerEdit = findAnswerEdit(provider, translation.way.edited);
  }

  /** From now on its messages are at `host`: it has been made anew for `provider`, and what was seen before is void. */
  follow(host: Host, provider: ProviderSettings, capability: Capability | null): void {
    if (this.host === host) return;
    this.host = host;
    const answer = this.answer;
    if (answer !== null) answer.release();
    this.answer = null;
    this.errorBody = null;
    this.isUsageAdded = false;
    const record = this.record;
    if (record !== null) record.forgetAnswer();
    this.route(provider, capability);
  }

  /** The attempt at hand. */
  get sight(): Sight {
    return new Sight(this.host, this.capability, this.isUsageAdded, this.answerEdit, this.translation, this.record);
  }

  /** The attempt that it has been made anew for could not be sent: that of `sight` is the one at hand. */
  goBack(sight: Sight): void {
    if (this.host === sight.host) return;
    this.host = sight.host;
    this.capability = sight.capability;
    this.isUsageAdded = sight.isUsageAdded;
    this.answerEdit = sight.answerEdit;
    this.translation = sight.translation;
    const record = this.record;
    if (record === null) return;
    const provider = sight.restore(record);
    if (provider !== null && this.settings.telemetry.hasFilterState) noteProvider(this.host, provider.id);
  }

  /** It is sent by another call-out. */
  noteCall(): void {
    this.calls++;
  }

  /** There was no room to keep it, so that it can be sent once only. */
  noteNotKept(): void {
    const record = this.record;
    if (record !== null) record.isNotKept = true;
  }

  /** It is about a task of this kind, which its answer shall say, too. */
  noteTask(kind: TaskKind): void {
    this.answerEdit = kind.answerEdit;
  }

  /** The provider could have it from now on; what is done first is Aisle's own time. */
  ready(): void {
    const record = this.record;
    if (record !== null) record.readyAt = this.host.now();
  }

  /** A part of the request's body, `size` bytes, passes unread. */
  passBody(size: u32): void {
    const record = this.record;
    if (record !== null) keepPayload(this.host, record, size, this.settings.telemetry.payloadBytes);
  }

  /** The request's body has been read, and changed as `edit` says; `kept` are its first bytes, for the log. */
  edit(edit: RequestEdit, kept: Bytes): void {
    this.isUsageAdded = edit.isUsageAdded;
    const record = this.record;
    if (record === null) return;
    record.requestModel = copyOf(edit.clientModel);
    record.upstreamModel = copyOf(edit.model);
    record.isStream = edit.isStream;
    record.requestPayload = kept;
  }

  /** True when the answer may be changed, so that it must be readable. */
  get editsAnswer(): bool {
    return this.isUsageAdded || this.answerEdit !== null || this.translation !== null;
  }

  /** The request has gone to `provider`. */
  sent(provider: ProviderSettings): void {
    const record = this.record;
    if (record !== null && provider.limits.showsOrigin) record.noteSent(this.host.now());
  }

  /** Aisle answers itself. */
  refuse(refusal: Refusal): void {
    const record = this.record;
    if (record === null) return;
    record.status = refusal.status;
    record.refusal = utf8(refusal.reason);
    if (this.calls > 0) record.attempts = this.calls + 1;
  }

  /** Aisle answers itself, and not with an error. */
  answered(status: i32): void {
    const record = this.record;
    if (record === null) return;
    record.status = status;
    record.endedAt = this.host.now();
  }

  /** The head of the answer has arrived; false when it could not be made the client's, and must not go on. */
  passHead(provider: ProviderSettings, head: HeaderList | null): bool {
    const record = this.record;
    let isEdited = false;
    if (head !== null && provider.logsErrors) {
      this.errorBody = ErrorBody.of(this.host, provider, head, statusOf(head), this.settings.isUpstream);
    }
    if (head !== null && (record !== null || this.editsAnswer)) {
      if (record !== null && !this.settings.isUpstream)
        record.attempts = max<u32>(countAttempts(this.host), 1) + this.calls;
      const answer = new Answer(record);
      const translation: AnswerTranslation | null = this.isForeign(head) ? null : this.translation;
      answer.translate(translation, head);
      answer.begin(head, this.capability, this.isUsageAdded, this.answerEdit, this.settings.telemetry.payloadBytes);
      this.answer = answer;
      isEdited = answer.isEdited;
    }
    return passResponseHead(this.host, head, provider, record, isEdited);
  }

  // Another filter of the proxy speaks to the client itself. An attempt by call-out has nobody's answer but the provider's.
  private isForeign(head: HeaderList): bool {
    if (this.translation === null || this.settings.isUpstream || this.calls > 0) return false;
    return statusOf(head) >= FIRST_ERROR && originOf(this.host) == Origin.Filter;
  }

  /** True while the answer's head must wait for its body. */
  get holdsHead(): bool {
    const answer = this.answer;
    return answer !== null && answer.holdsHead;
  }

  /** True when the answer is translated, which is judged on the way. */
  get isTranslated(): bool {
    const answer = this.answer;
    return answer !== null && answer.isTranslated;
  }

  /** True when it turned out to be none. */
  get isUnusable(): bool {
    const answer = this.answer;
    return answer !== null && answer.isUnusable;
  }

  /** What the request asks for; null: nothing known. */
  get asked(): Capability | null {
    return this.capability;
  }

  /**
   * The answer that has arrived is none, and gets this status; the client's error goes in the place of its piece of `size`
   * bytes, or of the next one (`isBefore`), if it was to be translated. False when the proxy refused that.
   */
  rejectAnswer(status: i32, size: u32, isBefore: bool): bool {
    const record = this.record;
    const answer = this.answer;
    if (record !== null) {
      record.status = status;
      record.isUnusable = true;
    }
    return answer === null || answer.reject(this.host, size, isBefore);
  }

  /**
   * A part of the answer's body has arrived, `known` if it has been read already (no bytes: it has not); false when it
   * could not be made the client's, and the answer must not go on.
   */
  passAnswer(size: u32, isEnd: bool, known: Bytes): bool {
    const errorBody = this.errorBody;
    if (errorBody !== null) errorBody.read(this.host, size);
    const answer = this.answer;
    return answer === null || answer.onBody(this.host, size, isEnd, known);
  }

  /** The answer's trailers have arrived; false when a part of its body is missing, and it must not end well. */
  passTrailers(): bool {
    const answer = this.answer;
    return answer === null || !answer.isHolding;
  }

  /** The answer is complete. */
  endAnswer(): void {
    const answer = this.answer;
    if (answer !== null) answer.end();
    this.logError(true);
    const record = this.record;
    if (record !== null) record.endedAt = this.host.now();
    // An upstream filter has no later callback in which filter state can be written.
    if (this.settings.isUpstream) this.end();
  }

  /** The exchange is over, whatever became of it; the first call counts. */
  end(): void {
    const record = this.record;
    const answer = this.answer;
    if (answer !== null) answer.release();
    this.logError(false);
    this.answer = null;
    this.record = null;
    if (record !== null) this.reporter.report(this.host, this.settings.telemetry, record);
  }

  private logError(isComplete: bool): void {
    const errorBody = this.errorBody;
    if (errorBody !== null) errorBody.log(this.host, this.settings.telemetry, isComplete);
    this.errorBody = null;
  }
}
