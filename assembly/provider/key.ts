// Configuration keys as data: the parser, the reference (tools/reference) and the JSON Schema use the same tables.

import { Bytes, equalBytes, utf8 } from "../text/bytes";

/** What a key's value must be. Numbers and booleans are also read from strings and the other way round, as Higress does. */
export enum KeyKind {
  Text,
  Flag,
  /** A whole number, 0 or more. */
  Count,
  /** A whole number, perhaps negative. */
  Integer,
  /** A number from 0 to 1. */
  Fraction,
  /** A number of JSON, not a string. */
  Number,
  /** A list of strings, or one bare string. */
  Texts,
  /** A list of whole numbers, at least one and none twice, or one alone. */
  Counts,
  /** An object whose values are strings. */
  TextMap,
  /** An object whose values are strings, or false. */
  Capabilities,
  Object,
  Objects,
  /** Any JSON value. */
  Any,
}

/** One key of an object in the configuration. */
@final
export class Key {
  /** The key as bytes. */
  readonly bytes: Bytes;
  /** Values that a text may have; empty: any. */
  choices: Array<string> = [];
  /** The least and the greatest whole number; those of the kind unless `from` or `to` says otherwise. */
  min: i64 = i64.MIN_VALUE;
  max: i64 = i64.MAX_VALUE;
  /** True when an error must not print the value. */
  isSecret: bool = false;
  /** True when to miss this key, by misspelling it, would let through what was meant to be kept back. */
  isVital: bool = false;

  constructor(
    readonly name: string,
    readonly kind: KeyKind,
  ) {
    this.bytes = utf8(name);
  }

  /** Never print the value, and take no misspelling: a provider without its credentials gets the client's. Returns this. */
  secret(): Key {
    this.isSecret = true;
    return this.vital();
  }

  /** Take no misspelling of this key; returns this. */
  vital(): Key {
    this.isVital = true;
    return this;
  }

  /** Accept no number below `least`; returns this. */
  from(least: i64): Key {
    this.min = least;
    return this;
  }

  /** Accept no number above `most`; returns this. */
  to(most: i64): Key {
    this.max = most;
    return this;
  }

  /** Accept these texts only; returns this. */
  oneOf(choices: Array<string>): Key {
    this.choices = choices;
    return this;
  }
}

/** The key called `name` in `keys`, or null. */
export function findKey(keys: Array<Key>, name: Bytes): Key | null {
  for (let i = 0, count = keys.length; i < count; i++) {
    const key = unchecked(keys[i]); // i < count
    if (equalBytes(key.bytes, name)) return key;
  }
  return null;
}
