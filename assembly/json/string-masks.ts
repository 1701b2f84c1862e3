// What the JSON scanner asks of 16 or 64 bytes at once; the answers are masks, the first byte in the lowest bit. With the
// compiler's SIMD feature the answers come from vectors, without it from words: callers see no difference.
import * as vectors from "./vector-masks";
import * as words from "./word-masks";

export { BACKSLASH, LAST_CONTROL, QUOTE } from "./string-bytes";

const EVEN_BITS: u64 = 0x5555555555555555;

/** One bit for each of the 16 bytes at `at` that is a quote, a backslash or a control character. */
@inline
export function maskSpecial16(at: usize): u32 {
  return ASC_FEATURE_SIMD ? vectors.maskSpecial16(at) : words.maskSpecial16(at);
}

/** One bit for each of the 16 bytes at `at` that is no white space of JSON. */
@inline
export function maskNoSpace16(at: usize): u32 {
  return ASC_FEATURE_SIMD ? vectors.maskNoSpace16(at) : words.maskNoSpace16(at);
}

/** Whether one of the 64 bytes at `at` is a quote, a backslash or a control character. */
@inline
export function hasSpecial64(at: usize): bool {
  return ASC_FEATURE_SIMD ? vectors.hasSpecial64(at) : words.hasSpecial64(at);
}

/** One bit for each of the 64 bytes at `at` that is `byte`. */
@inline
export function maskByte64(at: usize, byte: u8): u64 {
  return ASC_FEATURE_SIMD ? vectors.maskByte64(at, byte) : words.maskByte64(at, byte);
}

/** One bit for each of the 64 bytes at `at` that is a control character. */
@inline
export function maskControl64(at: usize): u64 {
  return ASC_FEATURE_SIMD ? vectors.maskControl64(at) : words.maskControl64(at);
}

/** Those of `places`, a mask of the 64 bytes at `at`, whose byte may not follow a backslash. */
@inline
export function refuseEscaped64(at: usize, places: u64): u64 {
  return ASC_FEATURE_SIMD ? vectors.refuseEscaped64(at, places) : words.refuseEscaped64(at, places);
}

/** The top bit of each of the four bytes that is no hexadecimal digit. */
@inline
export function findNoHex(bytes: u32): u32 {
  // To add 0x80 - n sets the top bit of the bytes from n on; bytes that have it from the start are none.
  const digits = (bytes + 0x5050_5050) & ~(bytes + 0x4646_4646);
  const lower = bytes | 0x2020_2020;
  const letters = (lower + 0x1f1f_1f1f) & ~(lower + 0x1919_1919);
  return (~(digits | letters) | bytes) & 0x8080_8080;
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
