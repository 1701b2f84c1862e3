// Reads what a case demands of metrics, filter state and the log.

import type { Fields } from "./fields.ts";
import type { ExpectedMetric, ExpectedTelemetry, JsonPattern } from "./telemetry.ts";

/** `name`, or `name{label=value,…}`. */
const COMPACT_NAME = /^\w+(\{\w+=[^={},]+(,\w+=[^={},]+)*\})?$/;

/** Takes `metrics`, `filterState` and `log`; undefined when a case has none of them. */
export function readTelemetry(fields: Fields): ExpectedTelemetry | undefined {
  if (!["metrics", "filterState", "log"].some((key) => fields.has(key))) return undefined;
  return { metrics: readMetrics(fields), filterState: readFilterState(fields), log: readLog(fields) };
}

function readMetrics(fields: Fields): Record<string, ExpectedMetric> | null {
  if (!fields.has("metrics")) return null;
  const value = fields.take("metrics");
  if (!isMapping(value)) return fields.fail("metrics", "a mapping");
  for (const [name, metric] of Object.entries(value)) {
    if (!COMPACT_NAME.test(name)) fields.fail("metrics", `names like name{label=value}, not ${name}`);
    if (!isMetric(metric)) fields.fail(`metrics.${name}`, "a number from 1 on, a list of numbers, or { count: n }");
  }
  return value as Record<string, ExpectedMetric>;
}

function isMetric(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => Number.isInteger(one));
  if (isMapping(value)) return Object.keys(value).join() === "count" && isPositive(value.count);
  return isPositive(value);
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0;
}

function readFilterState(fields: Fields): Record<string, JsonPattern> {
  const value = fields.take("filterState") ?? {};
  if (!isMapping(value)) return fields.fail("filterState", "a mapping");
  for (const [name, state] of Object.entries(value)) {
    const valid = state === null || typeof state === "string" || isMapping(state);
    if (!valid) fields.fail(`filterState.${name}`, "a string, a mapping, or null");
  }
  return value as Record<string, JsonPattern>;
}

function readLog(fields: Fields): JsonPattern[] | null {
  if (!fields.has("log")) return null;
  const value = fields.take("log");
  if (value === "none") return [];
  const lines = Array.isArray(value) ? value : [value];
  if (lines.length === 0 || !lines.every(isMapping)) fields.fail("log", "a mapping, a list of mappings, or none");
  return lines as JsonPattern[];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
