// `make fuzz`: targets for some seconds, or one input again; prints what was found and a table of what was done.

import { parseArgs } from "node:util";
import { randomInt } from "node:crypto";
import type { Finding } from "./batch.ts";
import { fuzz, type Summary } from "./fuzzer.ts";
import { findTarget, TARGETS } from "./targets/all.ts";

/** An exchange takes a fraction of a millisecond; a machine that does other things too takes no 10 s for one. */
const PATIENCE_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "" },
    seed: { type: "string", default: "" },
    target: { type: "string", default: "" },
    at: { type: "string", default: "" },
  },
});

function printFinding(finding: Finding): void {
  const { target, seed, path, objections, description } = finding;
  const at = path === "" ? "" : ` AT=${path}`;
  console.log(`\nFOUND by ${target}\n${objections.map((line) => `  ${line}`).join("\n")}`);
  console.log(`again: make fuzz SEED=${seed} TARGET=${target}${at}\n${description}`);
}

function printTable(summaries: Summary[]): void {
  const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  const total: Summary = { target: "all", runs: 0, exchanges: 0, seconds: 0, findings: [] };
  for (const { runs, exchanges, seconds, findings } of summaries) {
    total.runs += runs;
    total.exchanges += exchanges;
    total.seconds += seconds;
    total.findings.push(...findings);
  }
  console.log(`\n${row(["target", "runs", "exchanges", "findings", "seconds", "exchanges/s"])}`);
  console.log(row(["---", "--:", "--:", "--:", "--:", "--:"]));
  for (const { target, runs, exchanges, findings, seconds } of [...summaries, total]) {
    const rate = seconds > 0 ? Math.round(exchanges / seconds) : 0;
    console.log(row([target, runs, exchanges, findings.length, seconds.toFixed(1), rate]));
  }
}

const targets = values.target === "" ? TARGETS : [findTarget(values.target)];
const seed = values.seed === "" ? randomInt(1 << 30) : Number(values.seed);
const seconds = Number(values.seconds === "" ? 60 : values.seconds);
if (!Number.isInteger(seed) || !(seconds > 0))
  throw new Error("SEED must be a whole number and SECONDS a positive one");

console.log(`fuzzing ${targets.map((target) => target.name).join(", ")} for ${seconds} s, SEED=${seed}`);
const share = seconds / targets.length;
const plans = targets.map(({ name }) => ({ target: name, seed, seconds: share, runs: 0, path: values.at }));
const summaries = await fuzz(plans, { patience: PATIENCE_MS, onFinding: printFinding });
printTable(summaries);
process.exitCode = summaries.some((summary) => summary.findings.length > 0) ? 1 : 0;
