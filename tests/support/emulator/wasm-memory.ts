// The module's linear memory as the host sees it: reads, words, and blocks that the module itself allocates.

import type { BoundaryCounters } from "./counters.ts";

/** Reads and writes linear memory; every access outside it answers null or false, as hosts do, and never throws. */
export class WasmMemory {
  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly allocate: (size: number) => number,
    private readonly counters: BoundaryCounters,
  ) {}

  /** Called before the module is asked for a block. */
  beforeAllocation: () => void = () => {};

  /** Bytes of linear memory. */
  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /** A copy of a range. */
  read(pointer: number, size: number): Uint8Array | null {
    const start = pointer >>> 0;
    const length = size >>> 0;
    if (start + length > this.size) return null;
    this.counters.bytesFromModule += length;
    return new Uint8Array(this.memory.buffer, start, length).slice();
  }

  /** A copy of a range as text of one character per byte. */
  readText(pointer: number, size: number): string | null {
    const bytes = this.read(pointer, size);
    return bytes === null ? null : Buffer.from(bytes).toString("latin1");
  }

  writeU32(pointer: number, value: number): boolean {
    const at = pointer >>> 0;
    if (at + 4 > this.size) return false;
    new DataView(this.memory.buffer).setUint32(at, value, true);
    return true;
  }

  writeU64(pointer: number, value: bigint): boolean {
    const at = pointer >>> 0;
    if (at + 8 > this.size) return false;
    new DataView(this.memory.buffer).setBigUint64(at, BigInt.asUintN(64, value), true);
    return true;
  }

  /** Writes bytes into memory the module owns. */
  write(pointer: number, bytes: Uint8Array): boolean {
    const at = pointer >>> 0;
    if (at + bytes.length > this.size) return false;
    new Uint8Array(this.memory.buffer).set(bytes, at);
    this.counters.bytesToModule += bytes.length;
    return true;
  }

  /** Has the module allocate a block and fills it; null when the module answers 0 or a block outside its memory. */
  place(size: number, fill: (target: Uint8Array) => void): number | null {
    this.beforeAllocation();
    const pointer = this.allocate(size) >>> 0;
    if (pointer === 0 || pointer + size > this.size) return null;
    fill(new Uint8Array(this.memory.buffer, pointer, size));
    this.counters.bytesToModule += size;
    return pointer;
  }
}
