/** What exchanges must have been counted as, and what Envoy says they were. */
import type { Family } from "./prometheus-text.ts";
import { labelSet } from "./prometheus-text.ts";

/** The figures of one set of labels; what is left out is 0. */
export interface Totals {
  model: string;
  capability: string;
  requests?: number;
  attempts?: number;
  /** How often each type of error occurred. */
  errors?: Record<string, number>;
  /** Answers that did not say how many tokens they took. */
  unknown?: number;
  /** Tokens by type. */
  tokens?: Record<string, number>;
  /** How many answers said how many tokens of each type they took. */
  usages?: Record<string, number>;
  /** How often each time was taken: of exchanges, to first tokens, per token. */
  durations?: number;
  firstTokens?: number;
  perToken?: number;
}

/** Series by name and labels, without those that are 0. */
export type SeriesValues = Record<string, number>;

/** The series that these figures are, counters by their value and histograms by their count. */
export function seriesOf(provider: string, { model, capability, ...figures }: Totals): SeriesValues {
  const labels = { provider, model, capability };
  const series: SeriesValues = {};
  const put = (name: string, value = 0, more: Record<string, string> = {}): void => {
    if (value !== 0) series[`${name}{${labelSet({ ...labels, ...more })}}`] = value;
  };
  put("aisle_requests_total", figures.requests);
  put("aisle_attempts_total", figures.attempts);
  put("aisle_usage_unknown_total", figures.unknown);
  put("gen_ai_server_request_duration_milliseconds", figures.durations);
  put("gen_ai_server_time_to_first_token_milliseconds", figures.firstTokens);
  put("gen_ai_server_time_per_output_token_milliseconds", figures.perToken);
  for (const [error_type, count] of Object.entries(figures.errors ?? {}))
    put("aisle_errors_total", count, { error_type });
  for (const [token_type, count] of Object.entries(figures.tokens ?? {}))
    put("gen_ai_tokens_total", count, { token_type });
  for (const [token_type, count] of Object.entries(figures.usages ?? {}))
    put("gen_ai_client_token_usage", count, { token_type });
  return series;
}

/** The series that Envoy has of one provider, or of all, in the same form. */
export function readSeries(metrics: Map<string, Family>, provider?: string): SeriesValues {
  const series: SeriesValues = {};
  for (const [name, { type, samples }] of metrics) {
    if (!/^(aisle|gen_ai)_/.test(name)) continue;
    const sets = samples.get(type === "histogram" ? `${name}_count` : name) ?? new Map<string, number>();
    for (const [set, value] of sets) {
      const isOf = provider === undefined || set.includes(`provider="${provider}"`);
      if (value !== 0 && isOf) series[`${name}{${set}}`] = value;
    }
  }
  return series;
}

/** All that several sets of labels have. */
export function allSeriesOf(provider: string, totals: Totals[]): SeriesValues {
  return Object.assign({}, ...totals.map((each) => seriesOf(provider, each))) as SeriesValues;
}

/** The sums over all providers, models and capabilities. */
export function sumOverModels(series: SeriesValues): SeriesValues {
  const sums: SeriesValues = {};
  for (const [key, value] of Object.entries(series)) {
    const name = key.replace(/(?:capability|model|provider)="[^"]*",?/g, "");
    sums[name] = (sums[name] ?? 0) + value;
  }
  return sums;
}
