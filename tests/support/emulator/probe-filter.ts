// Compiles the probe filter (probe-filter.wasm.ts), once per process.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCE = "tests/support/emulator/probe-filter.wasm.ts";
const FLAGS = ["--config", "none", "-O1", "--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];

/** Builds the probe filter and answers the path of the module. */
export function buildProbeFilter(): string {
  const file = `${ROOT}build/probe-filter.wasm`;
  mkdirSync(`${ROOT}build`, { recursive: true });
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, SOURCE, ...FLAGS, "-o", file], { cwd: ROOT });
  return file;
}
