/** A line of the access log of an example, and the record that Aisle leaves in it. */
import assert from "node:assert/strict";

/** What the tests look at of it; Envoy writes null for what there is none of. */
export interface LogEntry {
  method: string | null;
  path: string | null;
  status: number;
  details: string | null;
  upstream: string | null;
  request_bytes: number;
  response_bytes: number;
  provider: string | null;
  /** JSON in a string. */
  exchange: string | null;
}

/** The members of a record; docs/observability.md has them all. */
export type ExchangeRecord = Record<string, unknown>;

/** Reads the lines; throws for one that is no JSON. */
export function readEntries(lines: string[]): LogEntry[] {
  return lines.map((line) => JSON.parse(line) as LogEntry);
}

/** The record of an entry; null where there is none, an error where it is no JSON object. */
export function recordOf({ exchange }: LogEntry): ExchangeRecord | null {
  if (exchange === null) return null;
  const record: unknown = JSON.parse(exchange);
  if (typeof record !== "object" || record === null || Array.isArray(record)) throw new Error(`no record: ${exchange}`);
  return record as ExchangeRecord;
}

/** Asserts that a record has these members; those that are undefined it must not have. */
export function assertSays(record: ExchangeRecord, members: ExchangeRecord): void {
  const names = Object.keys(members);
  assert.deepEqual(Object.fromEntries(names.map((name) => [name, record[name]])), members);
}
