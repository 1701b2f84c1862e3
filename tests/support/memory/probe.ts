// The filter as released, with probe.wasm.ts beside it: what it holds, and what its collections visit.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { WasmVm } from "../emulator/vm.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PROBE = "tests/support/memory/probe.wasm.ts";
const FILE = `${ROOT}build/memory-probe.wasm`;

interface Options {
  runtime: string;
  exportStart: string;
  enable: string[];
  use: string[];
}

let compiled: WebAssembly.Module | undefined;

/** The module, built when its sources are newer than the last build. */
export function memoryProbe(): WebAssembly.Module {
  buildMemoryProbe();
  compiled ??= new WebAssembly.Module(readFileSync(FILE));
  return compiled;
}

/** Builds the module; before several test files ask for it. */
export function buildMemoryProbe(): void {
  const sources = readdirSync(`${ROOT}assembly`, { recursive: true }).map((name) => `${ROOT}assembly/${name}`);
  const newest = Math.max(...[...sources, ROOT + PROBE, `${ROOT}asconfig.json`].map(modified));
  if (modified(FILE) > newest) return;
  mkdirSync(`${ROOT}build`, { recursive: true });
  // Test files run side by side: none may see another's half-written module.
  const part = `build/memory-probe.${process.pid}.wasm`;
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, "assembly/index.ts", PROBE, ...flags(), "-o", part], { cwd: ROOT });
  renameSync(ROOT + part, FILE);
}

/** As in the release build, less the optimizer's last rounds, which take as long as all else. */
function flags(): string[] {
  const { options } = JSON.parse(readFileSync(`${ROOT}asconfig.json`, "utf8")) as { options: Options };
  const replaced = [...options.use, `__collect=${PROBE.replace(/\.ts$/, "")}/countedCollect`];
  const plain = ["--config", "none", "-O2", "--runtime", options.runtime, "--exportStart", options.exportStart];
  return [...plain, "--enable", options.enable.join(","), ...replaced.flatMap((pair) => ["--use", pair])];
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** What a VM of the module says of itself. */
export class MemoryReading {
  constructor(private readonly vm: WasmVm) {}

  /** Bytes in use or waiting for a collection. */
  get liveBytes(): number {
    return this.vm.ask("countLiveBytes") >>> 0;
  }

  /** Blocks in use or waiting for a collection. */
  get liveBlocks(): number {
    return this.vm.ask("countLiveBlocks") >>> 0;
  }

  /** Bytes that still fit. */
  get room(): number {
    return this.vm.ask("roomLeft") >>> 0;
  }

  /** Bytes allocated since the VM began, modulo 2^32. */
  get allocatedBytes(): number {
    return this.vm.ask("countAllocatedBytes") >>> 0;
  }

  /** Collections since the VM began. */
  get collections(): number {
    return this.vm.ask("countCollections");
  }

  /** Blocks that these collections found in use, in all. */
  get visitedBlocks(): number {
    return this.vm.ask("countVisitedBlocks");
  }

  /** Streams that the filter knows. */
  get streams(): number {
    return this.vm.ask("countStreams");
  }

  /** Call-outs that the filter waits for. */
  get calls(): number {
    return this.vm.ask("countCalls");
  }

  /** Bytes in use. */
  collect(): number {
    this.vm.ask("collectNow");
    return this.liveBytes;
  }

  /** Sets what the VM may hold. */
  limit(bytes: number): void {
    this.vm.ask("limitMemory", bytes);
  }

  /** What `proxy_on_memory_allocate` gives the host. */
  allocate(size: number): number {
    return this.vm.ask("proxy_on_memory_allocate", size) >>> 0;
  }
}
