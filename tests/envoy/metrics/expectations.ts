/** Assertions about what Envoy counts, which it does a little later. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { MeteredEnvoy } from "./metered-envoy.ts";
import type { SeriesValues } from "./totals.ts";
import { readSeries } from "./totals.ts";

const PATIENCE_MS = 15_000;
const POLL_MS = 100;

/** Resolves when the assertion holds; rejects with what it says when it does not within 15 seconds. */
export async function eventually(assertion: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(POLL_MS);
    }
  }
}

/** Waits until the series of a provider are these. */
export async function expectSeries(envoy: MeteredEnvoy, provider: string, expected: SeriesValues): Promise<void> {
  await eventually(async () => assert.deepEqual(readSeries(await envoy.prometheus(), provider), expected));
}

/** Every counter of /stats is one line of it. */
export async function assertNoForgedLine(envoy: MeteredEnvoy): Promise<void> {
  const lines = (await envoy.admin("/stats?type=Counters")).trimEnd().split("\n");
  const { stats } = JSON.parse(await envoy.admin("/stats?type=Counters&format=json")) as { stats: object[] };
  assert.equal(lines.length, stats.length);
  for (const line of lines) assert.match(line, /^[^\s"]+: \d+$/);
}
