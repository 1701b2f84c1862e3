// Finds dashes at the begin of a line 16 bytes a step with SIMD. `multipart-words.ts` answers the same without it.
import { isDashedLine } from "./multipart-words";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const DASH: u8 = 0x2d;
const STEP: usize = 16;

/** See `multipart-lines.ts`. */
export function findDashedLine(start: usize, end: usize): usize {
  const dash = i8x16.splat(DASH);
  let p = start;
  for (; p + STEP + 2 <= end; p += STEP) {
    const dashes = v128.and(i8x16.eq(v128.load(p, 1), dash), i8x16.eq(v128.load(p, 2), dash));
    if (!v128.any_true(dashes)) continue;
    const first = v128.load(p);
    const breaks = v128.or(i8x16.eq(first, i8x16.splat(LF)), i8x16.eq(first, i8x16.splat(CR)));
    const marks = i8x16.bitmask(v128.and(dashes, breaks));
    if (marks != 0) return p + <usize>ctz(marks);
  }
  for (; p + 3 <= end; p++) {
    if (isDashedLine(p)) return p;
  }
  return end;
}
