// `make bench`: what Aisle costs in a real Envoy, against no filter and against the least a filter can do.
//
// Blocks of the variants alternate, so that a noisy moment hits all of them. Writes
// docs/performance.md and docs/performance.svg. BLOCKS=… and BLOCK_MS=… set number and
// length of blocks. ONLY="chat 1 KB" takes the workloads whose name contains the text and
// AISLE_WASM=… another build; such runs write nothing.

import { statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { checkVariants } from "./check-variants.ts";
import { Client } from "./client.ts";
import { measureConfigure } from "./configure-time.ts";
import { byVariant, Cell, type Measurement } from "./measurement.ts";
import { plotAddedCpu } from "./plot.ts";
import { cpuMicroseconds, pinToCore, residentBytes } from "./process-figures.ts";
import { describeCell, writeReport } from "./report.ts";
import { median } from "./statistics.ts";
import { startUpstreams, type UpstreamPorts } from "./upstream.ts";
import {
  AISLE_WASM,
  buildFloor,
  CONFIGURATION,
  LARGE,
  startVariant,
  type Variant,
  type VariantName,
  VARIANTS,
} from "./variant.ts";
import { COMPARED, WORKLOADS } from "./workload.ts";

// Empty counts as unset: make exports its variables so.
const BLOCKS = Number(process.env.BLOCKS || 22);
const BLOCK_MS = Number(process.env.BLOCK_MS || 200);
const ONLY = process.env.ONLY ?? "";
const CONNECTIONS = [1, 32];
const STARTS = 5;
const WARM_UP_MS = 1000;

type Clients = Record<VariantName, Map<number, Client>>;

async function main(): Promise<void> {
  const start = performance.now();
  await buildFloor();
  const envoy = await findEnvoy();
  const { servers, ports } = await startUpstreams();
  try {
    const readyMs = await measureReadiness(envoy, ports);
    const variants = await startAll(envoy, ports);
    pinAll(variants);
    try {
      const cells = await measureCells(variants);
      const measurement: Measurement = {
        cells,
        blocks: BLOCKS,
        blockMs: BLOCK_MS,
        residentBytes: byVariant((name) => residentBytes(variants[name].pid)),
        readyMs,
        wasmBytes: statSync(AISLE_WASM).size,
        configureMs: measureConfigure(CONFIGURATION),
        configureLargeMs: measureConfigure(LARGE),
        seconds: (performance.now() - start) / 1000,
      };
      finish(measurement);
    } finally {
      await stopAll(variants);
    }
  } finally {
    for (const server of servers) server.close();
  }
}

// Starts each variant a few times, in turn, and stops it again.
async function measureReadiness(envoy: string, ports: UpstreamPorts): Promise<Record<VariantName, number>> {
  const times = byVariant(() => [] as number[]);
  for (let i = 0; i < (ONLY === "" ? STARTS : 1); i++) {
    for (const name of COMPARED) {
      const variant = await startVariant(envoy, name, ports);
      times[name].push(variant.readyMs);
      await variant.envoy.stop();
    }
  }
  return byVariant((name) => median(times[name]));
}

async function startAll(envoy: string, ports: UpstreamPorts): Promise<Record<VariantName, Variant>> {
  const variants: Partial<Record<VariantName, Variant>> = {};
  for (const name of VARIANTS) variants[name] = await startVariant(envoy, name, ports);
  return variants as Record<VariantName, Variant>;
}

// The Envoys, of which one works at a time, on one core; all else on another one.
function pinAll(variants: Record<VariantName, Variant>): void {
  if (cpus().length < 2) return;
  for (const name of VARIANTS) pinToCore(variants[name].pid, 0);
  pinToCore(process.pid, 1);
}

async function stopAll(variants: Record<VariantName, Variant>): Promise<void> {
  await Promise.all(VARIANTS.map((name) => variants[name].envoy.stop()));
}

async function measureCells(variants: Record<VariantName, Variant>): Promise<Cell[]> {
  const workloads = WORKLOADS.filter(({ name }) => name.includes(ONLY));
  const cells = workloads.flatMap((workload) =>
    workload.connections.map((connections) => new Cell(workload, connections)),
  );
  const clients = await openClients(variants);
  await checkVariants(
    variants,
    byVariant((name) => clients[name].get(1)!),
  );
  for (const cell of cells) {
    // V8 compiles what runs often once more, with optimisation, in the background.
    for (const name of cell.workload.variants)
      await clients[name].get(cell.connections)!.run(cell.workload, WARM_UP_MS / 2);
  }
  for (let block = 0; block < BLOCKS; block++) {
    for (const cell of cells) await measureBlock(cell, block, variants, clients);
    process.stderr.write(`block ${block + 1} of ${BLOCKS}\r`);
  }
  for (const name of VARIANTS) for (const client of clients[name].values()) client.close();
  return cells;
}

async function openClients(variants: Record<VariantName, Variant>): Promise<Clients> {
  const clients = byVariant(() => new Map<number, Client>());
  for (const name of VARIANTS) {
    for (const count of CONNECTIONS) clients[name].set(count, await Client.open(variants[name].port, count));
  }
  return clients;
}

// One block of each variant; who comes first changes from block to block.
async function measureBlock(
  cell: Cell,
  block: number,
  variants: Record<VariantName, Variant>,
  clients: Clients,
): Promise<void> {
  const names = cell.workload.variants;
  for (let i = 0; i < names.length; i++) {
    const name = names[(block + i) % names.length]!;
    const { pid } = variants[name];
    const before = cpuMicroseconds(pid);
    const run = await clients[name].get(cell.connections)!.run(cell.workload, BLOCK_MS * cell.workload.weight);
    cell.add(name, cpuMicroseconds(pid) - before, run);
  }
}

function finish(measurement: Measurement): void {
  for (const cell of measurement.cells) console.log(describeCell(cell));
  if (ONLY !== "" || process.env.AISLE_WASM) return;
  writeFileSync("docs/performance.svg", plotAddedCpu(measurement.cells));
  writeFileSync("docs/performance.md", writeReport(measurement));
  console.log(`docs/performance.md and docs/performance.svg written after ${measurement.seconds.toFixed(0)} s`);
}

await main();
