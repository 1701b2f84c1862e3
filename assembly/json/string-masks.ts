// What the string lexer asks of 16 or 64 bytes at once; the answers are masks, the first byte in the lowest bit.

/** The bytes that end or interrupt the plain part of a string; control characters go up to `LAST_CONTROL`. */
export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
export const LAST_CONTROL: u8 = 0x1f;
const EVEN_BITS: u64 = 0x5555555555555555;

// A byte may follow a backslash if the entries of its two nibbles share a bit: one bit for each of " /, \, b f n, r t u.
const ESCAPE_BY_LOW: v128 = i8x16(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
const ESCAPE_BY_HIGH: v128 = i8x16(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);

/** The top bit of each of the four bytes that is no hexadecimal digit. */
@inline
export function findNoHex(bytes: u32): u32 {
  // To add 0x80 - n sets the top bit of the bytes from n on; bytes that have it from the start are none.
  const digits = (bytes + 0x5050_5050) & ~(bytes + 0x4646_4646);
  const lower = bytes | 0x2020_2020;
  const letters = (lower + 0x1f1f_1f1f) & ~(lower + 0x1919_1919);
  return (~(digits | letters) | bytes) & 0x8080_8080;
}

/** Not zero where a quote, a backslash or a control character stands. */
@inline
export function findSpecial(v: v128): v128 {
  const quotes = i8x16.eq(v, i8x16.splat(QUOTE));
  const backslashes = i8x16.eq(v, i8x16.splat(BACKSLASH));
  return v128.or(v128.or(quotes, backslashes), findControl(v));
}


@inline
function findControl(v: v128): v128 {
  return i8x16.eq(i8x16.min_u(v, i8x16.splat(LAST_CONTROL)), v);
}

/** One bit for each of 64 bytes, the first byte lowest. */
@inline
function joinMasks(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>((<u32>i8x16.bitmask(a)) | ((<u32>i8x16.bitmask(b)) << 16));
  const high = <u64>((<u32>i8x16.bitmask(c)) | ((<u32>i8x16.bitmask(d)) << 16));
  return low | (high << 32);
}

/** One bit for each of 64 bytes that is `byte`. */
@inline
export function maskOf(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const v = i8x16.splat(byte);
  return joinMasks(i8x16.eq(a, v), i8x16.eq(b, v), i8x16.eq(c, v), i8x16.eq(d, v));
}

/** One bit for each of 64 bytes that is a control character. */
@inline
export function controlMask(a: v128, b: v128, c: v128, d: v128): u64 {
  return joinMasks(findControl(a), findControl(b), findControl(c), findControl(d));
}

/** One bit for each of 64 bytes that may follow a backslash. */
@inline
export function escapableMask(a: v128, b: v128, c: v128, d: v128): u64 {
  return joinMasks(findEscapable(a), findEscapable(b), findEscapable(c), findEscapable(d));
}

/** Not zero where a byte stands that may follow a backslash. */
@inline
function findEscapable(v: v128): v128 {
  const low = i8x16.swizzle(ESCAPE_BY_LOW, v128.and(v, i8x16.splat(0x0f)));
  const high = i8x16.swizzle(ESCAPE_BY_HIGH, v128.and(i16x8.shr_u(v, 4), i8x16.splat(0x0f)));
  return i8x16.ne(v128.and(low, high), i8x16.splat(0));
}

/**
 * The bytes that a backslash escapes: those after a run of backslashes of odd length. A run from an odd place carries
 * its sum past its end, so one addition finds all runs that end on the other parity (Langdale and Lemire, "Parsing
 * gigabytes of JSON per second", 2019, section 3.1.1).
 */
@inline
export function findEscaped(backslashes: u64, carry: u64): u64 {
  const follows = (backslashes << 1) | carry;
  const oddStarts = backslashes & ~EVEN_BITS & ~follows;
  return (EVEN_BITS ^ ((oddStarts + backslashes) << 1)) & follows;
}
