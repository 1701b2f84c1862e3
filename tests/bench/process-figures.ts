// Reads what Linux knows about a process: the CPU time of its threads and its memory (proc(5)).

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The Envoy whose environment holds `marker` (NAME=value); the shell that started it has the same, but no worker threads. */
export function findEnvoyProcess(marker: string): number {
  for (const pid of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    if (!readText(`/proc/${pid}/environ`).split("\0").includes(marker)) continue;
    if (threadsOf(pid).some((thread) => readText(`/proc/${pid}/task/${thread}/comm`).startsWith("wrk:"))) {
      return Number(pid);
    }
  }
  throw new Error(`no Envoy with ${marker} in its environment`);
}

/** CPU time of all threads of a process so far, in microseconds (the scheduler counts nanoseconds). */
export function cpuMicroseconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of threadsOf(String(pid))) {
    nanoseconds += Number(readText(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0] ?? 0);
  }
  return nanoseconds / 1000;
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** Keeps a process and all its threads on one core, so that its caches stay warm; false without `taskset` (util-linux). */
export function pinToCore(pid: number, core: number): boolean {
  return spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)]).status === 0;
}

function threadsOf(pid: string): string[] {
  return readdirSync(`/proc/${pid}/task`);
}

// A process or thread may end while it is read.
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
