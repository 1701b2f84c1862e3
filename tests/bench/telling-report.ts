// The part of docs/performance.md about metrics, filter state, log lines and usage.

import type { Cell } from "./measurement.ts";
import { costText, microseconds, table } from "./table.ts";
import { costPerPart, SHARES, takeApart, toldCells } from "./telling.ts";

const INTRODUCTION =
  "CPU time per exchange with everything **off** (`metrics.enabled` and `filterState` false, `streamUsage: off`, no " +
  "`logging`) and everything **on** (metrics, filter state, `logging: {}` with a line per exchange that Envoy writes to a " +
  "file, `responseHeaders.aisle`, `streamUsage: ask`: each stream goes on event by event, and the chunk with the usage is " +
  "taken out). Both get the same bytes. *Pieces* is how many Envoy passed on with everything off, as counted by the client.";
const PARTS =
  "*Per piece* and *per event* charge all of the difference to the pieces, or to the events. Taken apart, so that the three " +
  "streams at one connection come out as measured:";

/** The section, heading and all. */
export function writeTelling(cells: Cell[]): string {
  const told = toldCells(cells);
  return ["## What telling costs, in µs", INTRODUCTION, tellingTable(told), PARTS, shareTable(told)].join("\n\n");
}

function tellingTable(cells: Cell[]): string {
  const rows = cells.map((cell) => {
    const { name, isStream, events } = cell.workload;
    const pieces = cell.piecesPerAnswer("off");
    return [
      name,
      String(cell.connections),
      microseconds(cell.total("off")),
      microseconds(cell.total("on")),
      costText(costPerPart(cell, 1), microseconds),
      isStream ? pieces.toFixed(1) : "–",
      isStream ? costText(costPerPart(cell, pieces), fine) : "–",
      isStream ? costText(costPerPart(cell, events), fine) : "–",
    ];
  });
  return table(["work", "connections", "off", "on", "on − off", "pieces", "per piece", "per event"], rows);
}

function shareTable(cells: Cell[]): string {
  const shares = takeApart(cells);
  const row = SHARES.map((name) => (shares === null ? "–" : costText(shares[name], fine)));
  return table(["an exchange", "each piece", "each event within a piece"], [row]);
}

function fine(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
