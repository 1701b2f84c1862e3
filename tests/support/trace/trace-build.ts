// The tracing build: the filter's own source, in which each callback and each host call also writes a line to the log.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const OUTPUT = join(ROOT, "build/aisle-trace.wasm");
const SOURCES = ["assembly", "tests/support/trace"];

/** Builds the tracing filter where it is older than its sources, and answers the path of the module. */
export function buildTracingFilter(): string {
  if (modified(OUTPUT) > Math.max(...SOURCES.flatMap(sourceTimes))) return OUTPUT;
  mkdirSync(join(ROOT, "build"), { recursive: true });
  // Test files run side by side: none may see another's half-written module.
  const part = `build/aisle-trace.${process.pid}.wasm`;
  execFileSync(process.execPath, ["--import", "tsx", "tests/support/trace/compile.ts", part], { cwd: ROOT });
  renameSync(join(ROOT, part), OUTPUT);
  return OUTPUT;
}

function sourceTimes(directory: string): number[] {
  const names = readdirSync(join(ROOT, directory), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => modified(join(ROOT, directory, name)));
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
