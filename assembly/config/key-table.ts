// A flat hash table from byte strings to numbers (open addressing, FNV-1a): thousands of keys without an object each.

import { BytePool } from "../text/byte-pool";
import { Bytes } from "../text/bytes";
import { fnv32, FNV32_OFFSET, mixFnv32 } from "../text/fnv32";

/** What a search answers when there is no such key. */
const NONE: i32 = -1;

/** Keys and their numbers. */
export class KeyTable {
  private pool: BytePool = new BytePool();
  // Per key: where it begins and ends in the pool, its number and its hash.
  private starts: Array<i32> = [];
  private ends: Array<i32> = [];
  private numbers: Array<i32> = [];
  private hashes: Array<u32> = [];
  // Places in those arrays, by hash; at most half of the cells are taken, so a search ends.
  private cells: StaticArray<i32> = new StaticArray<i32>(16).fill(NONE);
  // How many keys have each length, up to the longest.
  private lengths: Array<i32> = [];

  /** Adds `key` under `number`; returns the number it has, which is another one if it was there before. */
  add(key: Bytes, number: i32): i32 {
    const hash = fnv32(key);
    const found = this.findHashed(key, key.byteLength, hash);
    if (found != NONE) return found;
    const start = this.pool.append(key);
    this.starts.push(start);
    this.ends.push(start + key.byteLength);
    this.numbers.push(number);
    this.hashes.push(hash);
    this.countLength(key.byteLength);
    if (this.starts.length * 2 > this.cells.length) this.rehash();
    else this.place(this.starts.length - 1);
    return number;
  }

  /** The number of `key`, or -1. */
  find(key: Bytes): i32 {
    return this.hasLength(key.byteLength) ? this.findHashed(key, key.byteLength, fnv32(key)) : NONE;
  }

  /** The number of the longest key that `text` begins with, or -1; one pass over `text`. */
  findLongest(text: Bytes): i32 {
    return this.findPrefix(text, false);
  }

  /** The least number of all keys that `text` begins with, or -1; one pass over `text`. */
  findLeast(text: Bytes): i32 {
    return this.findPrefix(text, true);
  }

  private findPrefix(text: Bytes, isLeast: bool): i32 {
    const last = min(text.byteLength, this.lengths.length - 1);
    let hash = FNV32_OFFSET;
    let found = NONE;
    for (let length = 0; length <= last; length++) {
      if (this.hasLength(length)) {
        const number = this.findHashed(text, length, hash);
        const isBetter = !isLeast || found == NONE || number < found;
        if (number != NONE && isBetter) found = number;
      }
      if (length < last) hash = mixFnv32(hash, load<u8>(text.dataStart + length));
    }
    return found;
  }

  private findHashed(text: Bytes, length: i32, hash: u32): i32 {
    const mask = this.cells.length - 1;
    let cell = hash & mask;
    let key = unchecked(this.cells[cell]);
    while (key != NONE) {
      if (unchecked(this.hashes[key]) == hash && this.isKey(key, text, length)) return unchecked(this.numbers[key]);
      cell = (cell + 1) & mask;
      key = unchecked(this.cells[cell]);
    }
    return NONE;
  }

  private isKey(key: i32, text: Bytes, length: i32): bool {
    const start = unchecked(this.starts[key]);
    const end = unchecked(this.ends[key]);
    return end - start == length && this.pool.equalsPrefixOf(start, end, text);
  }

  private place(key: i32): void {
    const mask = this.cells.length - 1;
    let cell = unchecked(this.hashes[key]) & mask;
    while (unchecked(this.cells[cell]) != NONE) cell = (cell + 1) & mask;
    unchecked((this.cells[cell] = key));
  }

  private rehash(): void {
    this.cells = new StaticArray<i32>(this.cells.length * 2).fill(NONE);
    for (let key = 0; key < this.starts.length; key++) this.place(key);
  }

  private countLength(length: i32): void {
    while (this.lengths.length <= length) this.lengths.push(0);
    unchecked(this.lengths[length]++);
  }

  private hasLength(length: i32): bool {
    return length < this.lengths.length && unchecked(this.lengths[length]) > 0;
  }
}
