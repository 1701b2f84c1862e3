// The part of docs/performance.md about exchanges that change their protocol.

import type { Cell } from "./measurement.ts";
import { costText, microseconds, table } from "./table.ts";

const INTRODUCTION =
  "CPU time added to an exchange in which client and provider speak different protocols, against no filter with the same " +
  "bytes in and out, beside what the floor filter adds. *Times* is what the translation adds over what an exchange of the " +
  "same size adds that stays in its protocol (a chat, above). The 200 events come a piece each, but for the first and last few.";
const HEAD = ["work", "connections", "added by the floor", "added by the translation", "times"];

/** The figures of a cell on one line. */
export function describeTranslation(cell: Cell): string {
  return `floor ${microseconds(cell.added("floor"))}, translated ${microseconds(cell.added("translated"))} µs`;
}

/** The section, heading and all. */
export function writeTranslations(cells: Cell[]): string {
  const rows = cells
    .filter((cell) => cell.has("translated"))
    .map((cell) => {
      const same = cells.find((other) => isAlike(other, cell));
      const [floor, added] = (["floor", "translated"] as const).map((name) =>
        costText({ value: cell.added(name), interval: cell.addedInterval(name) }, microseconds),
      );
      const times = same === undefined ? "–" : (cell.added("translated") / same.added("aisle")).toFixed(2);
      return [cell.workload.name, String(cell.connections), floor!, added!, times];
    });
  return ["## What translations cost, in µs", INTRODUCTION, table(HEAD, rows)].join("\n\n");
}

// The exchange in one protocol that is as large, or whose stream has as many events.
function isAlike(other: Cell, cell: Cell): boolean {
  const { workload } = other;
  const isSame = workload.bodyBytes === cell.workload.bodyBytes && workload.isStream === cell.workload.isStream;
  return other.has("aisle") && isSame && other.connections === cell.connections;
}
