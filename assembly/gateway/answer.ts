// A provider's answer on its way to the client: its facts are read, and a usage chunk that the client did not ask for goes.

import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE, STATUS } from "../http/header-names";
import { isEventStream, isIdentity, isJson } from "../http/media-type";
import { Capability, Trait } from "../protocol/capability";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { AnswerReader } from "./answer-reader";
import { UsageChunkFilter } from "./usage-chunk-filter";

/** One answer, from its head to its end. */
@final
export class Answer {
  private reader: AnswerReader | null = null;
  private filter: UsageChunkFilter | null = null;

  constructor(private readonly record: ExchangeRecord | null) {}

  /** Reads the head of an answer to `capability` (null: unknown); `payloadBytes` of its body are kept for the log. */
  begin(head: HeaderList, capability: Capability | null, isUsageAdded: bool, payloadBytes: i32): void {
    const type = head.find(CONTENT_TYPE);
    const isStream = type !== null && isEventStream(type);
    const record = this.record;
    if (record !== null) {
      record.status = statusOf(head);
      record.isStream = isStream;
    }
    if (!isStream && (type === null || !isJson(type))) return;
    const encoding = head.find(CONTENT_ENCODING);
    if (encoding !== null && !isIdentity(encoding)) return;
    const isFiltered = isStream && isUsageAdded;
    const isRead = record !== null && (payloadBytes > 0 || mayReportUsage(capability));
    if (!isRead && !isFiltered) return;
    const reader = new AnswerReader(isStream, payloadBytes);
    this.reader = reader;
    if (record !== null) record.facts = reader.facts;
    if (isFiltered) this.filter = new UsageChunkFilter();
  }

  /** True when the body may get shorter. */
  get isFiltered(): bool {
    return this.filter !== null;
  }

  /** A piece of the body has arrived; false when it could not be passed on as it should. */
  onBody(host: Host, size: u32, isEnd: bool): bool {
    const reader = this.reader;
    if (reader === null) return true;
    const filter = this.filter;
    let isPassed = true;
    if (filter !== null) isPassed = filter.pass(host, reader, size, isEnd);
    else reader.read(host, size, isEnd);
    const record = this.record;
    if (record !== null && record.firstAt == 0 && record.isStream && reader.hasData) record.firstAt = host.now();
    return isPassed;
  }

  /** The answer is complete. */
  end(): void {
    const reader = this.reader;
    if (reader !== null) reader.end();
  }

  /** Nothing more comes of the answer. */
  release(): void {
    const reader = this.reader;
    const record = this.record;
    const filter = this.filter;
    if (filter !== null) filter.release();
    if (reader !== null && record !== null) record.responsePayload = reader.payload.take();
    if (reader !== null) reader.release();
    this.reader = null;
  }
}

// Files and lists report none, and may be long.
function mayReportUsage(capability: Capability | null): bool {
  return capability === null || capability.has(Trait.Model) || capability.has(Trait.HiddenModel);
}

function statusOf(head: HeaderList): i32 {
  const digits = head.find(STATUS);
  if (digits === null || digits.byteLength != 3) return 0;
  let status = 0;
  for (let i = 0; i < 3; i++) status = status * 10 + (<i32>load<u8>(digits.dataStart + i) - 0x30); // byteLength 3
  return status;
}
