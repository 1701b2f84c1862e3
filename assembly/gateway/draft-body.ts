// The body of a message that the proxy does not have: it is read and changed as the proxy's own.

import { Bytes, EMPTY } from "../text/bytes";

/** A body in memory. What it was made of is never written to. */
@final
export class DraftBody {
  /** The bytes from `start` to `end` are the body; memory behind them is free when it is this body's own. */
  private bytes: Bytes = EMPTY;
  private start: i32 = 0;
  private end: i32 = 0;
  private isOwn: bool = false;

  /** Makes `bytes` the body. */
  assign(bytes: Bytes): void {
    this.bytes = bytes;
    this.start = 0;
    this.end = bytes.byteLength;
    this.isOwn = false;
  }

  /** How many bytes there are. */
  get size(): i32 {
    return this.end - this.start;
  }

  /** The whole body; shares memory. */
  view(): Bytes {
    return this.bytes.subarray(this.start, this.end);
  }

  /** Copies up to `window.byteLength` bytes from `from` on; how many they were. */
  read(from: u32, window: Bytes): i32 {
    if (from >= <u32>this.size) return 0;
    const count = min(this.size - <i32>from, window.byteLength);
    memory.copy(window.dataStart, this.bytes.dataStart + this.start + from, count); // from + count <= size
    return count;
  }

  /** Replaces the first `length` bytes, or all there are. */
  replacePrefix(length: u32, bytes: Bytes): void {
    const cut = <i32>min<u32>(length, this.size);
    if (bytes.byteLength == 0) {
      this.start += cut;
      return;
    }
    const rest = this.size - cut;
    const next = new Uint8Array(bytes.byteLength + rest);
    memory.copy(next.dataStart, bytes.dataStart, bytes.byteLength);
    memory.copy(next.dataStart + bytes.byteLength, this.bytes.dataStart + this.start + cut, rest); // cut + rest = size
    this.assign(next);
    this.isOwn = true;
  }

  /** Adds `bytes` behind the last one. */
  append(bytes: Bytes): void {
    if (!this.isOwn || this.end + bytes.byteLength > this.bytes.byteLength) this.grow(bytes.byteLength);
    memory.copy(this.bytes.dataStart + this.end, bytes.dataStart, bytes.byteLength); // grow has made room
    this.end += bytes.byteLength;
  }

  private grow(more: i32): void {
    const size = this.size;
    const next = new Uint8Array(size + max(more, size >> 1));
    memory.copy(next.dataStart, this.bytes.dataStart + this.start, size);
    this.bytes = next;
    this.start = 0;
    this.end = size;
    this.isOwn = true;
  }
}
