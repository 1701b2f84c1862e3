// Compiles the trapping filter (trapping-filter.wasm.ts).

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FLAGS = ["--config", "none", "-O1", "--runtime", "stub", "--exportStart", "_initialize", "--use", "abort="];

/** Builds it into `directory` and answers the path of the module. */
export function buildTrappingFilter(directory: string): string {
  const file = join(directory, "trapping-filter.wasm");
  const source = "tests/support/trouble/trapping-filter.wasm.ts";
  execFileSync(process.execPath, ["node_modules/assemblyscript/bin/asc.js", source, ...FLAGS, "-o", file], {
    cwd: ROOT,
  });
  return file;
}
