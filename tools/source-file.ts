// Reads the filter's sources for the lint tools. AssemblyScript's syntax is TypeScript's, so TypeScript's parser reads it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** What a lint tool found, where; `line` counts from 1. */
export interface Offence {
  path: string;
  line: number;
  message: string;
}

/** Parses one source; `path` is relative to the repository, with forward slashes. Syntax errors are left to the compiler. */
export function parseSource(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
}

/** Parses every `.ts` file under `assembly/`, sorted by path. */
export function readAssembly(): ts.SourceFile[] {
  const paths = readdirSync("assembly", { recursive: true, encoding: "utf8" }).map((path) => join("assembly", path));
  const sources = paths.map((path) => path.replaceAll("\\", "/")).filter((path) => path.endsWith(".ts"));
  return sources.sort().map((path) => parseSource(path, readFileSync(path, "utf8")));
}

/** Line of `position`, counted from 1. */
export function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** Prints the offences and sets a failing exit code if there are any; otherwise prints `fine`. */
export function report(offences: Offence[], fine: string): void {
  for (const { path, line, message } of offences) console.error(`${path}:${line}: ${message}`);
  if (offences.length > 0) process.exitCode = 1;
  else console.log(fine);
}

/** True when the module with this `import.meta.url` is the program, not an import of another one. */
export function isProgram(url: string): boolean {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === url;
}
