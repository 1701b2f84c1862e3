// Finds dashes at the begin of a line 8 bytes a step, for runtimes without SIMD. `multipart-vectors.ts` answers the same with it.
import { isBreak } from "./plain-lines";

const DASH: u8 = 0x2d;
const STEP: usize = 8;
const DASHES: u64 = 0x2d2d_2d2d_2d2d_2d2d;
const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/** See `multipart-lines.ts`. */
export function findDashedLine(start: usize, end: usize): usize {
  let p = start;
  for (; p + STEP + 2 <= end; p += STEP) {
    for (let marks = findDash(load<u64>(p, 1)) & findDash(load<u64>(p, 2)); marks != 0; marks &= marks - 1) {
      const at = p + <usize>(ctz(marks) >> 3);
      if (isDashedLine(at)) return at;
    }
  }
  for (; p + 3 <= end; p++) {
    if (isDashedLine(p)) return p;
  }
  return end;
}

/** True when the three bytes at `at` are one that ends a line, and two dashes. */
export function isDashedLine(at: usize): bool {
  return isBreak(load<u8>(at)) && load<u8>(at, 1) == DASH && load<u8>(at, 2) == DASH;
}

// The top bit of each byte that is a dash; above one that is, others may have it, too.
@inline
function findDash(word: u64): u64 {
  const zero = word ^ DASHES;
  return (zero - ONES) & ~zero & TOPS;
}
