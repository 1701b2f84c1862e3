/** A filter in Envoy that records metrics of any name. */
import type { Node } from "../../../envoy/bootstrap.ts";
import { buildFilter } from "../../support/emulator/probe-filter.ts";
import type { MeteredEnvoy } from "./metered-envoy.ts";
import { startMeteredEnvoy } from "./metered-envoy.ts";

const FILTER = "tests/envoy/metrics/recording-filter.wasm.ts";
export const COUNTER = 0;
export const HISTOGRAM = 2;

/** One metric that the filter records at each request. */
export type Entry = [kind: number, value: number, name: string];

/** The name of a metric with labels, as Aisle gives it to Envoy. */
export function metricName(metric: string, labels: Record<string, string>): string {
  return `${metric};.;${Object.entries(labels)
    .map(([name, value]) => `${name}=.=${value};.;`)
    .join("")}`;
}

/** Starts Envoy with a filter that records these, and sends one request through it. */
export async function record(entries: Entry[], adapt: (bootstrap: Node) => void = () => {}): Promise<MeteredEnvoy> {
  const wasm = buildFilter("recording-filter", [FILTER]);
  const text = entries.map((entry) => entry.join(" ")).join("\f");
  const envoy = await startMeteredEnvoy({ wasm, plugins: { recording: text }, adapt });
  await (await fetch(`http://127.0.0.1:${envoy.port("recording")}/`)).text();
  return envoy;
}
