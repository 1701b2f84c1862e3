// Header pairs in the proxy-wasm ABI's own layout (0.2.1, "Serialization"): read and built without an object per pair.

import { Bytes, EMPTY, equalBytes } from "../text/bytes";

// The layout: u32 count, then count × (u32 name size, u32 value size), then name \0 value \0 …
const COUNT_SIZE: u32 = 4;
const SIZES_SIZE: u32 = 8;

/** The headers of one message in their order, names in lower case as Envoy keeps them. */
@final
export class HeaderList {
  private constructor(
    private readonly pairs: Bytes,
    private readonly offsets: StaticArray<u32>,
    /** Number of pairs. */
    readonly length: i32,
  ) {}

  /** Reads serialized pairs; sizes that do not fit their bytes end the list early. The bytes are shared. */
  static read(pairs: Bytes): HeaderList {
    const size = <u32>pairs.byteLength;
    if (size < COUNT_SIZE) return new HeaderList(EMPTY, new StaticArray<u32>(0), 0);
    const start = pairs.dataStart;
    const count = min(load<u32>(start), (size - COUNT_SIZE) / SIZES_SIZE);
    const offsets = new StaticArray<u32>(<i32>count);
    let at: u64 = COUNT_SIZE + count * SIZES_SIZE;
    let length = 0;
    for (; <u32>length < count; length++) {
      const sizes = start + COUNT_SIZE + length * SIZES_SIZE;
      const next = at + load<u32>(sizes) + load<u32>(sizes, 4) + 2;
      if (next > size) break;
      unchecked((offsets[length] = <u32>at)); // length < count, the array's length
      at = next;
    }
    return new HeaderList(pairs, offsets, length);
  }

  /** Name of pair `index`; no bytes outside [0, length). Shares memory. */
  name(index: i32): Bytes {
    if (<u32>index >= <u32>this.length) return EMPTY;
    const start = unchecked(this.offsets[index]); // index < length
    return this.pairs.subarray(start, start + this.nameSize(index));
  }

  /** Value of pair `index`; no bytes outside [0, length). Shares memory. */
  value(index: i32): Bytes {
    if (<u32>index >= <u32>this.length) return EMPTY;
    const start = unchecked(this.offsets[index]) + this.nameSize(index) + 1; // index < length
    return this.pairs.subarray(start, start + this.valueSize(index));
  }

  /** True when pair `index` has this name. */
  isNamed(index: i32, name: Bytes): bool {
    if (<u32>index >= <u32>this.length || this.nameSize(index) != <u32>name.byteLength) return false;
    const start = this.pairs.dataStart + unchecked(this.offsets[index]); // index < length
    return memory.compare(start, name.dataStart, name.byteLength) == 0;
  }

  /** True when the name of pair `index` begins with `prefix`. */
  isNamedWithPrefix(index: i32, prefix: Bytes): bool {
    if (<u32>index >= <u32>this.length || this.nameSize(index) < <u32>prefix.byteLength) return false;
    const start = this.pairs.dataStart + unchecked(this.offsets[index]); // index < length
    return memory.compare(start, prefix.dataStart, prefix.byteLength) == 0;
  }

  /** Index of the first pair with this name, or -1. */
  indexOf(name: Bytes): i32 {
    // Asked a dozen times for each request: sizes are compared in one run, names only where those agree.
    const size = <u32>name.byteLength;
    let sizes = this.pairs.dataStart + COUNT_SIZE;
    for (let i = 0, count = this.length; i < count; i++, sizes += SIZES_SIZE) {
      if (load<u32>(sizes) == size && this.isNamed(i, name)) return i;
    }
    return -1;
  }

  /** Value of the first pair with this name, or null. */
  find(name: Bytes): Bytes | null {
    const index = this.indexOf(name);
    return index < 0 ? null : this.value(index);
  }

  /** True when a pair has this name. */
  has(name: Bytes): bool {
    return this.indexOf(name) >= 0;
  }

  private nameSize(index: i32): u32 {
    return load<u32>(this.pairs.dataStart + COUNT_SIZE + index * SIZES_SIZE);
  }

  private valueSize(index: i32): u32 {
    return load<u32>(this.pairs.dataStart + COUNT_SIZE + index * SIZES_SIZE, 4);
  }
}

/** The first value of a header; no bytes when there is none. */
export function valueOf(headers: HeaderList, name: Bytes): Bytes {
  const value = headers.find(name);
  return value === null ? EMPTY : value;
}

/** Collects pairs for a local reply, a call-out or a whole header map. */
@final
export class HeaderListBuilder {
  private names: Array<Bytes> = [];
  private values: Array<Bytes> = [];

  /** Appends a pair; `name` in lower case. */
  add(name: Bytes, value: Bytes): HeaderListBuilder {
    this.names.push(name);
    this.values.push(value);
    return this;
  }

  /** True when a pair has this name. */
  has(name: Bytes): bool {
    for (let i = 0, count = this.names.length; i < count; i++) {
      if (equalBytes(unchecked(this.names[i]), name)) return true; // i < count
    }
    return false;
  }

  /** The pairs so far, serialized. */
  build(): Bytes {
    const count = this.names.length;
    let size = COUNT_SIZE + count * SIZES_SIZE;
    for (let i = 0; i < count; i++) {
      size += unchecked(this.names[i]).byteLength + unchecked(this.values[i]).byteLength + 2; // i < count
    }
    const pairs = new Uint8Array(size);
    store<u32>(pairs.dataStart, count);
    let to = pairs.dataStart + COUNT_SIZE + count * SIZES_SIZE;
    for (let i = 0; i < count; i++) {
      const name = unchecked(this.names[i]); // i < count
      const value = unchecked(this.values[i]); // i < count
      const sizes = pairs.dataStart + COUNT_SIZE + i * SIZES_SIZE;
      store<u32>(sizes, name.byteLength);
      store<u32>(sizes, value.byteLength, 4);
      to = writeTerminated(writeTerminated(to, name), value);
    }
    return pairs;
  }
}

// The byte behind is 0 already: a new array is zeroed.
function writeTerminated(to: usize, bytes: Bytes): usize {
  memory.copy(to, bytes.dataStart, bytes.byteLength);
  return to + bytes.byteLength + 1;
}
