// What the reading of event streams takes, without a proxy: `make bench-events`. Best of many runs,
// with and without SIMD.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apart, chatEvents, EVENT_BYTES } from "./streams.ts";

interface Exports {
  memory: WebAssembly.Memory;
  __collect(): void;
  reserve(length: number): number;
  frame(rounds: number, size: number): number;
  read(rounds: number, size: number): number;
  filter(rounds: number, size: number): number;
  translate(rounds: number, size: number): number;
}

type Job = "frame" | "read" | "filter" | "translate";

const MILLISECONDS = Number(process.env["BENCH_MS"] ?? 700);
const EVENTS = 2000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const STREAM = Buffer.concat(apart(chatEvents(EVENTS)));

/** What is measured, in pieces of how many bytes, and the answer that shows that it was done. */
const JOBS: [text: string, job: Job, size: number, answer: number][] = [
  ["framer alone", "frame", STREAM.length, 2],
  ["framer, pieces of 16 KiB", "frame", 16384, 2],
  ["reader, in one piece", "read", STREAM.length, 198],
  ["reader, pieces of 16 KiB", "read", 16384, 198],
  ["reader, a piece for each event", "read", EVENT_BYTES, 198],
  ["reader and filter, in one piece", "filter", STREAM.length, 198],
  ["reader and filter, pieces of 16 KiB", "filter", 16384, 198],
  ["reader and filter, a piece for each event", "filter", EVENT_BYTES, 198],
  ["reader and translator, in one piece", "translate", STREAM.length, 198],
  ["reader and translator, pieces of 16 KiB", "translate", 16384, 198],
  ["reader and translator, a piece for each event", "translate", EVENT_BYTES, 198],
];

function compile(features: string): Exports {
  mkdirSync(`${ROOT}build`, { recursive: true });
  const flags = ["--config", "none", "-O3", "--converge", "--runtime", "minimal", "--enable", features];
  const output = ["--exportRuntime", "--use", "abort=", "-o", "build/events-bench.wasm"];
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, "tests/bench/events.wasm.ts", ...flags, ...output], { cwd: ROOT });
  const module = new WebAssembly.Module(readFileSync(`${ROOT}build/events-bench.wasm`));
  return new WebAssembly.Instance(module).exports as unknown as Exports;
}

/** Nanoseconds for one event, garbage collected: the best of many rounds. */
function measure(exports: Exports, job: Job, size: number, answer: number): number {
  exports.__collect();
  const at = exports.reserve(STREAM.length);
  new Uint8Array(exports.memory.buffer).set(STREAM, at);
  let best = Infinity;
  for (const until = performance.now() + MILLISECONDS; performance.now() < until;) {
    const start = process.hrtime.bigint();
    const found = exports[job](1, size);
    exports.__collect();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / EVENTS);
    if (found !== answer) throw new Error(`${job} in pieces of ${size}: ${found} instead of ${answer}`);
  }
  return best;
}

const simd = compile("simd,bulk-memory");
const words = compile("bulk-memory");
console.log(
  `${EVENTS} events of ${EVENT_BYTES} bytes`.padEnd(44),
  "ns per event".padStart(14),
  "without SIMD".padStart(14),
);
for (const [text, ...job] of JOBS) {
  const figures = [simd, words].map((exports) =>
    measure(exports, ...job)
      .toFixed(0)
      .padStart(14),
  );
  console.log(text.padEnd(44), ...figures);
}
