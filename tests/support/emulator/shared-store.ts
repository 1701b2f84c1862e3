// Shared data with compare-and-swap, and metrics: what all streams and root contexts of a host have in common.

import { Status } from "./abi.ts";

/** A key-value store in which every write of a key carries the version it was based on (0 writes always). */
export class SharedData {
  private readonly values = new Map<string, { value: Uint8Array; cas: number }>();
  private lastCas = 0;

  get(key: string): { value: Uint8Array; cas: number } | null {
    return this.values.get(key) ?? null;
  }

  set(key: string, value: Uint8Array, cas: number): number {
    const old = this.values.get(key);
    if (cas !== 0 && old !== undefined && old.cas !== cas) return Status.CasMismatch;
    this.values.set(key, { value, cas: ++this.lastCas });
    return Status.Ok;
  }

  /** Keys and values as text, for tests that look for secrets. */
  dump(): string {
    return [...this.values].map(([key, { value }]) => `${key}=${Buffer.from(value).toString("latin1")}`).join("\n");
  }
}

interface Metric {
  kind: number;
  name: string;
  value: bigint;
  records: bigint[];
}

/** Counters (0), gauges (1) and histograms (2), by the id that defining them gave. */
export class Metrics {
  private readonly metrics = new Map<number, Metric>();

  /** An id for a metric, another one each time, also for the same name and kind. As in Envoy its two lowest bits are the kind. */
  define(kind: number, name: string): number {
    const ofKind = [...this.metrics].filter(([, metric]) => metric.kind === kind);
    const [, known] = ofKind.find(([, metric]) => metric.name === name) ?? [];
    const id = 4 * (ofKind.length + 1) + kind;
    this.metrics.set(id, known ?? { kind, name, value: 0n, records: [] });
    return id;
  }

  increment(id: number, offset: bigint): number {
    const metric = this.metrics.get(id);
    if (metric === undefined) return Status.NotFound;
    // A counter that is to go up by nothing is refused, too.
    if (metric.kind === 2 || (metric.kind === 0 && offset <= 0n)) return Status.BadArgument;
    metric.value += offset;
    return Status.Ok;
  }

  record(id: number, value: bigint): number {
    const metric = this.metrics.get(id);
    if (metric === undefined) return Status.NotFound;
    if (metric.kind === 0) metric.value += value;
    else if (metric.kind === 1) metric.value = value;
    else metric.records.push(value);
    return Status.Ok;
  }

  /** A metric's value, or the status that tells why there is none. */
  read(id: number): { value: bigint } | number {
    const metric = this.metrics.get(id);
    if (metric === undefined) return Status.NotFound;
    return metric.kind === 2 ? Status.BadArgument : { value: metric.value };
  }

  /** All metrics by name; a histogram as the list of what was recorded. */
  byName(): Map<string, bigint | bigint[]> {
    return new Map([...this.metrics.values()].map((m) => [m.name, m.kind === 2 ? m.records : m.value]));
  }
}
