// An exchange as one JSON object: the log line, and the filter state that access logs show.
// Names: https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/, and `aisle.` for what is not there.

import { ByteWriter } from "../json/write";
import { operationOf } from "../protocol/operation";
import { TokenUsage } from "../protocol/token-usage";
import { Bytes } from "../text/bytes";
import { ExchangeRecord } from "./exchange-record";

const NANOSECONDS_IN_MICRO: u64 = 1000;
// Clients may name a model in a megabyte.
const MAX_TEXT_BYTES: i32 = 256;

/** Appends the record, without the brace that ends it. */
export function writeRecord(out: ByteWriter, record: ExchangeRecord, usage: TokenUsage): void {
  out.byte(0x7b);
  writeRequest(out, record);
  writeOutcome(out, record);
  writeUsage(out, record, usage);
  writeTimes(out, record, usage);
}

function writeRequest(out: ByteWriter, record: ExchangeRecord): void {
  const capability = record.capability;
  const provider = record.provider;
  if (capability !== null) writeText(out, "gen_ai.operation.name", operationOf(capability));
  if (provider !== null) {
    writeText(out, "gen_ai.provider.name", provider.row.name);
    writeText(out, "aisle.provider", provider.id);
  }
  if (capability !== null) writeText(out, "aisle.capability", capability.name);
  writeText(out, "gen_ai.request.model", record.requestModel);
  writeText(out, "aisle.upstream.model", record.upstreamModel);
  if (record.isStream) writeRaw(out, "aisle.stream", "true");
}

function writeOutcome(out: ByteWriter, record: ExchangeRecord): void {
  const facts = record.facts;
  if (record.status > 0) writeNumber(out, "http.response.status_code", record.status);
  writeText(out, "error.type", record.error);
  if (facts !== null) {
    writeText(out, "gen_ai.response.model", facts.model);
    writeReasons(out, facts.finishReasons);
    if (facts.toolCalls > 0) writeNumber(out, "aisle.tool_calls", facts.toolCalls);
  }
  if (record.attempts > 0) writeNumber(out, "aisle.attempts", record.attempts);
  if (record.isNotKept) writeRaw(out, "aisle.failover", '"not_kept"');
}

function writeReasons(out: ByteWriter, reasons: Array<Bytes>): void {
  if (reasons.length == 0) return;
  writeName(out, "gen_ai.response.finish_reasons");
  for (let i = 0, count = reasons.length; i < count; i++) {
    out.byte(i == 0 ? 0x5b : 0x2c);
    out.jsonString(unchecked(reasons[i])); // i < count
  }
  out.byte(0x5d);
}

function writeUsage(out: ByteWriter, record: ExchangeRecord, usage: TokenUsage): void {
  if (record.refusal.byteLength > 0 || record.status == 0) return;
  if (usage.isUnknown) return writeRaw(out, "aisle.usage", '"unknown"');
  writeCount(out, "gen_ai.usage.input_tokens", usage.input);
  writeCount(out, "gen_ai.usage.output_tokens", usage.output);
  writeCount(out, "aisle.usage.total_tokens", usage.total);
  writeCount(out, "gen_ai.usage.cache_read.input_tokens", usage.cached);
  writeCount(out, "gen_ai.usage.cache_creation.input_tokens", usage.written);
  writeCount(out, "aisle.usage.reasoning_tokens", usage.reasoning);
}

function writeTimes(out: ByteWriter, record: ExchangeRecord, usage: TokenUsage): void {
  if (record.endedAt > 0 && record.readyAt > 0) writeTime(out, "aisle.duration_ms", record.duration);
  if (record.firstAt > 0) {
    writeTime(out, "aisle.time_to_first_token_ms", record.timeToFirstToken);
    if (usage.output > 1 && record.endedAt > 0) {
      writeTime(out, "aisle.time_per_output_token_ms", record.timePerToken(usage.output));
    }
  }
  if (record.sentAt > 0) writeNumber(out, "aisle.overhead_us", <i64>record.overhead);
}

/** Appends a member whose value is written by what follows. */
export function writeName(out: ByteWriter, name: string): void {
  if (out.length > 1) out.byte(0x2c);
  out.byte(0x22);
  out.ascii(name);
  out.ascii('":');
}

function writeText(out: ByteWriter, name: string, text: Bytes): void {
  if (text.byteLength == 0) return;
  writeName(out, name);
  out.jsonString(text.byteLength > MAX_TEXT_BYTES ? text.subarray(0, MAX_TEXT_BYTES) : text);
}

function writeRaw(out: ByteWriter, name: string, json: string): void {
  writeName(out, name);
  out.ascii(json);
}

function writeNumber(out: ByteWriter, name: string, value: i64): void {
  writeName(out, name);
  out.integer(value);
}

function writeCount(out: ByteWriter, name: string, value: i64): void {
  if (value >= 0) writeNumber(out, name, value);
}

// Milliseconds with three digits behind the point.
function writeTime(out: ByteWriter, name: string, nanoseconds: u64): void {
  const micro = nanoseconds / NANOSECONDS_IN_MICRO;
  writeNumber(out, name, micro / 1000);
  const rest = <u32>(micro % 1000);
  out.byte(0x2e);
  out.byte(<u8>(0x30 + rest / 100));
  out.byte(<u8>(0x30 + ((rest / 10) % 10)));
  out.byte(<u8>(0x30 + (rest % 10)));
}
