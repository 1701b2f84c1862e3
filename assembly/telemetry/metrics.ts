// All metrics of a VM: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/

import { KeyTable } from "../config/key-table";
import { Telemetry } from "../config/telemetry";
import { Host } from "../host/host";
import { ByteWriter } from "../json/write";
import { TokenUsage } from "../protocol/token-usage";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { ExchangeRecord } from "./exchange-record";
import { writeLabel } from "./labels";
import { Measure, Series, SERIES_SIZE, SeriesBudget } from "./series";

const NANOSECONDS: u64 = 1_000_000;
const OVERFLOW = utf8("overflow");
const OTHER = utf8("other");
const UNKNOWN = utf8("unknown");

/** Counts exchanges. Counters reach Envoy by `flush`, which `proxy_on_tick` calls: a call for each would cost more. */
@final
export class Metrics {
  private budget: SeriesBudget = new SeriesBudget(0);
  private table: KeyTable = new KeyTable();
  private series: Array<Series> = [];
  private dirty: Array<Series> = [];
  /** Series that came since the last flush. */
  private fresh: u32 = 0;
  // What has no room, under labels that say so. Its own metrics are few, and always have room.
  private overflow: Series = new Series(labelsOf(OVERFLOW, OVERFLOW, OVERFLOW));
  private overflowBudget: SeriesBudget = new SeriesBudget(u32.MAX_VALUE);
  private labels: ByteWriter = new ByteWriter();

  /** Counts an exchange that is over. */
  add(host: Host, telemetry: Telemetry, record: ExchangeRecord, usage: TokenUsage): void {
    this.budget.limit = telemetry.maxSeries;
    const series = this.find(telemetry, record);
    if (!series.isDirty && series !== this.overflow) this.dirty.push(series);
    series.count(Measure.Requests, record.isRetry ? 0 : 1);
    // In an upstream filter each attempt has a record of its own.
    series.count(Measure.Attempts, record.isRetry ? 1 : record.attempts);
    const error = record.error;
    if (error.byteLength > 0) series.countError(error);
    else this.measureTimes(host, series, record, usage);
    this.countTokens(host, series, record, usage);
  }

  /** Tells Envoy what was counted since the last time. */
  flush(host: Host): void {
    for (let i = 0, count = this.dirty.length; i < count; i++) {
      unchecked(this.dirty[i]).flush(host, this.budget, this.overflow); // i < count
    }
    this.dirty = [];
    this.fresh = 0;
    this.overflow.flush(host, this.overflowBudget, this.overflow);
  }

  private measureTimes(host: Host, series: Series, record: ExchangeRecord, usage: TokenUsage): void {
    // An upgrade may have no end.
    if (record.endedAt > 0) this.record(host, series, Measure.Duration, record.duration);
    if (!record.isStream || record.firstAt == 0) return;
    this.record(host, series, Measure.FirstToken, record.timeToFirstToken);
    if (usage.output > 1) this.record(host, series, Measure.PerToken, record.timePerToken(usage.output));
  }

  private record(host: Host, series: Series, measure: Measure, nanoseconds: u64): void {
    this.sample(host, series, measure, nanoseconds / NANOSECONDS);
  }

  private sample(host: Host, series: Series, measure: Measure, sample: u64): void {
    const isTaken = series !== this.overflow && series.record(host, this.budget, measure, sample);
    if (!isTaken) this.overflow.record(host, this.overflowBudget, measure, sample);
  }

  private countTokens(host: Host, series: Series, record: ExchangeRecord, usage: TokenUsage): void {
    if (usage.isUnknown) {
      if (record.expectsUsage) series.count(Measure.UnknownUsage, 1);
      return;
    }
    series.count(Measure.Input, usage.input);
    series.count(Measure.Output, usage.output);
    series.count(Measure.Cached, usage.cached);
    series.count(Measure.Written, usage.written);
    series.count(Measure.Reasoning, usage.reasoning);
    if (usage.input >= 0) this.sample(host, series, Measure.InputSize, usage.input);
    if (usage.output >= 0) this.sample(host, series, Measure.OutputSize, usage.output);
  }

  private find(telemetry: Telemetry, record: ExchangeRecord): Series {
    writeLabels(this.labels, providerOf(record), modelOf(telemetry, record), capabilityOf(record));
    const labels = this.labels.view();
    const known = this.table.find(labels);
    if (known >= 0 && known < this.series.length) return unchecked(this.series[known]);
    // Counters are defined when they are flushed: until then their places are kept.
    if (!this.budget.hasRoomFor((this.fresh + 1) * SERIES_SIZE)) return this.overflow;
    this.fresh++;
    const series = new Series(this.labels.take());
    this.table.add(series.labels, this.series.length);
    this.series.push(series);
    return series;
  }
}

function providerOf(record: ExchangeRecord): Bytes {
  const provider = record.provider;
  return provider === null ? EMPTY : provider.id;
}

// Clients make up names: only those that the configuration knows become labels.
function modelOf(telemetry: Telemetry, record: ExchangeRecord): Bytes {
  const provider = record.provider;
  const model = record.requestModel;
  if (provider === null || model.byteLength == 0) return EMPTY;
  return telemetry.lists(model, provider) ? model : OTHER;
}

function capabilityOf(record: ExchangeRecord): Bytes {
  const capability = record.capability;
  return capability === null ? UNKNOWN : capability.name;
}

function labelsOf(provider: Bytes, model: Bytes, capability: Bytes): Bytes {
  const out = new ByteWriter();
  writeLabels(out, provider, model, capability);
  return out.take();
}

function writeLabels(out: ByteWriter, provider: Bytes, model: Bytes, capability: Bytes): void {
  out.clear();
  writeLabel(out, "provider", provider);
  writeLabel(out, "model", model);
  writeLabel(out, "capability", capability);
}
