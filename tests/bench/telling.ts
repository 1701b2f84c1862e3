// What telling costs: Aisle that tells all against Aisle that tells nothing, for an answer, for a piece of it, for an event.

import type { Cell } from "./measurement.ts";
import { bootstrapInterval } from "./statistics.ts";

/** Microseconds, and their 95 % interval. */
export interface Cost {
  value: number;
  interval: [low: number, high: number];
}

/** The cells in which both were measured. */
export function toldCells(cells: Cell[]): Cell[] {
  return cells.filter((cell) => cell.has("off") && cell.has("on"));
}

/** All that telling costs in a cell, as if each of `parts` parts of an answer cost the same: no part costs more. */
export function costPerPart(cell: Cell, parts: number): Cost {
  return costOf(cell.blocks.length, (draw) => cell.told(draw) / parts);
}

/** The names of what `takeApart` finds. */
export const SHARES = ["exchange", "piece", "event"] as const;

/**
 * What an exchange, each piece and each event within a piece cost by themselves: the three figures that explain the three
 * streams measured at one connection. Null if one of them was not measured.
 */
export function takeApart(cells: Cell[]): Record<(typeof SHARES)[number], Cost> | null {
  const streams = toldCells(cells).filter((cell) => cell.workload.isStream && cell.connections === 1);
  if (streams.length !== 3) return null;
  const [apart, few, many] = streams as [Cell, Cell, Cell];
  const [blocks, pieces] = [apart.blocks.length, streams.map((cell) => cell.piecesPerAnswer("off"))];
  const perPiece = (draw: number[]): number => (apart.told(draw) - few.told(draw)) / (pieces[0]! - pieces[1]!);
  const perEvent = (draw: number[]): number => {
    const morePieces = perPiece(draw) * (pieces[2]! - pieces[1]!);
    return (many.told(draw) - few.told(draw) - morePieces) / (many.workload.events - few.workload.events);
  };
  const perExchange = (draw: number[]): number =>
    few.told(draw) - pieces[1]! * perPiece(draw) - few.workload.events * perEvent(draw);
  return { exchange: costOf(blocks, perExchange), piece: costOf(blocks, perPiece), event: costOf(blocks, perEvent) };
}

function costOf(blocks: number, statistic: (draw: number[]) => number): Cost {
  const all = Array.from({ length: blocks }, (_, block) => block);
  return { value: statistic(all), interval: bootstrapInterval(blocks, statistic) };
}
