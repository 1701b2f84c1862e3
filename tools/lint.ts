// `make lint`: every check that needs no run of the filter. All run, also after one has failed.

import { spawnSync } from "node:child_process";

// Through node itself, not through npx: that looks the package up again each time.
const TSX = ["--import", "tsx"];
const CHECKS: Record<string, string[]> = {
  formatting: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  types: ["node_modules/typescript/bin/tsc", "--noEmit"],
  compiler: ["node_modules/assemblyscript/bin/asc.js", "assembly/index.ts", "--target", "release", "--noEmit", "-O0"],
  rows: [...TSX, "tools/generate-rows.ts", "--check"],
  layers: [...TSX, "tools/check-layers.ts"],
  traps: [...TSX, "tools/check-traps.ts"],
};

for (const [name, command] of Object.entries(CHECKS)) {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`lint: ${name} ${status === 0 ? "passed" : "FAILED"} in ${seconds} s`);
  if (status !== 0) process.exitCode = 1;
}
