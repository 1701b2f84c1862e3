// The part of docs/performance.md about Aisle in the cluster: an attempt without failure, and what failing over costs.

import type { Cell } from "./measurement.ts";
import { costText, microseconds, table } from "./table.ts";

const INTRODUCTION =
  "CPU time per exchange with Aisle as a filter of the listener, and as a filter of the cluster (`mode: upstream`); the " +
  "ratio is that of whole exchanges, the median over blocks with its 95 % interval. *A failover* is what a first endpoint " +
  "adds that answers 503 to everything, so that Envoy retries at the next one: with Aisle, which makes each attempt's " +
  "request from the client's, and in an Envoy without a filter.";
const HEAD = ["work", "connections", "listener", "cluster", "ratio", "a failover with Aisle", "without a filter"];
const SHARING =
  "The same in the listener with one provider, and with two that take turns (`balanced`); and what a first provider adds " +
  "that answers 503 to everything, so that Aisle asks the next one by a call-out.";
const SHARING_HEAD = ["work", "connections", "one provider", "two", "ratio", "a failover"];

/** The section, heading and all. */
export function writeAttempts(cells: Cell[]): string {
  const rows = cells
    .filter((cell) => cell.has("attempt"))
    .map((cell) => [
      cell.workload.name,
      String(cell.connections),
      microseconds(cell.total("aisle")),
      microseconds(cell.total("attempt")),
      costText({ value: cell.ofAttempt(), interval: cell.ofAttemptInterval() }, (value) => value.toFixed(2)),
      failover(cell, true),
      failover(cell, false),
    ]);
  return [
    "## What attempts cost, in µs",
    INTRODUCTION,
    table(HEAD, rows),
    SHARING,
    table(SHARING_HEAD, cells.filter((cell) => cell.has("balanced")).map(sharing)),
  ].join("\n\n");
}

function sharing(cell: Cell): string[] {
  return [
    cell.workload.name,
    String(cell.connections),
    microseconds(cell.total("aisle")),
    microseconds(cell.total("balanced")),
    costText({ value: cell.ofBalanced(), interval: cell.ofBalancedInterval() }, (value) => value.toFixed(2)),
    costText({ value: cell.ofCallOut(), interval: cell.ofCallOutInterval() }, microseconds),
  ];
}

function failover(cell: Cell, hasFilter: boolean): string {
  if (!cell.has("failover")) return "–";
  const interval = cell.ofFailoverInterval(hasFilter);
  return costText({ value: cell.ofFailover(hasFilter), interval }, microseconds);
}
