// Ten minutes of a storm in each mode: 2,000 clients while providers are killed, started and throttled; STORM_SECONDS=… for another time.

import assert from "node:assert/strict";
import { MODES } from "../support/providers/balanced-gateway.ts";
import { judge } from "../support/storm/judge.ts";
import { describeStorm, MEMORY_NOISE } from "../support/storm/report.ts";
import { runStorm } from "../support/storm/storm.ts";

const CLIENTS = 2000;

/** Lets it pass; nobody is lost, answered twice or left hanging, nothing reaches the wrong provider, and memory is flat. */
export async function soakStorm(seconds: number): Promise<void> {
  const seed = Number(process.env.SEED || Date.now() % 1_000_000);
  for (const mode of MODES) {
    const result = await runStorm({ clients: CLIENTS, lengthMs: seconds * 1000, seed, concurrency: 2, mode });
    console.log(
      `\nA storm of ${seconds} s with ${CLIENTS} clients, mode ${mode}, seed ${seed}\n${describeStorm(result)}`,
    );
    assert.deepEqual(judge(result.notes), { lost: [], doubled: [], hanging: [], leaked: [] });
    assert.ok(result.endBytes <= result.warmBytes + MEMORY_NOISE);
  }
}
