// The thread that plays: batches of one target after another, each reported when it ends.

import { parentPort, workerData } from "node:worker_threads";
import { runBatch, type BatchResult } from "./batch.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { Target } from "./target.ts";
import { findTarget } from "./targets/all.ts";

/** What a target is to do: batches until the time is over, or a number of runs. */
export interface TargetPlan {
  target: string;
  seed: number;
  seconds: number | null;
  runs: number;
  path: string;
}

/** What the thread is given. */
export interface WorkerPlan {
  memory: SharedArrayBuffer;
  plans: TargetPlan[];
}

/** A new VM for each batch: its linear memory never shrinks. */
const BATCH_RUNS = 500;

/** More findings of one target would hardly be new ones. */
const MOST_FINDINGS = 4;

function runTarget(target: Target, plan: TargetPlan, heartbeat: Heartbeat): void {
  const deadline = plan.seconds === null ? null : performance.now() + plan.seconds * 1000;
  const goesOn = (runs: number) => (deadline === null ? runs < plan.runs : performance.now() < deadline);
  let runs = 0;
  let findings = 0;
  for (let seed = plan.seed; goesOn(runs) && findings < MOST_FINDINGS; seed = (seed + 1) | 0) {
    const size = deadline === null ? Math.min(BATCH_RUNS, plan.runs - runs) : BATCH_RUNS;
    const batch = { seed, runs: size, path: plan.path };
    const result: BatchResult = runBatch(target, batch, (input) =>
      heartbeat.beat({ target: target.name, seed, input }),
    );
    runs += result.finding === null ? size : result.runs;
    findings += result.finding === null ? 0 : 1;
    parentPort?.postMessage(result);
    if (plan.path !== "") return;
  }
}

const { memory, plans } = workerData as WorkerPlan;
for (const plan of plans) runTarget(findTarget(plan.target), plan, new Heartbeat(memory));
