// The metrics of one provider, model and capability: counters that are added up here, histograms that go to Envoy at once.
// Names and units: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/

import { Host, MetricKind } from "../host/host";
import { ByteWriter } from "../json/write";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { writeLabel } from "./labels";

/** The metrics of a series, besides its errors. */
export enum Measure {
  Requests,
  Attempts,
  UnknownUsage,
  Input,
  Output,
  Cached,
  Written,
  Reasoning,
  // Those from here on are histograms.
  Duration,
  FirstToken,
  PerToken,
  InputSize,
  OutputSize,
}

const FIRST_HISTOGRAM: i32 = Measure.Duration;
const MEASURES: i32 = Measure.OutputSize + 1;
const NAMES: Array<string> = [
  "aisle_requests_total",
  "aisle_attempts_total",
  "aisle_usage_unknown_total",
  "gen_ai_tokens_total",
  "gen_ai_tokens_total",
  "gen_ai_tokens_total",
  "gen_ai_tokens_total",
  "gen_ai_tokens_total",
  "gen_ai_server_request_duration_milliseconds",
  "gen_ai_server_time_to_first_token_milliseconds",
  "gen_ai_server_time_per_output_token_milliseconds",
  "gen_ai_client_token_usage",
  "gen_ai_client_token_usage",
];
const INPUT = utf8("input");
const OUTPUT = utf8("output");
// The type of token that each counts.
const TOKEN_TYPES: Array<Bytes> = [
  EMPTY,
  EMPTY,
  EMPTY,
  INPUT,
  OUTPUT,
  utf8("cache_read"),
  utf8("cache_creation"),
  utf8("reasoning"),
  EMPTY,
  EMPTY,
  EMPTY,
  INPUT,
  OUTPUT,
];
const ERRORS = "aisle_errors_total";
// An upstream can make up hundreds of statuses; what comes after so many kinds of error is of no kind.
const MAX_ERROR_TYPES: i32 = 64;
const OTHER = utf8("other");

/** The most metrics that a series has at its first flush, one kind of error among them. */
export const SERIES_SIZE: u32 = MEASURES + 1;

/** How many metrics a VM has, and may have. */
@final
export class SeriesBudget {
  used: u32 = 0;

  constructor(public limit: u32) {}

  /** True when there is room for another one. */
  get hasRoom(): bool {
    return this.hasRoomFor(1);
  }

  /** True when there is room for so many more. */
  hasRoomFor(count: u32): bool {
    return this.used <= this.limit && this.limit - this.used >= count;
  }
}

// One kind of error and how often it has happened since Envoy was told.
@final
class ErrorCounter {
  id: i32 = -1;
  pending: i64 = 0;

  constructor(readonly type: Bytes) {}
}

/** Metrics that share their labels. */
@final
export class Series {
  /** True when a counter has something that Envoy was not told. */
  isDirty: bool = false;

  private ids: StaticArray<i32> = new StaticArray<i32>(MEASURES).fill(-1);
  private pending: StaticArray<i64> = new StaticArray<i64>(FIRST_HISTOGRAM);
  private errors: Array<ErrorCounter> = [];

  constructor(
    /** The labels, as they stand in names. */
    readonly labels: Bytes,
  ) {}

  /** Adds to a counter; Envoy learns of it by `flush`. */
  count(measure: Measure, amount: i64): void {
    if (amount <= 0 || <u32>measure >= <u32>FIRST_HISTOGRAM) return;
    unchecked((this.pending[measure] += amount)); // 0 <= measure < FIRST_HISTOGRAM
    this.isDirty = true;
  }

  /** Counts an error of this type. */
  countError(type: Bytes, amount: i64 = 1): void {
    this.findError(type).pending += amount;
    this.isDirty = true;
  }

  /** Adds a sample to a histogram; false when it cannot be defined. */
  record(host: Host, budget: SeriesBudget, measure: Measure, sample: u64): bool {
    const id = this.define(host, budget, measure);
    if (id >= 0) host.recordMetric(id, sample);
    return id >= 0;
  }

  /** Tells Envoy what was counted since the last time; what cannot be defined is counted in `overflow`. */
  flush(host: Host, budget: SeriesBudget, overflow: Series): void {
    this.isDirty = false;
    for (let measure = 0; measure < FIRST_HISTOGRAM; measure++) {
      const amount = unchecked(this.pending[measure]); // 0 <= measure < FIRST_HISTOGRAM
      if (amount == 0) continue;
      unchecked((this.pending[measure] = 0)); // 0 <= measure < FIRST_HISTOGRAM
      const id = this.define(host, budget, measure);
      if (id >= 0) host.addToMetric(id, amount);
      else if (overflow !== this) overflow.count(measure, amount);
    }
    this.flushErrors(host, budget, overflow);
  }

  private flushErrors(host: Host, budget: SeriesBudget, overflow: Series): void {
    for (let i = 0, count = this.errors.length; i < count; i++) {
      const error = unchecked(this.errors[i]); // i < count
      const amount = error.pending;
      if (amount == 0) continue;
      error.pending = 0;
      if (error.id < 0 && budget.hasRoom) {
        error.id = this.defineAs(host, budget, MetricKind.Counter, ERRORS, "error_type", error.type);
      }
      if (error.id >= 0) host.addToMetric(error.id, amount);
      else if (overflow !== this) overflow.countError(error.type, amount);
    }
  }

  private findError(type: Bytes): ErrorCounter {
    for (let i = 0, count = this.errors.length; i < count; i++) {
      const error = unchecked(this.errors[i]); // i < count
      if (equalBytes(error.type, type)) return error;
    }
    // The last place is for all that come after.
    const isLast = this.errors.length >= MAX_ERROR_TYPES - 1;
    if (this.errors.length >= MAX_ERROR_TYPES) return unchecked(this.errors[MAX_ERROR_TYPES - 1]); // < length
    const error = new ErrorCounter(isLast ? OTHER : type);
    this.errors.push(error);
    return error;
  }

  private define(host: Host, budget: SeriesBudget, measure: Measure): i32 {
    if (<u32>measure >= <u32>MEASURES) return -1;
    const known = unchecked(this.ids[measure]); // 0 <= measure < MEASURES
    if (known >= 0 || !budget.hasRoom) return known;
    const kind = measure < FIRST_HISTOGRAM ? MetricKind.Counter : MetricKind.Histogram;
    const name = unchecked(NAMES[measure]); // 0 <= measure < MEASURES
    const type = unchecked(TOKEN_TYPES[measure]); // 0 <= measure < MEASURES
    const id = this.defineAs(host, budget, kind, name, type.byteLength > 0 ? "token_type" : "", type);
    unchecked((this.ids[measure] = id)); // 0 <= measure < MEASURES
    return id;
  }

  private defineAs(host: Host, budget: SeriesBudget, kind: MetricKind, name: string, label: string, value: Bytes): i32 {
    const out = new ByteWriter();
    out.ascii(name);
    out.ascii(";.;");
    out.bytes(this.labels);
    if (label.length > 0) writeLabel(out, label, value);
    budget.used++;
    return host.defineMetric(kind, out.view());
  }
}
