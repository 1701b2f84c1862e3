// The scalars without quotes: null, true, false and numbers (RFC 8259, sections 3 and 6).
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { lexNumber } from "./number-lexer";
import { Token } from "./token";

const NULL: u64 = 0x6c6c_756e;
const TRUE: u64 = 0x6575_7274;
const FALSE: u64 = 0x65_736c_6166;

/**
 * Reads the scalar that begins with `byte` at `from` and puts its kind into the token. `Unfinished`, never where the text
 * is `final`, means that it must be read again from its start.
 */
export function lexPlain(byte: u8, from: usize, end: usize, final: bool, token: Token): JsonError {
  switch (byte) {
    case 0x74:
      token.kind = JsonKind.True;
      return lexLiteral(from, end, TRUE, 4, final, token);
    case 0x66:
      token.kind = JsonKind.False;
      return lexLiteral(from, end, FALSE, 5, final, token);
    case 0x6e:
      token.kind = JsonKind.Null;
      return lexLiteral(from, end, NULL, 4, final, token);
    default:
      token.kind = JsonKind.Number;
      if (byte == 0x2d || <u8>(byte - 0x30) < 10) return lexNumber(from, end, final, token);
      token.end = from;
      return JsonError.UnexpectedByte;
  }
}

/** Reads the literal whose bytes `word` holds, lowest first. */
function lexLiteral(from: usize, end: usize, word: u64, length: i32, final: bool, token: Token): JsonError {
  let rest = word;
  for (let i = 0; i < length; i++) {
    const p = from + <usize>i;
    token.end = p;
    if (p >= end) return final ? JsonError.UnexpectedEnd : JsonError.Unfinished;
    if (load<u8>(p) != <u8>rest) return JsonError.InvalidLiteral;
    rest >>= 8;
  }
  token.end = from + <usize>length;
  return JsonError.None;
}
