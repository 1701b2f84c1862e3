/** What Aisle has counted so far, from Envoy's admin interface. */
import { setTimeout as sleep } from "node:timers/promises";
import { bold, grey, say } from "./screen.ts";

/** Counters reach Envoy once a second. */
const PATIENCE_MS = 3_000;
const POLL_MS = 100;
/** Only Aisle's metrics, by the names that they have in Envoy. */
const FILTER = "filter=wasmcustom";

/** Sums over all label sets. */
export interface Counted {
  requests: number;
  input: number;
  output: number;
}

/** The address at which a browser, curl or Prometheus gets Aisle's metrics. */
export function metricsUrl(admin: string): string {
  return `${admin}/stats/prometheus?${FILTER}`;
}

/** Shows the sums once Aisle has told of so many requests; nothing where it does not within three seconds. */
export async function showCounted(admin: string, requests: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let counted = await readCounted(admin);
  while (counted.requests < requests && Date.now() < deadline) {
    await sleep(POLL_MS);
    counted = await readCounted(admin);
  }
  if (counted.requests === 0) return;
  const { input, output } = counted;
  say("", bold("Metrics"), `  ${counted.requests} requests, ${input} input and ${output} output tokens`);
  say(grey(`      ${metricsUrl(admin)}`));
}

async function readCounted(admin: string): Promise<Counted> {
  const response = await fetch(`${admin}/stats?format=json&type=Counters&${FILTER}`);
  const { stats } = (await response.json()) as { stats: { name: string; value: number }[] };
  const sum = (metric: string, label = ""): number =>
    stats
      .filter(({ name }) => name.startsWith(`wasmcustom.${metric};`) && name.includes(label))
      .reduce((total, { value }) => total + value, 0);
  return {
    requests: sum("aisle_requests_total"),
    input: sum("gen_ai_tokens_total", ";token_type=.=input;"),
    output: sum("gen_ai_tokens_total", ";token_type=.=output;"),
  };
}
