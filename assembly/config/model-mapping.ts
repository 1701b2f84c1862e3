// `modelMapping`: the name a provider gives to the model that a client names (Higress' ai-proxy, with a defined order).

import { BytePool } from "../text/byte-pool";
import { Bytes } from "../text/bytes";
import { isPattern, ModelKeys, NO_KEY } from "./model-keys";

/** The longest replacement of a `~regex` key, in bytes. */
export const MAX_TEMPLATE_BYTES: i32 = 1024;

/**
 * Maps model names. The first that fits counts: the exact key, the longest
 * `prefix*`, the first `~regex` (its matches in the name are replaced, with `$1`
 * for groups), `*`. A result that is empty keeps the name.
 */
export class ModelMapping {
  /** Keeps every name; shared, so never to be added to. */
  static readonly EMPTY: ModelMapping = new ModelMapping();

  private keys: ModelKeys = new ModelKeys();
  private values: BytePool = new BytePool();
  // Where each key's value begins and ends, by the key's number.
  private starts: Array<i32> = [];
  private ends: Array<i32> = [];

  /** Adds a key with its value, which replaces that of the same key; returns "" or why the key is refused. */
  add(key: Bytes, value: Bytes): string {
    if (isPattern(key) && value.byteLength > MAX_TEMPLATE_BYTES) {
      return `the replacement of a pattern is longer than ${MAX_TEMPLATE_BYTES} bytes`;
    }
    const number = this.keys.add(key);
    if (number == NO_KEY) return this.keys.error;
    const start = this.values.append(value);
    const end = start + value.byteLength;
    if (number < this.starts.length) {
      unchecked((this.starts[number] = start));
      unchecked((this.ends[number] = end));
    } else {
      this.starts.push(start);
      this.ends.push(end);
    }
    return "";
  }

  /** True when one of the keys is just this name. */
  names(model: Bytes): bool {
    return this.keys.hasExact(model);
  }

  /** True when every name is kept. */
  get isEmpty(): bool {
    return this.starts.length == 0;
  }

  /** The provider's name of `model`: `model` itself, part of the mapping's own memory, or new bytes. Not to be written to. */
  map(model: Bytes): Bytes {
    const key = this.keys.find(model);
    if (key == NO_KEY) return model;
    const value = this.values.view(unchecked(this.starts[key]), unchecked(this.ends[key]));
    const pattern = this.keys.patternOf(key);
    const mapped = pattern === null ? value : pattern.replaceAll(model, value);
    return mapped.byteLength > 0 ? mapped : model;
  }
}
