// Tables and figures as docs/performance.md shows them.

import type { Cost } from "./telling.ts";

/** A table in Markdown. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Microseconds of a request: more digits would be noise. */
export function microseconds(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 1 : 0);
}

/** A cost with its interval in brackets. */
export function costText({ value, interval }: Cost, write: (value: number) => string): string {
  return `${write(value)} (${interval.map(write).join(" … ")})`;
}
