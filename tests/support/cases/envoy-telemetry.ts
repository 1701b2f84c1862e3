// What an exchange through Envoy tells operators: read from its statistics, its access log and its own log.

import { setTimeout as sleep } from "node:timers/promises";
import { compareMetrics } from "./compare-telemetry.ts";
import type { Station } from "./envoy-station.ts";
import type { StationsEnvoy } from "./stations-envoy.ts";
import {
  compactName,
  metricsSince,
  type ExpectedTelemetry,
  type Recorded,
  type SeenMetrics,
  type SeenTelemetry,
} from "./telemetry.ts";

/** The filter counts in its VM and hands the sums to Envoy once a second. */
const TICK_MS = 1_000;

/** What does not come in this time does not come. */
const PATIENCE_MS = 5 * TICK_MS;

const POLL_MS = 20;

/** Lines, and what histograms recorded in a worker, arrive so much later than what they were waited for with. */
const STRAGGLERS_MS = 100;

/** Watches a station from the beginning of an exchange. Only one exchange of its Envoy may run when metrics are demanded. */
export class EnvoyTelemetry {
  private constructor(
    private readonly envoy: StationsEnvoy,
    private readonly station: Station,
    private readonly expected: ExpectedTelemetry,
    private readonly linesBefore: number,
    private readonly entriesBefore: number,
  ) {}

  static async watch(envoy: StationsEnvoy, station: Station, expected: ExpectedTelemetry): Promise<EnvoyTelemetry> {
    envoy.counted ??= await readMetrics(envoy);
    const lines = jsonLines(envoy, station).length;
    return new EnvoyTelemetry(envoy, station, expected, lines, (await envoy.accessEntries(station)).length);
  }

  /** What the exchange told, once it has told what it must, or nothing more is to be expected. */
  async seen(): Promise<SeenTelemetry> {
    const { metrics, log } = this.expected;
    const filterState = await this.filterState();
    return {
      metrics: metrics === null ? null : await this.metrics(metrics),
      filterState,
      log: log === null ? null : await this.lines(log.length),
    };
  }

  /** The access log has its entry when the filter's own last words have been said. */
  private async filterState(): Promise<Map<string, string>> {
    const entries = await poll(
      () => this.envoy.accessEntries(this.station),
      (all) => all.length > this.entriesBefore,
    );
    const states = Object.entries(entries.at(-1)?.state ?? {});
    return new Map(states.filter((entry): entry is [string, string] => entry[1] !== null));
  }

  private async lines(count: number): Promise<string[]> {
    const read = () => jsonLines(this.envoy, this.station).slice(this.linesBefore);
    await poll(read, (lines) => lines.length >= count);
    await sleep(STRAGGLERS_MS);
    return read();
  }

  /** What has been counted since the last exchange; so what comes too late for one is unexpected in the next. */
  private async metrics(expected: NonNullable<ExpectedTelemetry["metrics"]>): Promise<SeenMetrics> {
    const before: SeenMetrics = this.envoy.counted ?? new Map();
    // That nothing is counted shows when a tick has passed.
    if (Object.keys(expected).length === 0) await sleep(TICK_MS);
    const read = async () => metricsSince(before, await readMetrics(this.envoy));
    await poll(read, (seen) => compareMetrics(expected, seen).length === 0);
    await sleep(STRAGGLERS_MS);
    const all = await readMetrics(this.envoy);
    this.envoy.counted = all;
    return metricsSince(before, all);
  }
}

async function poll<T>(read: () => T | Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let value = await read(); ; value = await read()) {
    if (isEnough(value) || Date.now() > deadline) return value;
    await sleep(POLL_MS);
  }
}

/** The lines at level info that are JSON objects. */
function jsonLines(envoy: StationsEnvoy, station: Station): string[] {
  const line = /^\[[^\]]+\]\[\d+\]\[info\].*? wasm log [^:]*: (\{.*)$/;
  return envoy.logs(station).flatMap((text) => text.match(line)?.[1] ?? []);
}

/** A part of what Envoy's admin interface answers. */
interface StatsAnswer {
  stats: ({ name: string; value: number } | { histograms: { details: HistogramDetails[] } })[];
}

interface HistogramDetails {
  name: string;
  totals: { lower_bound: number; width: number; count: number }[];
}

const PREFIX = "wasmcustom.";

async function readMetrics({ envoy }: StationsEnvoy): Promise<SeenMetrics> {
  const query = new URLSearchParams({ format: "json", histogram_buckets: "detailed", filter: `^${PREFIX}` });
  const answer = (await (await fetch(`${envoy.admin}/stats?${query}`)).json()) as StatsAnswer;
  const metrics: SeenMetrics = new Map();
  for (const stat of answer.stats) {
    if ("name" in stat) metrics.set(nameOf(stat), stat.value);
    else for (const one of stat.histograms.details) metrics.set(nameOf(one), recordedIn(one));
  }
  return metrics;
}

function nameOf({ name }: { name: string }): string {
  return compactName(name.slice(PREFIX.length));
}

/** Envoy keeps two digits of a recorded value. */
function recordedIn({ totals }: HistogramDetails): Recorded[] {
  return totals.flatMap(({ lower_bound, width, count }) =>
    Array.from({ length: count }, () => ({ from: lower_bound, to: lower_bound + width })),
  );
}
