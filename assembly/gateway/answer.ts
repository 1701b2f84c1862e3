// A provider's answer on its way to the client: its facts are read, a usage chunk that the client did not ask for goes, and
// what the configuration wants edited is edited.

import { HeaderList } from "../host/header-list";
import { Buffer, Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE, STATUS } from "../http/header-names";
import { isEventStream, isIdentity, isJson } from "../http/media-type";
import { FIRST_ERROR, isSuccess } from "../http/status";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability } from "../protocol/capability";
import { AnswerEdits } from "../protocol/openai/answer-edits";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { Bytes, EMPTY } from "../text/bytes";
import { AnswerReader } from "./answer-reader";
import { AnswerTranslation } from "./answer-translation";
import { EventFilter } from "./event-filter";
import { Passed, TranslatedAnswer } from "./translated-answer";
import { WholeAnswer } from "./whole-answer";

/** One answer, from its head to its end. */
@final
export class Answer {
  private reader: AnswerReader | null = null;
  private filter: EventFilter | null = null;
  private whole: WholeAnswer | null = null;
  private translated: TranslatedAnswer | null = null;
  /** True when the answer is edited behind its translation. */
  private isEditedLast: bool = false;
  /** True when the answer turned out to be none. */
  isUnusable: bool = false;

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
    const translated = this.translated;
    const isStream = type !== null && isEventStream(type);
    const status = statusOf(head);
    const record = this.record;
    if (record !== null) {
      record.status = status;
      record.isStream = isStream;
    }
    if (!isStream && translated === null && (type === null || !isJson(type))) return;
    if (!isReadable(head)) {
      if (translated !== null) this.reader = new AnswerReader(isStream);
      return;
    }
    this.chooseEdit(isStream, isUsageAdded, isSuccess(status) ? edit : null);
    const isWanted = record !== null && (payloadBytes > 0 || mayReportUsage(capability));
    const isRead = isWanted || translated !== null;
    if (!isRead && !this.isEdited) return;
    const reader = new AnswerReader(isStream, payloadBytes);
    this.reader = reader;
    if (record !== null) record.facts = reader.facts;
  }

  /** True when the body may get another length. */
  get isEdited(): bool {
    return this.filter !== null || this.whole !== null || this.translated !== null;
  }

  /** True when it becomes one of another protocol. */
  get isTranslated(): bool {
    return this.translated !== null;
  }

  /** True while its head must wait. */
  get holdsHead(): bool {
    const translated = this.translated;
    return translated !== null && translated.holdsHead;
  }

  /** Makes of an answer that turned out to be none the client's error, if it was to be translated; false when the proxy refused. */
  reject(host: Host, size: u32, isBefore: bool): bool {
    const translated = this.translated;
    this.isUnusable = false;
    return translated === null || translated.reject(host, size, isBefore);
  }

  /** The answer, with this head, becomes one of another protocol, as `translation` (null: it does not) says; to be asked first. */
  translate(translation: AnswerTranslation | null, head: HeaderList): void {
    const status = statusOf(head);
    const isError = status >= FIRST_ERROR;
    if (translation === null || (!isError && !isSuccess(status))) return;
    const type = head.find(CONTENT_TYPE);
    const isStream = type !== null && isEventStream(type) && !isError;
    this.translated = new TranslatedAnswer(translation.translator, isStream, isError ? status : 0);
    this.isEditedLast = translation.way.isEditedAsAsked;
    this.isUnusable = !isReadable(head);
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
    const translated = this.translated;
    if (translated !== null && translated.isHolding) return true;
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
    const translated = this.translated;
    if (translated !== null) translated.release();
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
    const translated = this.translated;
    if (translated !== null) return this.translatePiece(host, translated, reader, size, isEnd);
    return this.editPiece(host, reader, size, isEnd, known);
  }

  // Where both are done, what the first makes of the piece is the second's piece.
  private translatePiece(host: Host, translated: TranslatedAnswer, reader: AnswerReader, size: u32, isEnd: bool): bool {
    const isEdited = this.filter !== null || this.whole !== null;
    if (isEdited && !this.isEditedLast && !this.editPiece(host, reader, size, isEnd, EMPTY)) return false;
    const left = isEdited && !this.isEditedLast ? sizeOf(host) : size;
    const passed = translated.pass(host, isEdited ? null : reader, left, isEnd);
    if (passed == Passed.Unusable) this.isUnusable = true;
    if (passed != Passed.On || !isEdited || !this.isEditedLast) return passed != Passed.Failed;
    return this.editPiece(host, reader, sizeOf(host), isEnd, EMPTY);
  }

  private editPiece(host: Host, reader: AnswerReader, size: u32, isEnd: bool, known: Bytes): bool {
    const filter = this.filter;
    const whole = this.whole;
    if (filter !== null) return filter.pass(host, reader, size, isEnd);
    if (whole !== null) return whole.pass(host, reader, size, isEnd);
    if (size > 0 && <u32>known.byteLength == size) reader.feed(known, isEnd);
    else reader.read(host, size, isEnd);
    return true;
  }
}

// Compressed bytes say nothing here.
function isReadable(head: HeaderList): bool {
  const encoding = head.find(CONTENT_ENCODING);
  return encoding === null || isIdentity(encoding);
}

// How many bytes of the piece at hand the proxy has now.
function sizeOf(host: Host): u32 {
  const piece = host.takeBody(Buffer.ResponseBody);
  return piece === null ? 0 : <u32>piece.byteLength;
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
