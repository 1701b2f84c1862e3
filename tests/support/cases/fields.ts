// Strict reading of a parsed YAML mapping: every key must be read, and every error names file and key.

import type { HeaderPair } from "../emulator/header-map.ts";
import type { HeaderDifference } from "./case.ts";

/** A case file that says something wrong. */
export class CaseError extends Error {}

/** One mapping of a case file. Keys are taken one by one; {@link close} refuses those nobody took. */
export class Fields {
  private readonly left: Map<string, unknown>;

  constructor(
    value: unknown,
    private readonly where: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new CaseError(`${where}: expected a mapping`);
    this.left = new Map(Object.entries(value));
  }

  at(key: string): string {
    return `${this.where}.${key}`;
  }

  fail(key: string, expected: string): never {
    throw new CaseError(`${this.at(key)}: expected ${expected}`);
  }

  /** Takes a key's value; undefined when it is not there. */
  take(key: string): unknown {
    const value = this.left.get(key);
    this.left.delete(key);
    return value;
  }

  has(key: string): boolean {
    return this.left.has(key);
  }

  text<T>(key: string, fallback: T): string | T {
    const value = this.take(key);
    if (value === undefined) return fallback;
    return typeof value === "string" ? value : this.fail(key, "a string");
  }

  integer<T>(key: string, fallback: T): number | T {
    const value = this.take(key);
    if (value === undefined) return fallback;
    return Number.isInteger(value) ? (value as number) : this.fail(key, "an integer");
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.take(key) ?? fallback;
    return typeof value === "boolean" ? value : this.fail(key, "true or false");
  }

  list(key: string): unknown[] {
    const value = this.take(key) ?? [];
    return Array.isArray(value) ? value : this.fail(key, "a list");
  }

  texts(key: string): string[] {
    return this.list(key).map((item) => (typeof item === "string" ? item : this.fail(key, "a list of strings")));
  }

  textMap(key: string): Record<string, string> {
    const entries = Object.entries(this.take(key) ?? {});
    if (entries.some(([, value]) => typeof value !== "string")) this.fail(key, "a mapping of strings");
    return Object.fromEntries(entries) as Record<string, string>;
  }

  /** Headers as a mapping, or as a list of `[name, value]` where a name occurs twice. Names are lower-cased. */
  headers(key: string): HeaderPair[] {
    const value = this.take(key) ?? {};
    const entries = Array.isArray(value) ? (value as unknown[]) : Object.entries(value);
    return entries.map((entry) => {
      const valid = Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === "string");
      return valid ? [String(entry[0]).toLowerCase(), String(entry[1])] : this.fail(key, "headers with string values");
    });
  }

  headerDifference(key: string): HeaderDifference {
    const value = (this.take(key) ?? {}) as HeaderDifference;
    const valid = (v: unknown) =>
      v === null || typeof v === "string" || (Array.isArray(v) && v.every((x) => typeof x === "string"));
    if (!Object.values(value).every(valid)) this.fail(key, "strings, lists of strings, or null");
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name.toLowerCase(), v]));
  }

  /** Refuses keys that nobody took. */
  close(): void {
    for (const key of this.left.keys()) throw new CaseError(`${this.at(key)}: unknown key`);
  }
}
