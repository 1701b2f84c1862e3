// Which engines can load a module, judged by Binaryen's validator, which AssemblyScript brings along.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

// The validator prints an error for every instruction it refuses, so it runs in a process of its own.
const JUDGE = `
  import binaryen from "binaryen";
  import { readFileSync } from "node:fs";
  const { BulkMemory, MutableGlobals, NontrappingFPToInt, SignExt } = binaryen.Features;
  const module = binaryen.readBinary(readFileSync(process.argv[1]));
  module.setFeatures(BulkMemory | MutableGlobals | NontrappingFPToInt | SignExt);
  process.exit(module.validate() === 1 ? 0 : 3);
`;

/** Whether an engine with all that WebAssembly 1.0 and its small additions have, but without SIMD, accepts the module. */
export function isValidWithoutSimd(file: string): boolean {
  readFileSync(file); // a missing file is no verdict
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", JUDGE, file], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0 && status !== 3) throw new Error(`Binaryen did not judge ${file}: ${stderr.slice(-2000)}`);
  return status === 0;
}
