// A provider's answer on its way to the client: its facts are read, a usage chunk that the client did not ask for goes, and
// what the configuration wants edited is edited.

import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE, STATUS } from "../http/header-names";
import { isEventStream, isIdentity, isJson } from "../http/media-type";
import { isSuccess } from "../http/status";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability } from "../protocol/capability";
import { AnswerEdits } from "../protocol/openai/answer-edits";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { Bytes } from "../text/bytes";
import { AnswerReader } from "./answer-reader";
import { EventFilter } from "./event-filter";
import { WholeAnswer } from "./whole-answer";

/** One answer, from its head to its end. */
@final
export class Answer {
  private reader: AnswerReader | null = null;
  private filter: EventFilter | null = null;
  private whole: WholeAnswer | null = null;

  constructor(private readonly record: ExchangeRecord | null) {}

  /**
   * Reads the head of an answer to `capability` (null: unknown), of which `edit` (null: nothing) is to be made;
   * `payloadBytes` of its body are kept for the log.
   */
  begin(
    head: HeaderList,
    capability: Capability | null,
    isUsageAdded: bool,
    edit: AnswerEdit | null,
    payloadBytes: i32,
  ): void {
    const type = head.find(CONTENT_TYPE);
    const isStream = type !== null && isEventStream(type);
    const status = statusOf(head);
    const record = this.record;
    if (record !== null) {
      record.status = status;
      record.isStream = isStream;
    }
    if (!isStream && (type === null || !isJson(type))) return;
    const encoding = head.find(CONTENT_ENCODING);
    if (encoding !== null && !isIdentity(encoding)) return;
    this.chooseEdit(isStream, isUsageAdded, isSuccess(status) ? edit : null);
    const isRead = record !== null && (payloadBytes > 0 || mayReportUsage(capability));
    if (!isRead && !this.isEdited) return;
    const reader = new AnswerReader(isStream, payloadBytes);
    this.reader = reader;
    if (record !== null) record.facts = reader.facts;
  }

  /** True when the body may get another length. */
  get isEdited(): bool {
    return this.filter !== null || this.whole !== null;
  }

  /** A piece of the body has arrived, `known` if it has been read already; false when it could not be passed on as it should. */
  onBody(host: Host, size: u32, isEnd: bool, known: Bytes): bool {
    const reader = this.reader;
    if (reader === null) return true;
    const isPassed = this.pass(host, reader, size, isEnd, known);
    const record = this.record;
    if (record !== null && record.firstAt == 0 && record.isStream && reader.hasData) record.firstAt = host.now();
    return isPassed;
  }

  /** True when a part of the body is held, which has ended too soon if trailers come now. */
  get isHolding(): bool {
    const filter = this.filter;
    const whole = this.whole;
    return (filter !== null && filter.isHolding) || (whole !== null && whole.isHolding);
  }

  /** The answer is complete. */
  end(): void {
    const reader = this.reader;
    const filter = this.filter;
    if (reader !== null && filter !== null) filter.end(reader);
    if (reader !== null) reader.end();
  }

  /** Nothing more comes of the answer. */
  release(): void {
    const reader = this.reader;
    const record = this.record;
    const filter = this.filter;
    const whole = this.whole;
    if (filter !== null) filter.release();
    if (whole !== null) whole.release();
    if (reader !== null && record !== null) record.responsePayload = reader.payload.take();
    if (reader !== null) reader.release();
    this.reader = null;
  }

  private chooseEdit(isStream: bool, isUsageAdded: bool, edit: AnswerEdit | null): void {
    const chunks: AnswerEdits | null = edit === null ? null : edit.chunks;
    if (isStream && (isUsageAdded || chunks !== null)) this.filter = new EventFilter(isUsageAdded, chunks);
    if (!isStream && edit !== null && edit.editsWhole) this.whole = new WholeAnswer(edit);
  }

  private pass(host: Host, reader: AnswerReader, size: u32, isEnd: bool, known: Bytes): bool {
    const filter = this.filter;
    const whole = this.whole;
    if (filter !== null) return filter.pass(host, reader, size, isEnd);
    if (whole !== null) return whole.pass(host, reader, size, isEnd);
    if (size > 0 && <u32>known.byteLength == size) reader.feed(known, isEnd);
    else reader.read(host, size, isEnd);
    return true;
  }
}

// Files and lists report none, and may be long.
function mayReportUsage(capability: Capability | null): bool {
  return capability === null || capability.runsModel;
}

/** The status of an answer with this head; 0: it has none that is one. */
export function statusOf(head: HeaderList): i32 {
  const digits = head.find(STATUS);
  if (digits === null || digits.byteLength != 3) return 0;
  let status = 0;
  for (let i = 0; i < 3; i++) status = status * 10 + (<i32>load<u8>(digits.dataStart + i) - 0x30); // byteLength 3
  return status;
}
