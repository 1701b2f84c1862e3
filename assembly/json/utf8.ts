// UTF-8 validation: with the compiler's SIMD feature by vectors, without it by words of ASCII and single sequences.
import { sequenceLength } from "./utf8-sequence";
import { findInvalidVector } from "./utf8-vectors";

/** The top bits of 8 bytes: all clear in ASCII. */
const TOPS: u64 = 0x8080_8080_8080_8080;

/** Returns the first byte in [start, end) that does not begin a complete, valid sequence, or `end` if there is none. */
@inline
export function findInvalidUtf8(start: usize, end: usize): usize {
  return ASC_FEATURE_SIMD ? findInvalidVector(start, end) : findInvalidWord(start, end);
}

/** `findInvalidUtf8` without SIMD. */
export function findInvalidWord(start: usize, end: usize): usize {
  let p = start;
  while (p < end) {
    if (p + 8 <= end && (load<u64>(p) & TOPS) == 0) {
      p += 8;
      continue;
    }
    const length = sequenceLength(p, end);
    if (length <= 0) return p;
    p += <usize>length;
  }
  return end;
}

/** True when the invalid place that `findInvalidUtf8` found is a sequence that the end of the text merely cuts short. */
export function isCutUtf8(at: usize, end: usize): bool {
  return sequenceLength(at, end) < 0;
}
