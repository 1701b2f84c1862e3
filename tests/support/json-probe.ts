// Compiles json-probe.wasm.ts with the release flags and gives its exports a shape that Node's tests can use.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Exports {
  memory: WebAssembly.Memory;
  __collect(): void;
  reserve(length: number): number;
  parse(): number;
  parseAtEndOfMemory(): number;
  addPage(): void;
  parseErrorOffset(): number;
  watch(fresh: boolean, guarded: boolean): number;
  scanWhole(): number;
  scanWindows(size: number): number;
  describeScan(): void;
  beginEdits(): void;
  edit(change: number, node: number, value: number): number;
  finishEdits(size: number): number;
  isUniform(node: number): number;
  quote(): void;
  outputStart(): number;
  outputLength(): number;
}

/** The two builds of the filter. */
export type JsonBuild = "simd" | "nosimd";

const FEATURES = { simd: "simd,bulk-memory", nosimd: "bulk-memory" };

const compiled = new Map<JsonBuild, WebAssembly.Module>();

function compile(build: JsonBuild): WebAssembly.Module {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const file = `${root}build/json-probe.${build}.wasm`;
  mkdirSync(`${root}build`, { recursive: true });
  const flags = ["--config", "none", "-O3", "--runtime", "minimal", "--enable", FEATURES[build], "--use", "abort="];
  const source = "tests/support/json-probe.wasm.ts";
  const compiler = `${root}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, source, ...flags, "--exportRuntime", "-o", file], { cwd: root });
  return new WebAssembly.Module(readFileSync(file));
}

/** The JSON room behind a few functions on bytes. A trap in it surfaces as an exception. */
export class JsonProbe {
  readonly exports: Exports;

  constructor(build: JsonBuild) {
    const module = compiled.get(build) ?? compile(build);
    compiled.set(build, module);
    this.exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  }

  /** Makes `text` the text that the other calls work on. */
  give(text: Uint8Array | string): void {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    this.exports.__collect();
    const at = this.exports.reserve(bytes.length);
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
  }

  /** The error of a text parsed whole; 0 if it is valid. */
  parse(text: Uint8Array | string): number {
    this.give(text);
    return this.exports.parse();
  }

  /** Watches other paths; their nodes. */
  watch(paths: string[], guarded = false): number[] {
    return paths.map((path, index) => {
      this.give(path);
      return this.exports.watch(index === 0, guarded);
    });
  }

  /** What the scan found, in windows of `size` bytes or (0) in one. */
  scan(text: Uint8Array | string, size = 0): string {
    this.give(text);
    if (size === 0) this.exports.scanWhole();
    else this.exports.scanWindows(size);
    this.exports.describeScan();
    return this.output().toString("latin1");
  }

  /** What the last call has written. */
  output(): Buffer {
    const at = this.exports.outputStart();
    return Buffer.from(this.exports.memory.buffer.slice(at, at + this.exports.outputLength()));
  }
}
