// Compiles the probe filter (probe-filter.wasm.ts) when its source is newer than the last build.

import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = "tests/support/emulator/probe-filter.wasm.ts";
const FLAGS = ["--config", "none", "-O1", "--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];

/** Builds the probe filter and answers the path of the module. */
export function buildProbeFilter(): string {
  return buildFilter("probe-filter", SOURCE);
}

/** Builds a filter for tests to `build/<name>.wasm`, unless that is newer than its source, and answers the path. */
export function buildFilter(name: string, source: string): string {
  const file = `${ROOT}build/${name}.wasm`;
  if (modified(file) > modified(`${ROOT}${source}`)) return file;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  // Test files run side by side: none may see another's half-written module.
  const part = `build/${name}.${process.pid}.wasm`;
  execFileSync(process.execPath, [compiler, source, ...FLAGS, "-o", part], { cwd: ROOT });
  renameSync(`${ROOT}${part}`, file);
  return file;
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
