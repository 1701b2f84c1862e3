// The bytes that matter to the JSON scanner, found 16 at a time with SIMD. `word-masks.ts` answers the same without it.
import { BACKSLASH, LAST_CONTROL, QUOTE } from "./string-bytes";

// Lazy constants: the build without SIMD must not meet them.
// A byte may follow a backslash if the entries of its two nibbles share a bit: one bit for each of " /, \, b f n, r t u.
@lazy
const ESCAPE_BY_LOW: v128 = i8x16(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);


@lazy
const ESCAPE_BY_HIGH: v128 = i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);

/** One bit for each of 16 bytes that is a quote, a backslash or a control character. */
@inline
export function maskSpecial16(at: usize): u32 {
  return i8x16.bitmask(findSpecial(v128.load(at)));
}

/** One bit for each of 16 bytes that is no white space of JSON. */
@inline
export function maskNoSpace16(at: usize): u32 {
  const v = v128.load(at);
  const blanks = v128.or(i8x16.eq(v, i8x16.splat(0x20)), i8x16.eq(v, i8x16.splat(0x0a)));
  const rare = v128.or(i8x16.eq(v, i8x16.splat(0x0d)), i8x16.eq(v, i8x16.splat(0x09)));
  return ~i8x16.bitmask(v128.or(blanks, rare)) & 0xffff;
}

/** Whether one of 64 bytes is a quote, a backslash or a control character. */
@inline
export function hasSpecial64(at: usize): bool {
  const low = v128.or(findSpecial(v128.load(at)), findSpecial(v128.load(at, 16)));
  const high = v128.or(findSpecial(v128.load(at, 32)), findSpecial(v128.load(at, 48)));
  return v128.any_true(v128.or(low, high));
}

/** One bit for each of 64 bytes that is `byte`. */
@inline
export function maskByte64(at: usize, byte: u8): u64 {
  const v = i8x16.splat(byte);
  return joinMasks(
    i8x16.eq(v128.load(at), v),
    i8x16.eq(v128.load(at, 16), v),
    i8x16.eq(v128.load(at, 32), v),
    i8x16.eq(v128.load(at, 48), v),
  );
}

/** One bit for each of 64 bytes that is a control character. */
@inline
export function maskControl64(at: usize): u64 {
  return joinMasks(
    findControl(v128.load(at)),
    findControl(v128.load(at, 16)),
    findControl(v128.load(at, 32)),
    findControl(v128.load(at, 48)),
  );
}

/** Those of `places`, a mask of 64 bytes, whose byte may not follow a backslash. */
@inline
export function refuseEscaped64(at: usize, places: u64): u64 {
  const allowed = joinMasks(
    findEscapable(v128.load(at)),
    findEscapable(v128.load(at, 16)),
    findEscapable(v128.load(at, 32)),
    findEscapable(v128.load(at, 48)),
  );
  return places & ~allowed;
}

/** Not zero where a quote, a backslash or a control character stands. */
@inline
function findSpecial(v: v128): v128 {
  const quotes = i8x16.eq(v, i8x16.splat(QUOTE));
  const backslashes = i8x16.eq(v, i8x16.splat(BACKSLASH));
  return v128.or(v128.or(quotes, backslashes), findControl(v));
}


@inline
function findControl(v: v128): v128 {
  return i8x16.eq(i8x16.min_u(v, i8x16.splat(LAST_CONTROL)), v);
}

/** Not zero where a byte stands that may follow a backslash. */
@inline
function findEscapable(v: v128): v128 {
  const low = i8x16.swizzle(ESCAPE_BY_LOW, v128.and(v, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(ESCAPE_BY_HIGH, v128.and(i16x8.shr_u(v, 4), i8x16.splat(0x0f)));
  return i8x16.ne(v128.and(low, high), i8x16.splat(0));
}

/** One bit for each of 64 bytes, the first byte lowest. */
@inline
function joinMasks(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>((<u32>i8x16.bitmask(a)) | ((<u32>i8x16.bitmask(b)) << 16));
  const high = <u64>((<u32>i8x16.bitmask(c)) | ((<u32>i8x16.bitmask(d)) << 16));
  return low | (high << 32);
}
