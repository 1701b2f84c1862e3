// Metrics in the probe filter.

import { defineMetric, getMetric, incrementMetric, recordMetric } from "./probe-imports.wasm";
import { bytesOf, out } from "./probe-values.wasm";

/** Ids by the names of metrics that this VM has defined. */
const ids = new Map<string, i32>();

/** Whether {@link runMetric} knows the command. */
export function isMetricCommand(name: string): bool {
  return name == "define" || name == "count" || name == "record" || name == "value";
}

/** `define <kind> <name>`, `count <name> <offset>`, `record <name> <value>`, `value <name>`; a name that was not defined has the id 0. */
export function runMetric(words: string[]): i32 {
  if (words[0] == "define") return define(I32.parseInt(words[1]), words[2]);
  const id = ids.has(words[1]) ? ids.get(words[1]) : 0;
  if (words[0] == "value") return getMetric(id, out);
  const number = I64.parseInt(words[2]);
  return words[0] == "count" ? incrementMetric(id, number) : recordMetric(id, number);
}

function define(kind: i32, name: string): i32 {
  const bytes = bytesOf(name);
  const status = defineMetric(kind, changetype<usize>(bytes), bytes.byteLength, out);
  if (status === 0) ids.set(name, load<i32>(out));
  return status;
}

/** Defines twice, counts, records and reads a metric of that kind, whose name says so. */
export function metric(kind: i32): i32 {
  const name = bytesOf(`probe_metric_${kind}`);
  const defined = defineMetric(kind, changetype<usize>(name), name.byteLength, out);
  if (defined !== 0) return defined;
  const id = load<i32>(out);
  defineMetric(kind, changetype<usize>(name), name.byteLength, out);
  const again = load<i32>(out);
  const counted = incrementMetric(id, 5);
  const recorded = recordMetric(id, 3);
  store<u64>(out, 0);
  const read = getMetric(id, out);
  return 1000000 * again + 100000 * id + 10000 * counted + 1000 * recorded + 100 * read + load<i32>(out);
}
