// The string token (RFC 8259, section 7). UTF-8 is checked elsewhere (utf8.ts), so only quotes, backslashes and control
// characters count here: 64 bytes a step, and where there are escapes, bit masks instead of a loop over bytes.
import { JsonError } from "./error";
import {
  BACKSLASH,
  findEscaped,
  findNoHex,
  hasSpecial64,
  LAST_CONTROL,
  maskByte64,
  maskControl64,
  maskSpecial16,
  QUOTE,
  refuseEscaped64,
} from "./string-masks";
import { Token } from "./token";

/** What stands behind the text in the last block: neither special nor a wrong letter after a backslash. */
const FILLER: u8 = 0x6e;

/** Room for the last, short block, so that no load passes the end of the text. */
const TAIL: usize = memory.data(64, 16);

/**
 * Reads the rest of a string from `from`, a place after the opening quote and not inside an escape. `Unfinished` leaves
 * in `token.end` either `end` or the backslash of an escape that `end` cuts.
 */
@inline
export function lexString(from: usize, end: usize, token: Token): JsonError {
  let p = from;
  // Most strings are names and short words: one look, no masks for escapes.
  if (p + 16 <= end) {
    const special = maskSpecial16(p);
    if (special == 0) {
      p += 16;
    } else {
      const at = p + ctz(special);
      if (load<u8>(at) == QUOTE) {
        token.end = at + 1;
        return JsonError.None;
      }
    }
  }
  return lexBlocks(p, end, token);
}

/** The first quote, backslash or control character in [start, end), or `end`. */
export function findSpecialByte(start: usize, end: usize): usize {
  let p = start;
  while (p + 16 <= end) {
    const special = maskSpecial16(p);
    if (special != 0) return p + <usize>ctz(special);
    p += 16;
  }
  while (p < end) {
    const byte = load<u8>(p);
    if (byte <= LAST_CONTROL || byte == QUOTE || byte == BACKSLASH) return p;
    p++;
  }
  return end;
}

/** The loop over blocks. It is longer than most functions here because the masks of a block live in registers. */
function lexBlocks(from: usize, end: usize, token: Token): JsonError {
  let p = from;
  let carry: u64 = 0; // 1 when the block before ended in a backslash that escapes the first byte of this one
  while (p < end) {
    let block = p;
    if (p + 64 > end) {
      memory.fill(TAIL, FILLER, 64);
      memory.copy(TAIL, p, end - p);
      block = TAIL;
    }
    if (carry == 0 && !hasSpecial64(block)) {
      p += 64;
      continue;
    }
    const quotes = maskByte64(block, QUOTE);
    let stops = quotes | maskControl64(block);
    const backslashes = maskByte64(block, BACKSLASH) & ~carry;
    if ((backslashes | carry) != 0) {
      token.escaped = true;
      const escaped = findEscaped(backslashes, carry);
      stops &= ~(escaped & quotes);
      const inside = (stops & (0 - stops)) - 1;
      const refused = refuseEscaped64(block, escaped & inside);
      const beforeRefused = (refused & (0 - refused)) - 1;
      const error = checkHex(p, end, escaped & inside & beforeRefused & maskByte64(block, 0x75), token);
      if (error != JsonError.None) return error;
      if (refused != 0) {
        token.end = p + <usize>ctz(refused);
        return JsonError.InvalidEscape;
      }
      // A backslash escapes the byte after it, if it is not itself escaped.
      const left = end - p;
      carry = left < 64 ? (escaped >> left) & 1 : ((backslashes & ~escaped) >> 63) & 1;
    }
    if (stops != 0) {
      const at = p + <usize>ctz(stops);
      const closed = load<u8>(at) == QUOTE;
      token.end = closed ? at + 1 : at;
      return closed ? JsonError.None : JsonError.ControlCharacter;
    }
    p += 64;
  }
  token.end = end - <usize>carry;
  return JsonError.Unfinished;
}

/** Checks the four digits after each `u` of `letters`. */
function checkHex(p: usize, end: usize, letters: u64, token: Token): JsonError {
  for (let rest = letters; rest != 0; rest &= rest - 1) {
    const at = p + <usize>ctz(rest);
    if (at + 5 > end) {
      token.end = at - 1;
      return JsonError.Unfinished;
    }
    const wrong = findNoHex(load<u32>(at, 1));
    if (wrong != 0) {
      token.end = at + 1 + <usize>(ctz(wrong) >> 3);
      return JsonError.InvalidEscape;
    }
  }
  return JsonError.None;
}
