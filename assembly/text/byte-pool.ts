// A growing run of bytes: the storage behind flat tables and built texts.

import { Bytes } from "./bytes";

/** Bytes appended one after the other; growing doubles the room, so appending costs a constant per byte. */
export class BytePool {
  private bytes: Bytes;
  /** Bytes appended so far. */
  length: i32 = 0;

  constructor(room: i32 = 64) {
    this.bytes = new Uint8Array(max(room, 16));
  }

  /** Appends `part` and returns the offset it begins at. */
  append(part: Bytes): i32 {
    return this.appendRange(part, 0, part.byteLength);
  }

  /** Appends the bytes [`start`, `end`) of `part`, which must lie inside it, and returns the offset they begin at. */
  appendRange(part: Bytes, start: i32, end: i32): i32 {
    const size = end - start;
    const offset = this.reserve(size);
    memory.copy(this.bytes.dataStart + offset, part.dataStart + start, size);
    return offset;
  }

  /** Appends one byte and returns its offset. */
  appendByte(byte: u8): i32 {
    const offset = this.reserve(1);
    store<u8>(this.bytes.dataStart + offset, byte);
    return offset;
  }

  /** The bytes [`start`, `end`), which must have been appended. Shares memory with the pool until that grows. */
  view(start: i32, end: i32): Bytes {
    return this.bytes.subarray(start, end);
  }

  /** True when the bytes [`start`, `end`), which must have been appended, are `other`'s first `end - start` bytes. */
  equalsPrefixOf(start: i32, end: i32, other: Bytes): bool {
    const size = end - start;
    return size <= other.byteLength && memory.compare(this.bytes.dataStart + start, other.dataStart, size) == 0;
  }

  private reserve(size: i32): i32 {
    const offset = this.length;
    const needed = offset + size;
    if (needed > this.bytes.byteLength) {
      const grown = new Uint8Array(max(needed, this.bytes.byteLength * 2));
      memory.copy(grown.dataStart, this.bytes.dataStart, offset);
      this.bytes = grown;
    }
    this.length = needed;
    return offset;
  }
}
