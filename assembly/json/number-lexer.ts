// The number token (RFC 8259, section 6): its grammar only, never its value.
import { JsonError, MAX_TOKEN_BYTES } from "./error";
import { Token } from "./token";

/**
 * Reads a number that begins at `from` (a digit or a minus). Where `end` follows, the number is complete only if the
 * text is `final`; else it is `Unfinished` and must be read again from its start.
 */
export function lexNumber(from: usize, end: usize, final: bool, token: Token): JsonError {
  let p = from;
  if (load<u8>(p) == 0x2d) p++;
  let error = JsonError.None;
  if (p < end && load<u8>(p) == 0x30) {
    p++;
    if (p < end && isDigit(load<u8>(p))) error = JsonError.InvalidNumber;
  } else {
    const digits = skipDigits(p, end);
    if (digits == p) error = missingDigit(p, end, final);
    p = digits;
  }
  if (error == JsonError.None && p < end && load<u8>(p) == 0x2e) {
    const digits = skipDigits(p + 1, end);
    if (digits == p + 1) error = missingDigit(digits, end, final);
    p = digits;
  }
  if (error == JsonError.None && p < end && (load<u8>(p) | 0x20) == 0x65) {
    p++;
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++;
    const digits = skipDigits(p, end);
    if (digits == p) error = missingDigit(p, end, final);
    p = digits;
  }
  token.end = p;
  if (error == JsonError.None && p == end && !final) error = JsonError.Unfinished;
  if (p - from >= <usize>MAX_TOKEN_BYTES) return JsonError.TokenTooLong;
  return error;
}


@inline
function isDigit(byte: u8): bool {
  return <u8>(byte - 0x30) < 10;
}


@inline
function skipDigits(from: usize, end: usize): usize {
  let p = from;
  while (p < end && isDigit(load<u8>(p))) p++;
  return p;
}

function missingDigit(p: usize, end: usize, final: bool): JsonError {
  if (p < end) return JsonError.InvalidNumber;
  return final ? JsonError.UnexpectedEnd : JsonError.Unfinished;
}
