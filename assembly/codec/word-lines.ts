// Reads lines 8 bytes a step, for runtimes without SIMD. `vector-lines.ts` answers the same with it.
import { LineMeasure } from "./line-measure";
import { finishLine, isBreak } from "./plain-lines";
import { isTellingName } from "./telling-names";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const LETTER_A: u8 = 0x61;
const LETTER_R: u8 = 0x72;
const LETTER_T: u8 = 0x74;
const BACKSLASH: u8 = 0x5c;
const STEP: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/** See `event-lines.ts`. */
export function measureLine(start: usize, end: usize, measure: LineMeasure): void {
  let p = start;
  for (; p + STEP < end; p += STEP) {
    const word = load<u64>(p);
    const breaks = findByte(word, LF) | findByte(word, CR);
    let marks = findMarks(word, load<u64>(p, 1));
    if ((breaks | marks) == 0) continue;
    if (breaks != 0) marks &= (breaks & (0 - breaks)) - 1;
    for (; marks != 0; marks &= marks - 1) {
      const at = p + placeOf(marks);
      if (isName(at, start, end)) return measure.set(findLineEnd(at, end), true);
    }
    if (breaks != 0) return measure.set(p + placeOf(breaks), false);
  }
  finishLine(p, start, end, measure);
}

/** See `event-lines.ts`. */
export function findLineEnd(start: usize, end: usize): usize {
  let p = start;
  for (; p + STEP <= end; p += STEP) {
    const word = load<u64>(p);
    const breaks = findByte(word, LF) | findByte(word, CR);
    if (breaks != 0) return p + placeOf(breaks);
  }
  while (p < end && !isBreak(load<u8>(p))) p++;
  return p;
}

// The top bit of each byte where a mark may begin: fewer letters than with vectors, and more places to look at.
@inline
function findMarks(first: u64, second: u64): u64 {
  const rr = findByte(first, LETTER_R) & findByte(second, LETTER_R);
  return findByte(first, LETTER_A) | findByte(first, BACKSLASH) | rr;
}

// The mark of `status` is behind its `a`.
@inline
function isName(at: usize, start: usize, end: usize): bool {
  return isTellingName(load<u8>(at, 1) == LETTER_T ? at + 1 : at, start, end);
}

// The top bit of each byte that is `byte`. Above one that is, others may have it, too; so the lowest bit is always right.
@inline
function findByte(word: u64, byte: u8): u64 {
  const zero = word ^ (ONES * <u64>byte);
  return (zero - ONES) & ~zero & TOPS;
}


@inline
function placeOf(mask: u64): usize {
  return <usize>(ctz(mask) >> 3);
}
