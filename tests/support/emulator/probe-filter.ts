// Compiles the probe filter (probe-filter.wasm.ts) when a source of it is newer than the last build.

import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = "tests/support/emulator/probe-filter.wasm.ts";
const IMPORTED = ["commands", "metrics", "pairs", "values", "imports"].map(
  (name) => `tests/support/emulator/probe-${name}.wasm.ts`,
);
const FLAGS = ["--config", "none", "-O1", "--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];

/** Builds the probe filter and answers the path of the module. */
export function buildProbeFilter(): string {
  return buildFilter("probe-filter", [SOURCE, ...IMPORTED]);
}

/** Builds a filter for tests from the first of `sources` to `build/<name>.wasm`, unless that is newer than all of them, and answers the path. */
export function buildFilter(name: string, sources: string[]): string {
  const file = `${ROOT}build/${name}.wasm`;
  const newest = Math.max(...sources.map((source) => modified(`${ROOT}${source}`)));
  if (modified(file) > newest) return file;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  // Test files run side by side: none may see another's half-written module.
  const part = `build/${name}.${process.pid}.wasm`;
  execFileSync(process.execPath, [compiler, sources[0], ...FLAGS, "-o", part], { cwd: ROOT });
  renameSync(`${ROOT}${part}`, file);
  return file;
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
