// Compiles redaction-probe.wasm.ts with the release flags and gives its exports a shape that Node's tests can use.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonBuild } from "./json-probe.ts";

interface Exports {
  memory: WebAssembly.Memory;
  __collect(): void;
  reserve(length: number): number;
  forgetPaths(): void;
  addPath(): number;
  redact(most: number, isStream: boolean): number;
  outputStart(): number;
  outputLength(): number;
}

const FEATURES = { simd: "simd,bulk-memory", nosimd: "bulk-memory" };

function compile(build: JsonBuild): WebAssembly.Module {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const file = `${root}build/redaction-probe.${build}.wasm`;
  mkdirSync(`${root}build`, { recursive: true });
  const flags = ["--config", "none", "-O3", "--runtime", "minimal", "--enable", FEATURES[build], "--use", "abort="];
  const source = "tests/support/redaction-probe.wasm.ts";
  const compiler = `${root}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, source, ...flags, "--exportRuntime", "-o", file], { cwd: root });
  return new WebAssembly.Module(readFileSync(file));
}

/** Redaction behind a few functions on bytes. A trap in it surfaces as an exception. */
export class RedactionProbe {
  private readonly exports: Exports;

  constructor(build: JsonBuild) {
    this.exports = new WebAssembly.Instance(compile(build)).exports as unknown as Exports;
  }

  /** Redacts by these paths from now on; all must be good. */
  usePaths(paths: readonly string[]): void {
    this.exports.forgetPaths();
    for (const path of paths) {
      this.give(path);
      assert.ok(this.exports.addPath(), `${path}: ${this.output()}`);
    }
  }

  /** Makes `text` the one that `redactFirst` works on. */
  give(text: Uint8Array | string): void {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    this.exports.__collect();
    const at = this.exports.reserve(bytes.length);
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
  }

  /** What is written of the first `most` bytes, taken out of its literal; null if nothing may be. */
  redactFirst(most: number, isStream = false): string | null {
    const isWritten = this.exports.redact(most, isStream) !== 0;
    const literal = this.output();
    if (isWritten) return JSON.parse(literal) as string;
    assert.equal(literal, "", "something was written all the same");
    return null;
  }

  /** The same for a whole text. */
  redact(text: Uint8Array | string, isStream = false): string | null {
    this.give(text);
    return this.redactFirst(0x7fffffff, isStream);
  }

  /** The size of the module's memory in bytes. */
  get memoryBytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  private output(): string {
    const at = this.exports.outputStart();
    const bytes = this.exports.memory.buffer.slice(at, at + this.exports.outputLength());
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  }
}
