// What is known of one exchange when it is over.

import { ProviderSettings } from "../config/provider-settings";
import { FIRST_ERROR } from "../http/status";
import { AnswerFacts } from "../protocol/answer-facts";
import { Capability } from "../protocol/capability";
import { operationOf } from "../protocol/operation";
import { TokenUsage } from "../protocol/token-usage";
import { Bytes, EMPTY, utf8 } from "../text/bytes";

const NO_RESPONSE = utf8("no_response");
const UNUSABLE = utf8("unusable_answer");
const INCOMPLETE = utf8("incomplete");
const STREAM_ERROR = utf8("stream_error");
const SWITCHING_PROTOCOLS: i32 = 101;
const NANOSECONDS_IN_MICRO: u64 = 1000;

/** The record of an exchange, written while it runs. Times are nanoseconds since 1970, 0 for what did not happen. */
@final
export class ExchangeRecord {
  /** Who answers; null: nobody. */
  provider: ProviderSettings | null = null;
  capability: Capability | null = null;
  /** The model that the client names, and the one that the provider is asked for; no bytes where the body was not read. */
  requestModel: Bytes = EMPTY;
  upstreamModel: Bytes = EMPTY;
  isStream: bool = false;
  /** The answer's status; 0: there was none. */
  status: i32 = 0;
  /** Why Aisle answered itself; no bytes: it did not. */
  refusal: Bytes = EMPTY;
  /** True when the answer said that it is one, and was none. */
  isUnusable: bool = false;
  /** How often the request was sent to a provider. */
  attempts: u32 = 0;
  /** True for an exchange that another record counts, too: an attempt after the first. */
  isRetry: bool = false;
  /** True when it could have been sent to another provider, had there been room to keep it. */
  isNotKept: bool = false;
  /** What the answer said; null when it could not be read. */
  facts: AnswerFacts | null = null;
  /** The bodies, cut; no bytes: they are not logged. */
  requestPayload: Bytes = EMPTY;
  responsePayload: Bytes = EMPTY;
  /** True when a part of the request's body was not seen: what is behind it is not kept. */
  hasPayloadGap: bool = false;

  /** When the request could go to the provider, and when it went. */
  readyAt: u64 = 0;
  sentAt: u64 = 0;
  /** When a stream's first data came. */
  firstAt: u64 = 0;
  /** When the answer's last byte came. */
  endedAt: u64 = 0;

  /** Why the exchange failed, one of few words or a status; no bytes: it did not. */
  get error(): Bytes {
    if (this.refusal.byteLength > 0) return this.refusal;
    if (this.isUnusable) return UNUSABLE;
    if (this.status == 0) return NO_RESPONSE;
    if (this.status >= FIRST_ERROR) return utf8(this.status.toString());
    const facts = this.facts;
    if (this.isStream && facts !== null && facts.isError) return STREAM_ERROR;
    // Another protocol has no end that a proxy could see.
    return this.endedAt == 0 && this.status != SWITCHING_PROTOCOLS ? INCOMPLETE : EMPTY;
  }

  /** It has gone to a provider; the first time counts, since what is between two attempts is not Aisle's own. */
  noteSent(now: u64): void {
    if (this.sentAt == 0) this.sentAt = now;
  }

  /** What was seen of an answer is void: another one is awaited. */
  forgetAnswer(): void {
    this.upstreamModel = this.requestModel;
    this.status = 0;
    this.isUnusable = false;
    this.facts = null;
    this.firstAt = 0;
    this.endedAt = 0;
  }

  /** In an upstream filter: this is attempt number `count` (0: the proxy does not say). */
  noteAttempt(count: u32): void {
    this.attempts = max<u32>(count, 1);
    this.isRetry = count > 1;
  }

  /** True for an answer that should say how many tokens it took. */
  get expectsUsage(): bool {
    const capability = this.capability;
    const isAnswered = this.refusal.byteLength == 0 && this.status > 0 && this.status < FIRST_ERROR;
    return isAnswered && capability !== null && operationOf(capability).byteLength > 0;
  }

  /** The tokens that the answer says it took. */
  get usage(): TokenUsage {
    const facts = this.facts;
    return facts === null ? new TokenUsage() : TokenUsage.of(facts);
  }

  /** From the sending to the last byte, or 0. */
  get duration(): u64 {
    return between(this.readyAt, this.endedAt);
  }

  /** From the sending to a stream's first data, or 0. */
  get timeToFirstToken(): u64 {
    return between(this.readyAt, this.firstAt);
  }

  /** The microseconds that Aisle's own work took until the request was sent, or 0. */
  get overhead(): u64 {
    return between(this.readyAt, this.sentAt) / NANOSECONDS_IN_MICRO;
  }

  /** The time that each of `outputTokens` but the first took, or 0. */
  timePerToken(outputTokens: i64): u64 {
    if (outputTokens <= 1) return 0;
    return between(this.firstAt, this.endedAt) / <u64>(outputTokens - 1); // no-trap: outputTokens > 1
  }
}

function between(start: u64, end: u64): u64 {
  return start == 0 || end <= start ? 0 : end - start;
}
