// Runs a pattern's program over a text: a Pike VM (https://swtch.com/~rsc/regexp/regexp2.html), so time is text × program.

import { isWord } from "./ascii";
import { Bytes } from "./bytes";
import { pointOf, readCodePoint, widthOf } from "./code-point";
import { Assertion, Op, PatternProgram } from "./pattern-program";
import { ThreadList } from "./pattern-threads";

/** What a search looks for. */
export enum Search {
  /** Whether there is a match anywhere; where it lies is not noted. */
  Any,
  /** Whether the whole text is a match; groups are not noted. */
  Whole,
  /** The leftmost match and its groups, preferring what the pattern names first. */
  Leftmost,
}

/**
 * Searches texts with one program at a time. Its storage grows to the largest
 * program it was prepared for and is used again, so a search allocates nothing.
 */
export class PatternMatcher {
  /** Start and end of the last match and of its groups, by slot; -1 for groups that took no part. */
  slots: StaticArray<i32> = new StaticArray<i32>(2);

  private current: ThreadList = new ThreadList();
  private following: ThreadList = new ThreadList();
  // The slots of the thread at hand.
  private working: StaticArray<i32> = new StaticArray<i32>(2);
  // Where to go on after the thread at hand, and what to put back into `working` before.
  private stack: StaticArray<i32> = new StaticArray<i32>(2);
  private depth: i32 = 0;

  private start: usize = 0;
  private length: i32 = 0;
  private slotCount: i32 = 0;
  private matched: bool = false;

  /** Makes room for `program`; to be called once, before it is searched with. */
  prepare(program: PatternProgram): void {
    const size = program.size;
    const slotCount = program.slotCount;
    this.current.prepare(size, slotCount);
    this.following.prepare(size, slotCount);
    if (this.slots.length < slotCount) this.slots = new StaticArray<i32>(slotCount);
    if (this.working.length < slotCount) this.working = new StaticArray<i32>(slotCount);
    // Each instruction is followed at most once per position and leaves at most two numbers here.
    if (this.stack.length < 2 * size + 2) this.stack = new StaticArray<i32>(2 * size + 2);
  }

  /** Searches `text` from byte `from` on, which must be 0 for `Search.Whole`; `prefix` is what every match begins with. */
  run(program: PatternProgram, prefix: Bytes, text: Bytes, from: i32, search: Search): bool {
    this.start = text.dataStart;
    this.length = text.byteLength;
    this.slotCount = search == Search.Leftmost ? program.slotCount : 0;
    this.matched = false;
    this.current.clear();
    const anchored = search == Search.Whole || program.isAnchored;
    for (let at = from; at <= this.length;) {
      if (this.current.count == 0) {
        if (this.matched || (anchored && at > 0)) break;
        if (!anchored) at = findBytes(text, prefix, at);
        if (at < 0) break;
        this.current.clear(); // what was followed in vain belongs to another position
      }
      if (!this.matched && (!anchored || at == 0)) this.begin(program, at);
      at += this.step(program, at, search);
      if (this.matched && search != Search.Leftmost) break;
    }
    return this.matched;
  }

  // Starts one more attempt, behind those that began further left.
  private begin(program: PatternProgram, at: i32): void {
    if (this.slotCount > 0) {
      for (let slot = 0; slot < this.slotCount; slot++) unchecked((this.working[slot] = -1));
      unchecked((this.working[0] = at));
    }
    this.follow(program, this.current, 0, at);
  }

  // Moves every thread over the code point at `at`; returns its width, 1 at the end of the text.
  private step(program: PatternProgram, at: i32, search: Search): i32 {
    const atEnd = at >= this.length;
    const read = atEnd ? 0 : readCodePoint(this.start + at, this.start + this.length);
    const point = atEnd ? -1 : pointOf(read);
    const width = atEnd ? 1 : widthOf(read);
    const current = this.current;
    const following = this.following;
    following.clear();
    for (let i = 0; i < current.count; i++) {
      const pc = current.instruction(i);
      if (program.op(pc) == Op.Match) {
        if (search == Search.Whole && !atEnd) continue;
        this.keepMatch(current.slotsOf(i), at);
        break; // threads further back are less preferred
      }
      if (!accepts(program, pc, point)) continue;
      if (this.slotCount > 0) memory.copy(changetype<usize>(this.working), current.slotsOf(i), this.slotCount << 2);
      this.follow(program, following, pc + 1, at + width);
    }
    this.current = following;
    this.following = current;
    return width;
  }

