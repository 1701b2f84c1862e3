// Exchanges that tell operators something, and the same with every demand that they do not meet.

import { readFileSync } from "node:fs";
import type { Case } from "./case.ts";
import { compare } from "./compare.ts";
import { readCases } from "./load.ts";
import type { Observation } from "./observation.ts";
import type { ExpectedTelemetry, JsonPattern } from "./telemetry.ts";

const FILE = new URL("telemetry-probes.yaml", import.meta.url);

/** The exchanges of telemetry-probes.yaml, to be run on the probe filter. */
export function loadTelemetryProbes(): Case[] {
  return readCases(readFileSync(FILE, "utf8"), "telemetry-probes.yaml");
}

/** What must be said, and is not, of an exchange that is as its case demands when the case demands something else: of every kind. */
export function undetected(c: Case, seen: Observation): string[] {
  const { telemetry } = c;
  if (telemetry === undefined) return ["no demands"];
  const changes = [
    ...unmetMetrics(telemetry.metrics),
    ...unmetStates(telemetry.filterState),
    ...unmetLog(telemetry.log),
  ];
  return changes.flatMap(([difference, changed]) => {
    const found = compare({ ...c, telemetry: { ...telemetry, ...changed } }, seen);
    return found.some((one) => one.includes(difference)) ? [] : [`not "${difference}" but: ${found.join("; ")}`];
  });
}

/** What is said of a demand that is not met, and the demand. */
type Change = [difference: string, changed: Partial<ExpectedTelemetry>];

/** Larger than anything that is counted. */
const OTHER = 1_000_000;

function unmetMetrics(metrics: ExpectedTelemetry["metrics"]): Change[] {
  if (metrics === null) return [];
  const others = [OTHER, [OTHER], { count: OTHER }];
  return [
    ["metric missing: probe_none: 1", { metrics: { ...metrics, probe_none: 1 } }],
    ...Object.keys(metrics).flatMap((name): Change[] => {
      const { [name]: _, ...without } = metrics;
      return [
        [`metric unexpected: ${name}: `, { metrics: without }],
        ...others.map((other): Change => [
          `instead of ${JSON.stringify(other)}`,
          { metrics: { ...metrics, [name]: other } },
        ]),
      ];
    }),
  ];
}

function unmetStates(states: ExpectedTelemetry["filterState"]): Change[] {
  return Object.entries(states).flatMap(([name, pattern]): Change[] => {
    const demand = (difference: string, other: JsonPattern): Change => [
      `filter state ${name} ${difference}`,
      { filterState: { ...states, [name]: other } },
    ];
    if (pattern === null) return [demand("is missing", "x"), demand("is missing", { x: 1 })];
    const isText = typeof pattern === "string";
    return [
      demand("is there: ", null),
      demand("is ", "other"),
      isText
        ? demand("is no JSON", { other: 1 })
        : [`: other is missing`, { filterState: { ...states, [name]: { ...(pattern as object), other: 1 } } }],
    ];
  });
}

function unmetLog(log: ExpectedTelemetry["log"]): Change[] {
  if (log === null) return [];
  const [first] = log;
  const count: Change = ["lines of JSON were logged instead of", { log: [...log, { other: 1 }] }];
  if (first === undefined) return [count];
  const longer = { ...(first as object), other: 1 };
  return [
    count,
    ["lines of JSON were logged instead of 0", { log: [] }],
    [": other is missing", { log: [longer, ...log.slice(1)] }],
  ];
}
