// Compares what an exchange told operators with what its case demands.

import type {
  ExpectedMetric,
  ExpectedTelemetry,
  JsonPattern,
  Recorded,
  SeenMetrics,
  SeenTelemetry,
} from "./telemetry.ts";

/** Stands for any number in a pattern. */
const ANY_NUMBER = "<number>";

/** Every difference, one sentence each. What could not be seen is not compared. */
export function compareTelemetry(expected: ExpectedTelemetry, seen: SeenTelemetry): string[] {
  return [
    ...(expected.metrics === null || seen.metrics === null ? [] : compareMetrics(expected.metrics, seen.metrics)),
    ...(seen.filterState === null ? [] : compareFilterState(expected.filterState, seen.filterState)),
    ...(expected.log === null || seen.log === null ? [] : compareLog(expected.log, seen.log)),
  ];
}

/** Every difference of the metrics: those that are missing, unexpected, or another value. */
export function compareMetrics(expected: Record<string, ExpectedMetric>, seen: SeenMetrics): string[] {
  const unexpected = [...seen].filter(([name]) => !(name in expected));
  return [
    ...Object.entries(expected).flatMap(([name, metric]) => compareMetric(name, metric, seen.get(name))),
    ...unexpected.map(([name, value]) => `metric unexpected: ${name}: ${show(value)}`),
  ];
}

function compareMetric(name: string, expected: ExpectedMetric, seen: number | Recorded[] | undefined): string[] {
  if (seen === undefined) return [`metric missing: ${name}: ${JSON.stringify(expected)}`];
  return isMetric(expected, seen) ? [] : [`metric ${name} is ${show(seen)} instead of ${JSON.stringify(expected)}`];
}

function isMetric(expected: ExpectedMetric, seen: number | Recorded[]): boolean {
  if (typeof expected === "number" || typeof seen === "number") return expected === seen;
  if (!Array.isArray(expected)) return expected.count === seen.length;
  const values = [...expected].sort((a, b) => a - b);
  const records = [...seen].sort((a, b) => a.from - b.from);
  return values.length === records.length && values.every((value, i) => isWithin(value, records[i]));
}

function isWithin(value: number, { from, to }: Recorded): boolean {
  return value === from || (value > from && value < to);
}

function show(seen: number | Recorded[]): string {
  if (typeof seen === "number") return String(seen);
  return `[${seen.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(", ")}]`;
}

function compareFilterState(expected: Record<string, JsonPattern>, seen: ReadonlyMap<string, string>): string[] {
  return Object.entries(expected).flatMap(([name, pattern]) => {
    const text = seen.get(name);
    const what = `filter state ${name}`;
    if (text === undefined) return pattern === null ? [] : [`${what} is missing`];
    if (pattern === null) return [`${what} is there: ${text}`];
    return typeof pattern === "string" ? compareJson(what, pattern, text) : compareText(what, pattern, text);
  });
}

function compareLog(expected: JsonPattern[], seen: string[]): string[] {
  if (expected.length !== seen.length)
    return [`${seen.length} lines of JSON were logged instead of ${expected.length}: ${seen.join("; ")}`];
  return expected.flatMap((pattern, i) =>
    compareText(expected.length > 1 ? `log line ${i + 1}` : "log", pattern, seen[i]),
  );
}

function compareText(what: string, pattern: JsonPattern, text: string): string[] {
  try {
    return compareJson(what, pattern, JSON.parse(text) as unknown);
  } catch {
    return [`${what} is no JSON: ${text}`];
  }
}

/** Every member in which a JSON value differs from a pattern. */
function compareJson(what: string, pattern: unknown, value: unknown): string[] {
  if (pattern === ANY_NUMBER && typeof value === "number") return [];
  if (isObject(pattern) && isObject(value) && Array.isArray(pattern) === Array.isArray(value)) {
    const keys = new Set([...Object.keys(pattern), ...Object.keys(value)]);
    return [...keys].flatMap((key) => compareJson(`${what}: ${key}`, pattern[key], value[key]));
  }
  if (pattern === value) return [];
  const [is, wanted] = [value, pattern].map((one) => (one === undefined ? "missing" : JSON.stringify(one)));
  return [`${what} is ${is} instead of ${wanted}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
