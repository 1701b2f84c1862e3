// FNV-1a with 64 bits (draft-eastlake-fnv-21): spreads texts evenly, for those who wish to share them out; no secret in it.

import { Bytes } from "./bytes";

const OFFSET: u64 = 0xcbf29ce484222325;
const PRIME: u64 = 0x100000001b3;
const DIGITS = "0123456789abcdef";

/** A hash that grows with what is added. */
@final
export class Fnv64 {
  /** The hash of everything so far. */
  value: u64 = OFFSET;

  /** Adds `bytes` behind what was added before. */
  add(bytes: Bytes): void {
    let value = this.value;
    const start = bytes.dataStart;
    for (let i = 0, size = bytes.byteLength; i < size; i++) value = (value ^ load<u8>(start + i)) * PRIME; // i < size
    this.value = value;
  }

  /** The hash as sixteen digits. */
  hexadecimal(): Bytes {
    const digits = new Uint8Array(16);
    for (let i = 0; i < 16; i++) {
      const digit = <i32>((this.value >> (60 - 4 * i)) & 15);
      store<u8>(digits.dataStart + i, <u8>DIGITS.charCodeAt(digit)); // i < 16
    }
    return digits;
  }
}