  private keepMatch(slots: usize, end: i32): void {
    this.matched = true;
    if (this.slotCount == 0) return;
    memory.copy(changetype<usize>(this.slots), slots, this.slotCount << 2);
    unchecked((this.slots[1] = end));
  }

  // Adds the instructions that wait for a code point and can be reached from `pc` without one, most preferred first.
  private follow(program: PatternProgram, list: ThreadList, pc: i32, at: i32): void {
    this.depth = 0;
    this.push(pc);
    while (this.depth > 0) {
      const top = this.pop();
      if (top < 0) unchecked((this.working[~top] = this.pop()));
      else this.followOne(program, list, top, at);
    }
  }

  private followOne(program: PatternProgram, list: ThreadList, pc: i32, at: i32): void {
    while (list.enter(pc)) {
      switch (program.op(pc)) {
        case Op.Jump:
          pc += program.a(pc);
          continue;
        case Op.Split:
          this.push(pc + program.b(pc));
          pc += program.a(pc);
          continue;
        case Op.Save:
          if (this.slotCount > 0) this.save(program.a(pc), at);
          pc++;
          continue;
        case Op.Assert:
          if (!this.holds(program.a(pc), at)) return;
          pc++;
          continue;
      }
      return list.add(pc, this.working, this.slotCount);
    }
  }

  private save(slot: i32, at: i32): void {
    this.push(unchecked(this.working[slot]));
    this.push(~slot);
    unchecked((this.working[slot] = at));
  }

  private push(value: i32): void {
    unchecked((this.stack[this.depth++] = value));
  }

  private pop(): i32 {
    return unchecked(this.stack[--this.depth]);
  }

  private holds(assertion: i32, at: i32): bool {
    const before = at > 0 ? <i32>load<u8>(this.start + at - 1) : -1;
    const after = at < this.length ? <i32>load<u8>(this.start + at) : -1;
    switch (assertion) {
      case Assertion.TextStart:
        return before < 0;
      case Assertion.TextEnd:
        return after < 0;
      case Assertion.LineStart:
        return before < 0 || before == 0x0a;
      case Assertion.LineEnd:
        return after < 0 || after == 0x0a;
    }
    return (isWord(before) != isWord(after)) == (assertion == Assertion.WordBoundary);
  }
}

function accepts(program: PatternProgram, pc: i32, point: i32): bool {
  if (point < 0) return false;
  switch (program.op(pc)) {
    case Op.Char:
      return point == program.a(pc);
    case Op.CharFold:
      return point < 0x80 && (point | 0x20) == program.a(pc);
    case Op.AnyButNewline:
      return point != 0x0a;
    case Op.Class:
      return isInRanges(program.ranges, program.a(pc), program.b(pc), point);
  }
  return true; // Op.Any
}

// Ranges ascend, so halving finds the one that could hold the code point.
function isInRanges(ranges: Array<i32>, from: i32, count: i32, point: i32): bool {
  let low = 0;
  let high = count >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = from + 2 * middle;
    if (point < unchecked(ranges[range])) high = middle;
    else if (point > unchecked(ranges[range + 1])) low = middle + 1;
    else return true;
  }
  return false;
}

// First offset of `part` in `text` at or after `from`, or -1.
function findBytes(text: Bytes, part: Bytes, from: i32): i32 {
  const size = part.byteLength;
  if (size == 0) return from;
  const last = text.byteLength - size;
  const lead = load<u8>(part.dataStart);
  for (let at = from; at <= last; at++) {
    const address = text.dataStart + at;
    if (load<u8>(address) == lead && memory.compare(address, part.dataStart, size) == 0) return at;
  }
  return -1;
}
