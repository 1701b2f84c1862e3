// Compiles the probe filter (probe-filter.wasm.ts) when a source of it is newer than the last build.

import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = "tests/support/emulator/probe-filter.wasm.ts";
const IMPORTED = ["probe-commands", "probe-imports"].map((name) => `tests/support/emulator/${name}.wasm.ts`);
const FLAGS = ["--config", "none", "-O1", "--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];

/** Builds the probe filter and answers the path of the module. */
export function buildProbeFilter(): string {
  const file = `${ROOT}build/probe-filter.wasm`;
  const newest = Math.max(...[SOURCE, ...IMPORTED].map((source) => modified(`${ROOT}${source}`)));
  if (modified(file) > newest) return file;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  // Test files run side by side: none may see another's half-written module.
  const part = `build/probe-filter.${process.pid}.wasm`;
  execFileSync(process.execPath, [compiler, SOURCE, ...FLAGS, "-o", part], { cwd: ROOT });
  renameSync(`${ROOT}${part}`, file);
  return file;
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
