// Bytes that are collected piece by piece, up to a limit.

import { Bytes, EMPTY } from "../text/bytes";

const FIRST_CAPACITY: i32 = 256;
// More memory than that is given back when it is not needed.
const MAX_KEPT_BYTES: i32 = 64 << 10;

/** A buffer that grows to the double. What would pass its limit is left out, and `overflowed` set. */
@final
export class LineBuffer {
  /** True when something did not fit. */
  overflowed: bool = false;
  private bytes: Bytes = EMPTY;
  private used: i32 = 0;

  constructor(private readonly limit: i32) {}

  /** The number of bytes. */
  get length(): i32 {
    return this.used;
  }

  /** All of them, sharing memory: good until the next change. */
  view(): Bytes {
    return this.bytes.subarray(0, this.used);
  }

  /** Adds `size` bytes from an address; they must not be this buffer's own. */
  copy(from: usize, size: i32): void {
    const used = this.used;
    if (size > this.limit - used) {
      this.overflowed = true;
      return;
    }
    if (used + size > this.bytes.byteLength) this.grow(used + size);
    memory.copy(this.bytes.dataStart + <usize>used, from, <usize>size); // grow has made room
    this.used = used + size;
  }

  /** Forgets them. */
  clear(): void {
    if (this.bytes.byteLength > MAX_KEPT_BYTES) this.bytes = EMPTY;
    this.used = 0;
    this.overflowed = false;
  }

  private grow(needed: i32): void {
    const wider = new Uint8Array(max(needed, max(this.bytes.byteLength * 2, FIRST_CAPACITY)));
    memory.copy(wider.dataStart, this.bytes.dataStart, <usize>this.used);
    this.bytes = wider;
  }
}
