// The compiled form of a pattern: a flat program for a Pike VM (https://swtch.com/~rsc/regexp/regexp2.html).

import { BytePool } from "./byte-pool";
import { Bytes } from "./bytes";
import { appendCodePoint, REPLACEMENT } from "./code-point";

/** Instructions. Jumps are relative to the instruction itself, so a piece of code can be moved and copied whole. */
export enum Op {
  /** The code point `a`. */
  Char,
  /** The ASCII letter `a` (lower case), in either case. */
  CharFold,
  /** Any code point. */
  Any,
  /** Any code point but line feed. */
  AnyButNewline,
  /** A code point in one of the ranges that stand in the `b` numbers of `ranges` from index `a` on. */
  Class,
  /** Holds at the position that `a`, an `Assertion`, names. */
  Assert,
  /** Notes the position in slot `a`. */
  Save,
  /** Goes on at `a`. */
  Jump,
  /** Goes on at `a`, or if that fails at `b`. */
  Split,
  /** The pattern has matched. */
  Match,
}

/** Conditions on a position. */
export enum Assertion {
  TextStart,
  TextEnd,
  LineStart,
  LineEnd,
  WordBoundary,
  NoWordBoundary,
}

/** The most instructions a pattern may compile to. */
export const MAX_INSTRUCTIONS: i32 = 1024;

/** A program under construction, and then one to run. Indexes given to it must be below `size`. */
export class PatternProgram {
  /** Number of instructions. */
  size: i32 = 0;
  /** True when the pattern needed more than `MAX_INSTRUCTIONS`; the program is then of no use. */
  overflow: bool = false;
  /** Ranges of all classes: first and last code point, in pairs. */
  ranges: Array<i32> = [];
  /** Number of slots that `Save` may name, two per group and two for the whole match. */
  slotCount: i32 = 2;

  // Three numbers per instruction: operation, a, b.
  private code: StaticArray<i32> = new StaticArray<i32>(3 * 32);

  op(at: i32): i32 {
    return unchecked(this.code[at * 3]);
  }

  a(at: i32): i32 {
    return unchecked(this.code[at * 3 + 1]);
  }

  b(at: i32): i32 {
    return unchecked(this.code[at * 3 + 2]);
  }

  /** Appends an instruction. */
  emit(op: Op, a: i32 = 0, b: i32 = 0): void {
    this.insert(this.size, op, a, b);
  }

  /** Puts an instruction before the one at `at`; jumps across `at` must not exist yet. */
  insert(at: i32, op: Op, a: i32, b: i32): void {
    if (!this.makeRoom(1)) return;
    const address = this.addressOf(at);
    memory.copy(address + INSTRUCTION_BYTES, address, (this.size - at) * INSTRUCTION_BYTES);
    this.size++;
    this.replace(at, op, a, b);
  }

  /** Appends a copy of the `length` instructions from `start` on. */
  emitCopy(start: i32, length: i32): void {
    if (!this.makeRoom(length)) return;
    memory.copy(this.addressOf(this.size), this.addressOf(start), length * INSTRUCTION_BYTES);
    this.size += length;
  }

  /** Replaces the instruction at `at`, which must exist. */
  replace(at: i32, op: Op, a: i32, b: i32): void {
    if (this.overflow) return;
    unchecked((this.code[at * 3] = op));
    unchecked((this.code[at * 3 + 1] = a));
    unchecked((this.code[at * 3 + 2] = b));
  }

  /** Drops the instructions from `at` on. */
  truncate(at: i32): void {
    this.size = at;
  }

  /** True when a match can begin only where the text does. */
  get isAnchored(): bool {
    return this.size > 0 && this.op(0) == Op.Assert && this.a(0) == Assertion.TextStart;
  }

  /** The bytes that every match begins with, as far as they are plain to see. */
  findPrefix(): Bytes {
    const prefix = new BytePool();
    for (let at = 0; at < this.size; at++) {
      const op = this.op(at);
      if (op == Op.Save) continue;
      // U+FFFD also stands for malformed bytes, so its spelling is not sure to be there.
      if (op != Op.Char || this.a(at) == REPLACEMENT) break;
      appendCodePoint(prefix, this.a(at));
    }
    return prefix.view(0, prefix.length);
  }

  // Every instruction is added through here: that is what makes `unchecked` below `size` safe.
  private makeRoom(count: i32): bool {
    const needed = this.size + count;
    if (needed > MAX_INSTRUCTIONS) this.overflow = true;
    if (this.overflow) return false;
    const length = this.code.length;
    if (needed * 3 > length) {
      const grown = new StaticArray<i32>(max(needed * 3, length * 2));
      memory.copy(changetype<usize>(grown), changetype<usize>(this.code), length << 2);
      this.code = grown;
    }
    return true;
  }

  private addressOf(at: i32): usize {
    return changetype<usize>(this.code) + at * INSTRUCTION_BYTES;
  }
}

const INSTRUCTION_BYTES: i32 = 12;
