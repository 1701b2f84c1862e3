// What an observer knows of an attempt that has been sent, to go back to where the next one could not be.

import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability } from "../protocol/capability";
import { Bytes, EMPTY } from "../text/bytes";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { AnswerTranslation } from "./answer-translation";

/** An attempt as it was seen last; its answer is not part of it. */
@final
export class Sight {
  private provider: ProviderSettings | null = null;
  private status: i32 = 0;
  private requestModel: Bytes = EMPTY;
  private upstreamModel: Bytes = EMPTY;
  private isStream: bool = false;
  private requestPayload: Bytes = EMPTY;

  constructor(
    /** Where its messages are. */
    readonly host: Host,
    readonly capability: Capability | null,
    readonly isUsageAdded: bool,
    readonly answerEdit: AnswerEdit | null,
    readonly translation: AnswerTranslation | null,
    record: ExchangeRecord | null,
  ) {
    if (record !== null) {
      this.provider = record.provider;
      this.status = record.status;
      this.requestModel = record.requestModel;
      this.upstreamModel = record.upstreamModel;
      this.isStream = record.isStream;
      this.requestPayload = record.requestPayload;
    }
  }

  /** Makes `record` what it was; who was asked then, if it is known. */
  restore(record: ExchangeRecord): ProviderSettings | null {
    record.provider = this.provider;
    record.capability = this.capability;
    record.status = this.status;
    record.requestModel = this.requestModel;
    record.upstreamModel = this.upstreamModel;
    record.isStream = this.isStream;
    record.requestPayload = this.requestPayload;
    return this.provider;
  }
}
