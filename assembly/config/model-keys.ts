// The keys of a model mapping: which one a model name falls under (the `modelMapping` syntax of Higress' ai-proxy).

import { Bytes, copyOf, equalBytes } from "../text/bytes";
import { Pattern } from "../text/pattern";
import { KeyTable } from "./key-table";

/** The most `~regex` keys of one mapping. */
export const MAX_PATTERNS: i32 = 256;

/** The most instructions that all `~regex` keys of one mapping compile to: the work per character of a model name. */
export const MAX_PATTERN_WORK: i32 = 16384;

/** A name longer than this (in bytes) falls under no `~regex` key: clients choose names, and matching takes time. */
export const MAX_MATCHED_BYTES: i32 = 512;

/** No key. */
export const NO_KEY: i32 = -1;

const STAR: u8 = 0x2a;
const TILDE: u8 = 0x7e;

/** True when `key` is a `~regex`. */
export function isPattern(key: Bytes): bool {
  return key.byteLength > 0 && load<u8>(key.dataStart) == TILDE;
}

/**
 * A set of keys, numbered in the order of their first appearance. A model falls
 * under its own name, else under the longest `prefix*`, else under the first
 * `~regex` that matches some part of it, else under `*`.
 */
export class ModelKeys {
  /** Number of distinct keys. */
  count: i32 = 0;
  /** Why the last `add` failed. */
  error: string = "";

  private exact: KeyTable = new KeyTable();
  /** Null as long as there is none: many mappings have names only. */
  private prefixes: KeyTable | null = null;
  private fallback: i32 = NO_KEY;
  private patterns: Array<Pattern> = [];
  private patternKeys: Array<i32> = [];
  private patternSources: Array<Bytes> = [];
  private patternWork: i32 = 0;

  /** Adds `key` and returns its number, the old one if the key is there already; `NO_KEY` and `error` if it is refused. */
  add(key: Bytes): i32 {
    const length = key.byteLength;
    if (isPattern(key)) return this.addPattern(key.subarray(1));
    if (length == 0 || load<u8>(key.dataStart + length - 1) != STAR) return this.addTo(this.exact, key);
    if (length > 1) return this.addPrefix(key.subarray(0, length - 1));
    if (this.fallback == NO_KEY) this.fallback = this.count++;
    return this.fallback;
  }

  /** The number of the key that `model` falls under, or `NO_KEY`. */
  find(model: Bytes): i32 {
    let key = this.exact.find(model);
    const prefixes = this.prefixes;
    if (key == NO_KEY && prefixes !== null) key = prefixes.findLongest(model);
    if (key == NO_KEY) key = this.findPattern(model);
    return key == NO_KEY ? this.fallback : key;
  }

  /** True when one of the keys is just this name. */
  hasExact(model: Bytes): bool {
    return this.exact.find(model) != NO_KEY;
  }

  /** The pattern of the key with this number, null if it is no `~regex`. */
  patternOf(key: i32): Pattern | null {
    const at = this.patternKeys.indexOf(key);
    return at < 0 ? null : unchecked(this.patterns[at]);
  }

  private addPrefix(prefix: Bytes): i32 {
    let prefixes = this.prefixes;
    if (prefixes === null) {
      prefixes = new KeyTable();
      this.prefixes = prefixes;
    }
    return this.addTo(prefixes, prefix);
  }

  private addTo(table: KeyTable, key: Bytes): i32 {
    const number = table.add(key, this.count);
    if (number == this.count) this.count++;
    return number;
  }

  private addPattern(source: Bytes): i32 {
    for (let i = 0; i < this.patternSources.length; i++) {
      if (equalBytes(unchecked(this.patternSources[i]), source)) return unchecked(this.patternKeys[i]);
    }
    if (source.byteLength == 0) return this.refuse("the pattern after ~ is empty");
    if (this.patterns.length >= MAX_PATTERNS) return this.refuse(`more than ${MAX_PATTERNS} patterns (~…)`);
    const pattern = Pattern.compile(source);
    if (pattern.error.length > 0) return this.refuse("bad pattern: " + pattern.error);
    if (this.patternWork + pattern.size > MAX_PATTERN_WORK)
      return this.refuse("the patterns (~…) are too large together");
    this.patternWork += pattern.size;
    this.patterns.push(pattern);
    this.patternSources.push(copyOf(source));
    this.patternKeys.push(this.count);
    return this.count++;
  }

  private refuse(error: string): i32 {
    this.error = error;
    return NO_KEY;
  }

  private findPattern(model: Bytes): i32 {
    if (model.byteLength > MAX_MATCHED_BYTES) return NO_KEY;
    for (let i = 0; i < this.patterns.length; i++) {
      if (unchecked(this.patterns[i]).isMatch(model)) return unchecked(this.patternKeys[i]);
    }
    return NO_KEY;
  }
}
