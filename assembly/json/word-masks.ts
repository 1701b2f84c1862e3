// The bytes that matter to the JSON scanner, found 8 at a time in a 64-bit word, for runtimes without SIMD.
// `vector-masks.ts` answers the same with it. Each finder sets the top bit of exactly the bytes it looks for: no sum
// carries from one byte into the next.
import { BACKSLASH, QUOTE } from "./string-bytes";

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;
/** Moves the lowest bit of byte i to bit 56 + i: no two products meet in one place. */
const GATHER: u64 = 0x0102_0408_1020_4080;
/** The bits of a byte that a control character has not. */
const NO_CONTROL: u64 = 0xe0e0_e0e0_e0e0_e0e0;

/** One bit for each of 16 bytes that is a quote, a backslash or a control character. */
@inline
export function maskSpecial16(at: usize): u32 {
  return <u32>(gather(findSpecial(load<u64>(at))) | (gather(findSpecial(load<u64>(at, 8))) << 8));
}

/** One bit for each of 16 bytes that is no white space of JSON. */
@inline
export function maskNoSpace16(at: usize): u32 {
  return <u32>(gather(TOPS ^ findSpace(load<u64>(at))) | (gather(TOPS ^ findSpace(load<u64>(at, 8))) << 8));
}

/** Whether one of 64 bytes is a quote, a backslash or a control character. */
export function hasSpecial64(at: usize): bool {
  let found: u64 = 0;
  for (let i: usize = 0; i < 64; i += 8) found |= findSpecial(load<u64>(at + i));
  return found != 0;
}

/** One bit for each of 64 bytes that is `byte`. */
export function maskByte64(at: usize, byte: u8): u64 {
  let mask: u64 = 0;
  for (let i: usize = 0; i < 64; i += 8) mask |= gather(findByte(load<u64>(at + i), byte)) << i;
  return mask;
}

/** One bit for each of 64 bytes that is a control character. */
export function maskControl64(at: usize): u64 {
  let mask: u64 = 0;
  for (let i: usize = 0; i < 64; i += 8) mask |= gather(findZero(load<u64>(at + i) & NO_CONTROL)) << i;
  return mask;
}

/** Those of `places`, a mask of 64 bytes, whose byte may not follow a backslash. */
export function refuseEscaped64(at: usize, places: u64): u64 {
  let refused: u64 = 0;
  for (let rest = places; rest != 0; rest &= rest - 1) {
    if (!isEscapable(load<u8>(at + <usize>ctz(rest)))) refused |= rest & (0 - rest);
  }
  return refused;
}

function isEscapable(byte: u8): bool {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
    case 0x75: // u
      return true;
    default:
      return false;
  }
}


@inline
function findSpecial(word: u64): u64 {
  return findByte(word, QUOTE) | findByte(word, BACKSLASH) | findZero(word & NO_CONTROL);
}


@inline
function findSpace(word: u64): u64 {
  return findByte(word, 0x20) | findByte(word, 0x0a) | findByte(word, 0x0d) | findByte(word, 0x09);
}


@inline
function findByte(word: u64, byte: u8): u64 {
  return findZero(word ^ (ONES * <u64>byte));
}


@inline
function findZero(word: u64): u64 {
  return ~(((word & ~TOPS) + ~TOPS) | word) & TOPS;
}

/** The top bits of 8 bytes as 8 bits, the first byte lowest. */
@inline
function gather(tops: u64): u64 {
  return ((tops >> 7) * GATHER) >> 56;
}
