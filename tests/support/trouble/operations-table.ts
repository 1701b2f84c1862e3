// The tables of docs/operations.md: what they say of a situation is what the tests of trouble demand.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Outcome } from "./gateway.ts";

const DOCUMENT = readFileSync(new URL("../../../docs/operations.md", import.meta.url), "utf8");

/** The rows that tests have asked for. */
const read = new Set<Row>();

/** What the document says of one situation. */
export interface Row {
  status: number;
  /** One of the words that the document explains above its first table. */
  body: string;
  /** With "…" at its end: how the details begin. */
  details: string;
  flags: string;
  retried: boolean;
}

/** The text between a heading and the next one. */
export function readSection(heading: string): string {
  const start = DOCUMENT.indexOf(`\n## ${heading}\n`);
  assert.notEqual(start, -1, `docs/operations.md has no section "${heading}"`);
  const end = DOCUMENT.indexOf("\n## ", start + 1);
  return DOCUMENT.slice(start, end < 0 ? undefined : end);
}

/** The rows of a section's first table, by situation. */
export function readTable(heading: string): Map<string, Row> {
  const [table] = /\n\|[^]*?\n(?!\|)/.exec(readSection(heading)) ?? [""];
  const lines = table.trim().split("\n");
  return new Map(lines.slice(2).map((line) => toRow(cellsOf(line))));
}

/** A table's row; throws when the document has none for the situation. */
export function rowOf(table: Map<string, Row>, situation: string): Row {
  const row = table.get(situation);
  if (row === undefined) throw new Error(`docs/operations.md has no row "${situation}"`);
  read.add(row);
  return row;
}

/** Asserts that {@link rowOf} was asked for every row of the table. */
export function assertAllRead(table: Map<string, Row>): void {
  const unread = [...table].filter(([, row]) => !read.has(row)).map(([situation]) => situation);
  assert.deepEqual(unread, [], "rows of docs/operations.md that no test runs");
}

function cellsOf(line: string): string[] {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) =>
    cell
      .trim()
      .replaceAll("\\|", "|")
      .replace(/^`([^`]*)`$/, "$1"),
  );
}

function toRow([situation, status, body, details, flags, retried]: string[]): [string, Row] {
  return [
    situation,
    { status: Number(status), body, details, flags: flags === "" ? "-" : flags, retried: retried === "yes" },
  ];
}

/** Asserts that the outcome is what the row says. `body`: the whole body, or for one that was cut off what came of it. */
export function assertRow(row: Row, outcome: Outcome, body: string): void {
  assert.equal(outcome.status, row.status);
  assert.equal(outcome.log.status, row.status);
  assert.equal(outcome.log.flags ?? "-", row.flags);
  assertDetails(row.details, outcome.log.details ?? "");
  assertBody(row.body, outcome, body);
}

function assertDetails(expected: string, seen: string): void {
  if (expected.endsWith("…")) assert.ok(seen.startsWith(expected.slice(0, -1)), `${seen} begins with ${expected}`);
  else assert.equal(seen, expected);
}

function assertBody(kind: string, outcome: Outcome, body: string): void {
  const type = /^content-type: (.*)$/m.exec(outcome.head)?.[1]?.trim();
  if (kind === "cut off") {
    assert.equal(outcome.body, null, "the response must not look complete");
    assert.equal(outcome.rest, body);
    return;
  }
  assert.equal(outcome.body, body);
  if (kind === "Envoy's") assert.equal(type, "text/plain");
  else if (kind === "Aisle's") assert.equal(type, "application/json");
  else if (kind === "none") assert.equal(body, "");
  else assert.equal(kind, "the upstream's");
}
