// Vectorised UTF-8 validation (Unicode 15, table 3-7) after Keiser and Lemire, "Validating UTF-8 in less than one
// instruction per byte" (2021): three table look-ups by nibble classify every pair of neighbouring bytes.
import { locateInvalid } from "./utf8-sequence";

// Each bit is one way in which a byte and the one before it cannot stand together.
const TOO_SHORT: u8 = 1 << 0; // a lead byte without its continuation
const TOO_LONG: u8 = 1 << 1; // a continuation after ASCII
const OVERLONG_3: u8 = 1 << 2;
const TOO_LARGE: u8 = 1 << 3; // above U+10FFFF
const SURROGATE: u8 = 1 << 4;
const OVERLONG_2: u8 = 1 << 5;
const TOO_LARGE_1000: u8 = 1 << 6;
const OVERLONG_4: u8 = 1 << 6;
const TWO_CONTS: u8 = 1 << 7; // two continuations: right only as third or fourth byte
const CARRY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTS;

// Lazy constants: the build without SIMD must not meet them.
// prettier-ignore
@lazy
const BY_FIRST_HIGH: v128 = i8x16(
  TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
  TWO_CONTS, TWO_CONTS, TWO_CONTS, TWO_CONTS,
  TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
  TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
);
// prettier-ignore
@lazy
const BY_FIRST_LOW: v128 = i8x16(
  CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY,
  CARRY | TOO_LARGE, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE, CARRY | TOO_LARGE | TOO_LARGE_1000,
  CARRY | TOO_LARGE | TOO_LARGE_1000,
);
// prettier-ignore
@lazy
const BY_SECOND_HIGH: v128 = i8x16(
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
  TOO_LONG | OVERLONG_2 | TWO_CONTS | OVERLONG_3 | TOO_LARGE,
  TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
  TOO_LONG | OVERLONG_2 | TWO_CONTS | SURROGATE | TOO_LARGE,
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
);

/** Room for the last, short block, so that no load passes the end of the text. */
const TAIL: usize = memory.data(64, 16);

/** Returns the first byte in [start, end) that does not begin a complete, valid sequence, or `end` if there is none. */
export function findInvalidVector(start: usize, end: usize): usize {
  let p = start;
  let before = i8x16.splat(0);
  // After a block with non-ASCII bytes the next is checked whatever it holds: a sequence may reach into it.
  let open = false;
  while (p + 64 <= end) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const dense = i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) != 0;
    if ((dense || open) && v128.any_true(checkBlock(before, a, b, c, d))) return locateInvalid(start, p, end);
    open = dense;
    before = d;
    p += 64;
  }
  if (!open && p == end) return end;
  memory.fill(TAIL, 0, 64); // the zeros after the text also expose a sequence that is cut by its end
  memory.copy(TAIL, p, end - p);
  const a = v128.load(TAIL);
  const b = v128.load(TAIL, 16);
  const c = v128.load(TAIL, 32);
  const d = v128.load(TAIL, 48);
  if (v128.any_true(checkBlock(before, a, b, c, d))) return locateInvalid(start, p, end);
  // The last sequence may be cut exactly at the end of a full block.
  return end - p > 61 ? locateInvalid(start, end, end) : end;
}


@inline
function checkBlock(before: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.or(checkVector(before, a), checkVector(a, b)), v128.or(checkVector(b, c), checkVector(c, d)));
}

/** Not zero where `input`, which follows `before` in the text, is not UTF-8. */
@inline
function checkVector(before: v128, input: v128): v128 {
  const low = i8x16.splat(0x0f);
  const prev1 = i8x16.shuffle(before, input, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const prev2 = i8x16.shuffle(before, input, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const prev3 = i8x16.shuffle(before, input, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const byFirstHigh = i8x16.swizzle(BY_FIRST_HIGH, v128.and(i16x8.shr_u(prev1, 4), low));
  const byFirstLow = i8x16.swizzle(BY_FIRST_LOW, v128.and(prev1, low));
  const bySecondHigh = i8x16.swizzle(BY_SECOND_HIGH, v128.and(i16x8.shr_u(input, 4), low));
  const special = v128.and(v128.and(byFirstHigh, byFirstLow), bySecondHigh);
  // Two continuations in a row are right exactly where a third or a fourth byte is due.
  const third = i8x16.sub_sat_u(prev2, i8x16.splat(<u8>(0xe0 - 0x80)));
  const fourth = i8x16.sub_sat_u(prev3, i8x16.splat(<u8>(0xf0 - 0x80)));
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(<u8>0x80)), special);
}
