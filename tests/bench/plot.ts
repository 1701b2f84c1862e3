// Draws the CPU time that a filter adds over the size of the body, as an SVG on logarithmic axes.

import type { Cell } from "./measurement.ts";

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 70;
const RIGHT = 610;
const TOP = 30;
const BOTTOM = 340;
const MIN_BYTES = 512;
const MAX_BYTES = 2 * 1024 * 1024;

interface Line {
  title: string;
  colour: string;
  dashed: boolean;
  points: { bytes: number; value: number; low: number; high: number }[];
}

/** The plot of all chat cells: floor and Aisle, one line per number of connections. */
export function plotAddedCpu(cells: Cell[]): string {
  const lines = linesOf(cells.filter((cell) => cell.has("none") && !cell.workload.isStream));
  const values = lines.flatMap((line) => line.points.flatMap(({ low, high }) => [low, high]));
  const bottom = 10 ** Math.floor(Math.log10(Math.max(1, Math.min(...values))));
  const top = 10 ** Math.ceil(Math.log10(Math.max(10, ...values)));
  const x = (bytes: number): number => scale(bytes, MIN_BYTES, MAX_BYTES, LEFT, RIGHT);
  const y = (value: number): number => scale(Math.max(value, bottom), bottom, top, BOTTOM, TOP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...axes(x, y, bottom, top),
    ...lines.flatMap((line, index) => [drawLine(line, x, y), legend(line, index)]),
    "</svg>\n",
  ].join("\n");
}

function linesOf(cells: Cell[]): Line[] {
  const connections = [...new Set(cells.map((cell) => cell.connections))];
  return connections.flatMap((count, index) =>
    (["floor", "aisle"] as const).map((name) => ({
      title: `${name === "floor" ? "floor" : "Aisle"}, ${count} connection${count === 1 ? "" : "s"}`,
      colour: name === "floor" ? "#888888" : "#1f6feb",
      dashed: index > 0,
      points: cells
        .filter((cell) => cell.connections === count)
        .map((cell) => {
          const [low, high] = cell.addedInterval(name);
          return { bytes: cell.workload.bodyBytes, value: cell.added(name), low, high };
        }),
    })),
  );
}

function axes(x: (bytes: number) => number, y: (value: number) => number, bottom: number, top: number): string[] {
  const parts = [text(LEFT, 18, "CPU time added per request, µs (bars: 95 % interval)", "start")];
  for (let value = bottom; value <= top; value *= 10) {
    parts.push(`<line x1="${LEFT}" x2="${RIGHT}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#dddddd"/>`);
    parts.push(text(LEFT - 8, y(value) + 4, value.toLocaleString("en"), "end"));
  }
  for (const [bytes, label] of [
    [1024, "1 KB"],
    [32768, "32 KB"],
    [1048576, "1 MB"],
  ] as const) {
    parts.push(`<line x1="${round(x(bytes))}" x2="${round(x(bytes))}" y1="${TOP}" y2="${BOTTOM}" stroke="#eeeeee"/>`);
    parts.push(text(x(bytes), BOTTOM + 18, label, "middle"));
  }
  return [...parts, text((LEFT + RIGHT) / 2, BOTTOM + 36, "size of the request's body", "middle")];
}

function drawLine(line: Line, x: (bytes: number) => number, y: (value: number) => number): string {
  const path = line.points.map(({ bytes, value }) => `${round(x(bytes))},${round(y(value))}`).join(" ");
  const marks = line.points.map(({ bytes, value, low, high }) => {
    const at = round(x(bytes));
    const bar = `<line x1="${at}" x2="${at}" y1="${round(y(low))}" y2="${round(y(high))}" stroke="${line.colour}"/>`;
    return `${bar}<circle cx="${at}" cy="${round(y(value))}" r="3" fill="${line.colour}"/>`;
  });
  return `<polyline points="${path}" fill="none" ${strokeOf(line)}/>${marks.join("")}`;
}

function legend(line: Line, index: number): string {
  const y = TOP + 16 + index * 18;
  const sample = `<line x1="${LEFT + 14}" x2="${LEFT + 44}" y1="${y - 4}" y2="${y - 4}" ${strokeOf(line)}/>`;
  return sample + text(LEFT + 52, y, line.title, "start");
}

function strokeOf({ colour, dashed }: Line): string {
  return `stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="5 4"' : ""}`;
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#333333">${content}</text>`;
}

function scale(value: number, low: number, high: number, from: number, to: number): number {
  return from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
