// A filter that does nothing would be quick: before anything is measured, each variant must show its work.

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import { linesWritten, type Variant, type VariantName, VARIANTS } from "./variant.ts";
import { ECHO, WORKLOADS } from "./workload.ts";

const TOLD_WITHIN_MS = 5000;
const COUNTED = /wasmcustom\.aisle_requests_total[^:]*: [1-9]/;

/** Throws if a variant does not do to an exchange what its name says. */
export async function checkVariants(
  variants: Record<VariantName, Variant>,
  clients: Record<VariantName, Client>,
): Promise<void> {
  for (const name of VARIANTS) {
    const reply = await clients[name].ask(ECHO);
    const isChanged = /bearer sk-bench/.test(reply) && /"model":"gpt-4o-mini"/.test(reply);
    demand(isChanged === !["none", "plainFailover"].includes(name), `${name} sent the upstream something else`, reply);
    demand(/^x-aisle-overhead-us: /m.test(reply) === (name === "on"), `${name}: x-aisle headers`, reply);
    // The upstream waits until the client has each piece, and a call-out's answer comes whole.
    if (name !== "callOut") await checkStream(name, clients[name]);
  }
  for (const name of ["off", "on"] as const) await checkTelling(variants[name]);
  for (const name of ["failover", "plainFailover"] as const) await checkFailover(variants[name]);
  for (const workload of WORKLOADS.filter(({ name }) => name.includes("message"))) {
    const reply = await clients.translated.ask(workload);
    const isMessage = reply.includes('"type":"message"');
    demand(isMessage === workload.name.startsWith("message"), `translated: ${workload.name}`, reply);
  }
  await checkTurns(variants.balanced, ["upstream", "other"]);
  await checkTurns(variants.callOut, ["failing", "upstream"]);
}

// By default Aisle asks for the usage of a stream, too, and takes out what the client did not ask for.
async function checkStream(name: VariantName, client: Client): Promise<void> {
  const reply = await client.ask(WORKLOADS.find(({ isStream }) => isStream)!);
  const hasUsage = reply.includes('"choices":[],"usage":{');
  demand(
    hasUsage === ["none", "floor", "off", "plainFailover"].includes(name),
    `${name}: the chunk with the usage`,
    reply,
  );
  demand(reply.includes("data: [DONE]"), `${name}: the end of the stream`, reply);
}

// Counters come with a tick, lines with a flush: within about a second each.
async function checkTelling(variant: Variant): Promise<void> {
  const isOn = variant.name === "on";
  const deadline = performance.now() + (isOn ? TOLD_WITHIN_MS : 1500);
  let [stats, lines] = ["", 0];
  while (performance.now() < deadline && !(isOn && COUNTED.test(stats) && lines > 0)) {
    await sleep(100);
    stats = await (await fetch(`${variant.envoy.admin}/stats?filter=wasmcustom`)).text();
    lines = isOn ? linesWritten() : 0;
  }
  demand(COUNTED.test(stats) === isOn, `${variant.name}: metrics`, stats);
  demand(lines > 0 === isOn, `${variant.name}: lines`, String(lines));
}

// Every exchange so far must have been sent twice.
async function checkFailover({ name, envoy }: Variant): Promise<void> {
  const stats = await (await fetch(`${envoy.admin}/stats?filter=cluster.upstream.upstream_rq_(total|retry)$`)).text();
  const [retried = 0, total = 0] = ["retry", "total"].map((stat) =>
    Number(new RegExp(`upstream_rq_${stat}: (\\d+)`).exec(stats)?.[1]),
  );
  demand(retried > 0 && total === 2 * retried, `${name}: retries`, stats);
}

// Each of two clusters must have had its half, of an odd number nearly so.
async function checkTurns({ name, envoy }: Variant, clusters: string[]): Promise<void> {
  const stats = await (await fetch(`${envoy.admin}/stats?filter=cluster.*.upstream_rq_total$`)).text();
  const counts = clusters.map((cluster) =>
    Number(new RegExp(`cluster.${cluster}.upstream_rq_total: (\\d+)`).exec(stats)?.[1]),
  );
  demand(counts[0]! > 0 && Math.abs(counts[0]! - counts[1]!) < 2, `${name}: turns`, stats);
}

function demand(isSo: boolean, what: string, seen: string): void {
  if (!isSo) throw new Error(`${what}:\n${seen}`);
}
