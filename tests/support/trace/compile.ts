// The compiler's own process: compiles the filter with two files replaced into the module named by the argument.
// A process of its own, because the compiler keeps a hand on the uncaught exceptions of the one it runs in.

import asc from "assemblyscript/asc";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { traceExports, traceImports } from "./traced-source.ts";

/** What the compiler is given in the place of a file. */
const REPLACED: Record<string, (source: string) => string> = {
  "assembly/abi/imports.ts": traceImports,
  "assembly/index.ts": traceExports,
};

function readFile(name: string, baseDir: string): string | null {
  let source: string;
  try {
    source = readFileSync(join(baseDir, name), "utf8");
  } catch {
    // The compiler tries the places a module may be in, one after the other.
    return null;
  }
  return REPLACED[name]?.(source) ?? source;
}

function writeFile(name: string, contents: string | Uint8Array, baseDir: string): void {
  writeFileSync(join(baseDir, name), contents);
}

const [output] = process.argv.slice(2);
// The optimizer's last rounds take their time and change nothing that a transcript shows.
const flags = ["--target", "debug", "-O1", "--outFile", output];
const { error } = await asc.main(flags, { stderr: process.stderr, stdout: process.stdout, readFile, writeFile });
process.exitCode = error === null ? 0 : 1;
