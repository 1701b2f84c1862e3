// Runs targets in a thread of their own, watches that no input takes too long, and adds up what came of it.

import { Worker } from "node:worker_threads";
import type { BatchResult, Finding } from "./batch.ts";
import type { TargetPlan, WorkerPlan } from "./fuzz-worker.ts";
import { Heartbeat, type Beat } from "./heartbeat.ts";
import { findTarget } from "./targets/all.ts";

/** What came of one target. */
export interface Summary {
  target: string;
  runs: number;
  exchanges: number;
  seconds: number;
  findings: Finding[];
}

/** How a run is watched and told about. */
export interface Watch {
  /** Milliseconds after which an input that is still being played is taken for an endless loop. */
  patience: number;
  /** Told each finding when it is made. */
  onFinding(finding: Finding): void;
}

const INTERVAL_MS = 500;

/** A thread does not get tsx from its parent. */
const START = `import("tsx/esm/api").then(({ register }) => { register(); return import(WORKER); })`;

/** Runs the plans one after another. A target whose input never ends is given up, and the others go on. */
export async function fuzz(plans: TargetPlan[], watch: Watch, module = "./fuzz-worker.ts"): Promise<Summary[]> {
  const summaries = plans.map(({ target }) => ({
    target,
    runs: 0,
    exchanges: 0,
    seconds: 0,
    findings: [] as Finding[],
  }));
  for (let left = plans; left.length > 0;) {
    const hung = await runThread(left, watch, module, (result) => addResult(summaries, result, watch));
    if (hung === null) return summaries;
    const finding = describeHang(hung, watch.patience);
    summaries.find((summary) => summary.target === hung.target)?.findings.push(finding);
    watch.onFinding(finding);
    left = left.slice(left.findIndex((plan) => plan.target === hung.target) + 1);
  }
  return summaries;
}

/** Resolves when the thread has done its plans (null), or with what it was playing when it stopped answering. */
async function runThread(
  plans: TargetPlan[],
  watch: Watch,
  module: string,
  onResult: (result: BatchResult) => void,
): Promise<Beat | null> {
  const heartbeat = new Heartbeat();
  const workerData: WorkerPlan = { memory: heartbeat.memory, plans };
  const url = JSON.stringify(new URL(module, import.meta.url).href);
  const worker = new Worker(START.replace("WORKER", url), { eval: true, workerData });
  worker.on("message", onResult);
  const ended = new Promise<null>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", () => resolve(null));
  });
  const hung = watchBeats(heartbeat, watch.patience);
  const outcome = await Promise.race([ended, hung.beat]);
  hung.stop();
  await worker.terminate();
  return outcome;
}

/** Resolves when the count of beats has stood still for `patience` milliseconds. */
function watchBeats(heartbeat: Heartbeat, patience: number): { beat: Promise<Beat>; stop(): void } {
  let count = -1;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const beat = new Promise<Beat>((resolve) => {
    timer = setInterval(() => {
      if (heartbeat.count !== count) {
        count = heartbeat.count;
        since = performance.now();
        return;
      }
      const last = heartbeat.read();
      if (last !== null && performance.now() - since > patience) resolve(last);
    }, INTERVAL_MS);
  });
  return { beat, stop: () => clearInterval(timer) };
}

function addResult(summaries: Summary[], result: BatchResult, watch: Watch): void {
  const summary = summaries.find((one) => one.target === result.target);
  if (summary === undefined) return;
  summary.runs += result.runs;
  summary.exchanges += result.exchanges;
  summary.seconds += result.seconds;
  if (result.finding === null) return;
  summary.findings.push(result.finding);
  watch.onFinding(result.finding);
}

function describeHang({ target, seed, input }: Beat, patience: number): Finding {
  const objections = [`time-limit: an exchange took more than ${patience / 1000} s`];
  const description = input === null ? "(larger than 4 MiB)" : findTarget(target).describe(input);
  return { target, seed, path: "", objections, description };
}
