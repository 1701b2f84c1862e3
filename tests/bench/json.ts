// How fast the JSON room reads: `node --import tsx tests/bench/json.ts`. Best of many runs, since the machine is shared.
// SIMD=0 measures the build without it.
import { mkdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Exports {
  memory: WebAssembly.Memory;
  __collect(): void;
  reserve(length: number): number;
  parse(rounds: number): number;
  find(rounds: number): number;
  findInWindows(rounds: number): number;
  quote(rounds: number): number;
}

type Job = "parse" | "find" | "findInWindows" | "quote";

const MILLISECONDS = Number(process.env["BENCH_MS"] ?? 700);
const FEATURES = process.env["SIMD"] === "0" ? "bulk-memory" : "simd,bulk-memory";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function compile(): Exports {
  mkdirSync(`${ROOT}build`, { recursive: true });
  const flags = ["--config", "none", "-O3", "--converge", "--runtime", "minimal", "--enable", FEATURES];
  const output = ["--exportRuntime", "--use", "abort=", "-o", "build/json-bench.wasm"];
  const compiler = `${ROOT}node_modules/assemblyscript/bin/asc.js`;
  execFileSync(process.execPath, [compiler, "tests/bench/json.wasm.ts", ...flags, ...output], { cwd: ROOT });
  const module = new WebAssembly.Module(readFileSync(`${ROOT}build/json-bench.wasm`));
  return new WebAssembly.Instance(module).exports as unknown as Exports;
}

/** Nanoseconds for one round of `job` on `text`: the best of many. */
function measure(exports: Exports, job: Job, text: string): { bytes: number; nanoseconds: number } {
  const bytes = Buffer.from(text);
  exports.__collect();
  const at = exports.reserve(bytes.length);
  new Uint8Array(exports.memory.buffer).set(bytes, at);
  const rounds = Math.max(1, Math.round(200_000 / bytes.length));
  let best = Infinity;
  for (const until = performance.now() + MILLISECONDS; performance.now() < until;) {
    const start = process.hrtime.bigint();
    const error = exports[job](rounds);
    const nanoseconds = Number(process.hrtime.bigint() - start) / rounds;
    if (error !== 0) throw new Error(`${job} refused the text: error ${error}`);
    best = Math.min(best, nanoseconds);
  }
  exports.__collect();
  return { bytes: bytes.length, nanoseconds: best };
}

function fill(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}

/** A body with one message of about 50 KB. */
function body(content: string): string {
  return JSON.stringify({ model: "gpt-4.1-mini", stream: true, messages: [{ role: "user", content }] });
}

function chat(messages: number, content: string): string {
  const turn = (_: unknown, i: number) => ({ role: i % 2 === 0 ? "user" : "assistant", content: `${i}: ${content}` });
  return JSON.stringify({ model: "gpt-4.1-mini", stream: true, messages: Array.from({ length: messages }, turn) });
}

const PROSE =
  "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife. ";
const CHINESE =
  "人工智能是计算机科学的一个分支，它企图了解智能的实质，并生产出一种新的能以人类智能相似的方式做出反应的智能机器。";
const EUROPEAN =
  "Le cœur a ses raisons – « que la raison » ne connaît point; naïve café, Straße, señor, it’s “quoted” prose. ";
const SOURCE = readFileSync(`${ROOT}tests/bench/json.ts`, "utf8");
const EMBEDDING = Array.from({ length: 1536 }, (_, i) => Math.sin(i * 12.9898) / 7);

const TEXTS: [string, string, Job[]][] = [
  ["base64, 50 KB", body(fill(Buffer.from(PROSE).toString("base64").replace(/=/g, ""), 50_000)), ["find", "parse"]],
  ["English prose, 50 KB", body(fill(PROSE, 50_000)), ["find", "parse"]],
  ["source code with escapes, 50 KB", body(fill(SOURCE, 46_000)), ["find", "parse"]],
  ["European prose, 50 KB", body(fill(EUROPEAN, 46_000)), ["find", "parse"]],
  ["Chinese, 50 KB", body(fill(CHINESE, 16_600)), ["find", "parse"]],
  ["Chinese as \\u escapes, 50 KB", body(fill(CHINESE, 8_300)).replace(/[^\x00-\x7f]/g, escape16), ["find", "parse"]],
  ["500 small messages", chat(500, "a message is not long at all"), ["find", "parse"]],
  [
    "500 small messages, indented",
    JSON.stringify(JSON.parse(chat(500, "not long at all")), null, 2),
    ["find", "parse"],
  ],
  ["1 KB chat", chat(12, "thanks, and what about the other one?"), ["find", "parse"]],
  ["embedding of 1536 numbers", JSON.stringify({ model: "e", data: [{ embedding: EMBEDDING }] }), ["find", "parse"]],
  ["8 MB of prose", body(fill(PROSE, 8 << 20)), ["find", "findInWindows"]],
  ["prose to be quoted", fill(PROSE, 50_000), ["quote"]],
  ["source code to be quoted", SOURCE, ["quote"]],
];

function escape16(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const exports = compile();
console.log("text".padEnd(34), "job".padEnd(14), "bytes".padStart(8), "ns".padStart(10), "GB/s".padStart(7));
for (const [name, text, jobs] of TEXTS) {
  for (const job of jobs) {
    const { bytes, nanoseconds } = measure(exports, job, text);
    const figures = [bytes.toString().padStart(8), nanoseconds.toFixed(0).padStart(10)];
    console.log(name.padEnd(34), job.padEnd(14), ...figures, (bytes / nanoseconds).toFixed(2).padStart(7));
  }
}
