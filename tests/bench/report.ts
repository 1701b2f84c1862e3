// Writes what the bench found as docs/performance.md.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { writeAttempts } from "./attempts-report.ts";
import type { Cell, Measurement } from "./measurement.ts";
import { microseconds, table } from "./table.ts";
import { writeTelling } from "./telling-report.ts";
import { describeTranslation, writeTranslations } from "./translations-report.ts";
import { LARGE, type VariantName, VARIANTS } from "./variant.ts";
import { COMPARED } from "./workload.ts";

/** The figures of a cell on one line. */
export function describeCell(cell: Cell): string {
  const totals = cell.workload.variants.map((name) => `${name} ${microseconds(cell.total(name))}`).join(", ");
  const parts = [`${cell.workload.name}, connections: ${cell.connections}; ${totals} µs`];
  if (cell.has("translated")) parts.push(`added: ${describeTranslation(cell)}`);
  if (cell.has("none") && cell.has("aisle")) {
    parts.push(`added: floor ${microseconds(cell.added("floor"))}, aisle ${microseconds(cell.added("aisle"))} µs`);
    parts.push(`aisle − floor ${beyondFloor(cell)}`, `ratio ${ratioOf(cell)}`);
  }
  if (cell.has("large")) parts.push(`large − aisle ${microseconds(cell.ofLarge())} µs`);
  if (cell.has("on")) parts.push(`on − off ${microseconds(cell.told())} µs`);
  if (cell.has("attempt")) parts.push(`attempt / aisle ${cell.ofAttempt().toFixed(2)}`);
  if (cell.has("failover"))
    parts.push(
      `failover ${microseconds(cell.ofFailover(true))} µs, without a filter ${microseconds(cell.ofFailover(false))} µs`,
    );
  if (cell.has("balanced"))
    parts.push(`balanced / aisle ${cell.ofBalanced().toFixed(2)}`, `call-out ${microseconds(cell.ofCallOut())} µs`);
  if (cell.workload.isStream) parts.push(`pieces ${piecesOf(cell)}`);
  return parts.join("; ");
}

function piecesOf(cell: Cell): string {
  return cell.workload.variants.map((name) => `${name} ${cell.piecesPerAnswer(name).toFixed(1)}`).join(", ");
}

/** The whole document. */
export function writeReport(measurement: Measurement): string {
  const cells = measurement.cells.filter((cell) => cell.has("none") && cell.has("aisle"));
  return [
    "# What Aisle costs",
    "<!-- Written by `make bench` (tests/bench). -->",
    "Envoy's CPU time per request: without a filter, with a **floor filter** that makes the host calls of an exchange and " +
      "has no logic at all ([tests/bench/floor.ts](../tests/bench/floor.ts): hold the headers, read four, set three, drop " +
      "one, note the path, read the body, replace a short prefix of it, read the headers of the answer, and be called for the rest of it), and with Aisle mapping the model and setting a token.",
    "![CPU time added per request over the size of its body](performance.svg)",
    "## CPU time per request, in µs",
    cpuTable(cells),
    "*Added* is the median over blocks of the difference to no filter, in brackets its 95 % interval; the ratio is what " +
      "Aisle adds over what the floor adds, left out where the floor's own interval reaches 0.",
    "## Time per request, in ms, as the client saw it",
    latencyTable(cells),
    writeTelling(measurement.cells),
    writeLarge(measurement),
    writeAttempts(measurement.cells),
    writeTranslations(measurement.cells),
    "## Everything else",
    processTable(measurement),
    method(measurement),
  ]
    .join("\n\n")
    .concat("\n");
}

function cpuTable(cells: Cell[]): string {
  const rows = cells.map((cell) => [
    cell.workload.name,
    String(cell.connections),
    ...COMPARED.map((name) => microseconds(cell.total(name))),
    added(cell, "floor"),
    added(cell, "aisle"),
    beyondFloor(cell),
    ratioOf(cell),
  ]);
  const head = [
    "work",
    "connections",
    "none",
    "floor",
    "Aisle",
    "added by the floor",
    "added by Aisle",
    "Aisle − floor",
    "ratio",
  ];
  return table(head, rows);
}

