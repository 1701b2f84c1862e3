// What an exchange tells operators: metrics, filter state and log lines; as a case demands it, and as it was seen.

/** The level of the lines that tell of an exchange, in the ABI's numbers. */
export const INFO = 2;

/** A counter's sum; the values that a histogram recorded, in any order; or only how many those are. */
export type ExpectedMetric = number | number[] | { count: number };

/** A JSON value in which the text `"<number>"` stands for any number. */
export type JsonPattern = string | number | boolean | null | JsonPattern[] | { [key: string]: JsonPattern };

/** What an exchange must tell. */
export interface ExpectedTelemetry {
  /** Every metric that it changes, by its compact name; null: they are not looked at. */
  metrics: Record<string, ExpectedMetric> | null;
  /** Text, JSON, or (null) nothing, by name; others are not looked at. */
  filterState: Record<string, JsonPattern>;
  /** The lines at level info that are JSON objects; null: they are not looked at. */
  log: JsonPattern[] | null;
}

/** Where a recorded value lies: from here (inclusive) to there. Hosts that keep values apart tell the value itself twice. */
export interface Recorded {
  from: number;
  to: number;
}

/** Counters and what histograms recorded, by compact name. */
export type SeenMetrics = Map<string, number | Recorded[]>;

/** What an exchange told. Null: that host, or that situation, cannot show it. */
export interface SeenTelemetry {
  metrics: SeenMetrics | null;
  filterState: ReadonlyMap<string, string> | null;
  log: string[] | null;
}

/** A metric's name with its labels as cases write it, `name{label=value,…}`, from the name that Aisle gives it. */
export function compactName(name: string): string {
  const [metric, ...labels] = name.split(";.;").filter((part) => part !== "");
  return labels.length === 0 ? metric : `${metric}{${labels.map((label) => label.replace("=.=", "=")).join(",")}}`;
}

/** What has been counted and recorded since `before`. */
export function metricsSince(before: SeenMetrics, after: SeenMetrics): SeenMetrics {
  const changes: SeenMetrics = new Map();
  for (const [name, value] of after) {
    const old = before.get(name);
    if (typeof value === "number") {
      const sum = value - (typeof old === "number" ? old : 0);
      if (sum !== 0) changes.set(name, sum);
    } else {
      const added = without(value, typeof old === "object" ? old : []);
      if (added.length > 0) changes.set(name, added);
    }
  }
  return changes;
}

function without(all: Recorded[], known: Recorded[]): Recorded[] {
  const left = [...all];
  for (const { from, to } of known) {
    const at = left.findIndex((one) => one.from === from && one.to === to);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