function latencyTable(cells: Cell[]): string {
  const rows = cells.map((cell) => [
    cell.workload.name,
    String(cell.connections),
    ...COMPARED.map((name) => `${cell.latency(name, 0.5).toFixed(2)} / ${cell.latency(name, 0.99).toFixed(2)}`),
  ]);
  return table(["work, p50 / p99", "connections", "none", "floor", "Aisle"], rows);
}

function writeLarge({ cells, configureLargeMs }: Measurement): string {
  const rows = cells
    .filter((cell) => cell.has("large"))
    .map((cell) => [
      cell.workload.name,
      String(cell.connections),
      microseconds(cell.total("aisle")),
      microseconds(cell.total("large")),
      `${microseconds(cell.ofLarge())} (${cell.ofLargeInterval().map(microseconds).join(" … ")})`,
    ]);
  const about =
    "CPU time per request with one provider, no rules and one name in the mapping, and with a thousand of each, of which " +
    "the request needs the last (`tests/bench/large.ts`). " +
    `That configuration of ${(LARGE.length / 1024).toFixed(0)} KiB is applied in ${configureLargeMs.toFixed(1)} ms (emulated host, median).`;
  const head = ["work", "connections", "one", "a thousand", "difference"];
  return ["## What a large configuration costs, in µs", about, table(head, rows)].join("\n\n");
}

function processTable(measurement: Measurement): string {
  const mebibytes = (name: VariantName): string => `${(measurement.residentBytes[name] / 1048576).toFixed(0)} MiB`;
  const ready = (name: VariantName): string => `${measurement.readyMs[name].toFixed(0)} ms`;
  return table(
    ["", "none", "floor", "Aisle"],
    [
      ["resident memory of Envoy after the run", ...COMPARED.map(mebibytes)],
      ["from the start of Envoy until it is ready (median)", ...COMPARED.map(ready)],
      ["size of `aisle.wasm`", "", "", `${(measurement.wasmBytes / 1024).toFixed(1)} KiB`],
      ["applying the configuration (emulated host, median)", "", "", `${measurement.configureMs.toFixed(2)} ms`],
    ],
  );
}

function method({ blocks, blockMs, seconds }: Measurement): string {
  const [cpu] = cpus();
  const memory = `${(totalmem() / 1073741824).toFixed(0)} GiB`;
  return `## How it was measured

- On ${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Envoy ${readText(".envoy-version")} (V8), Node ${process.version}.
- Machine: ${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory}, Linux ${release()}; load at the end ${loadavg()[0]!.toFixed(1)}. Client and upstream ran on the same machine.
- ${VARIANTS.length} Envoys, each with \`--concurrency 1\`, run side by side; ${blocks} rounds of blocks of ${blockMs} ms (1 MB, and streams of more than two pieces: ${2 * blockMs} ms) of each variant, whose order rotates; after a warm-up. The whole run took ${seconds.toFixed(0)} s.
- CPU time is that of all threads of the Envoy process, as the scheduler counted it (\`/proc/<pid>/task/*/schedstat\`), divided by the requests of the block. Intervals are bootstrap intervals over blocks.
- The chats are conversations in English whose \`model\` comes first. The events of a stream have 250 bytes (\`tests/bench/streams.ts\`); the upstream writes each, or each piece, by itself.
- Configuration: one provider of type \`openai\` with a token and \`modelMapping: {"gpt-4o": "gpt-4o-mini"}\`.

Repeat it with \`make bench\` (Linux). \`BLOCKS=4 BLOCK_MS=300 make bench\` is quicker and less sure; \`ONLY="chat 32" make bench\` measures some workloads and writes nothing. CPU times depend on the machine; the ratio much less.`;
}

function added(cell: Cell, name: VariantName): string {
  return `${microseconds(cell.added(name))} (${cell.addedInterval(name).map(microseconds).join(" … ")})`;
}

function beyondFloor(cell: Cell): string {
  return `${microseconds(cell.beyondFloor())} (${cell.beyondFloorInterval().map(microseconds).join(" … ")})`;
}

// Where the floor itself is lost in the noise, a ratio to it says nothing.
function ratioOf(cell: Cell): string {
  if (cell.addedInterval("floor")[0] <= 0) return "–";
  const interval = cell.ratioInterval().map((value) => value.toFixed(2));
  return `${cell.ratio().toFixed(2)} (${interval.join(" … ")})`;
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}

function readText(path: string): string {
  return readFileSync(path, "utf8").trim();
}
