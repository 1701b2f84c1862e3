// What can be wrong with a JSON text (RFC 8259), and the words for it.

/** Why a text was refused; `None` means that it was not. */
export const enum JsonError {
  None = 0,
  /** The text ends before its value does; an empty text too. */
  UnexpectedEnd,
  /** A byte that no token may begin with at this place; also a second value after the first. */
  UnexpectedByte,
  InvalidLiteral,
  InvalidNumber,
  InvalidEscape,
  /** A byte below 0x20 inside a string. */
  ControlCharacter,
  InvalidUtf8,
  /** More than `MAX_DEPTH` arrays and objects inside each other. */
  TooDeep,
  /** A number, or a name that must be compared, of `MAX_TOKEN_BYTES` or more. */
  TokenTooLong,
  /** More bytes or values than a document can hold (`MAX_DOCUMENT_BYTES`, `MAX_ENTRIES`). */
  TooLarge,
  /** A watched member stands more than `MAX_OCCURRENCES` times in the text. */
  TooManyOccurrences,
  /** A name equals a guarded one but for its case, so that some readers would take it for that one. */
  CaseVariant,
  /** Not an error of the text: the token goes on beyond the bytes at hand. Never seen outside this room. */
  Unfinished,
}

/** Arrays and objects may be nested this deep. */
export const MAX_DEPTH: i32 = 512;

/** A number, or a name that must be compared, has fewer bytes than this. */
export const MAX_TOKEN_BYTES: i32 = 65536;

/** A window of this size is always used in part: it holds more of a token than is allowed, cut escapes included. */
export const MIN_WINDOW_BYTES: i32 = MAX_TOKEN_BYTES + 16;

/** Says in plain English what is wrong, for a message to a client or an operator; the offset is the caller's to add. */
export function describeJsonError(error: JsonError): string {
  switch (error) {
    case JsonError.None:
      return "no error";
    case JsonError.UnexpectedEnd:
      return "unexpected end of JSON text";
    case JsonError.UnexpectedByte:
      return "unexpected character";
    case JsonError.InvalidLiteral:
      return "expected null, true or false";
    case JsonError.InvalidNumber:
      return "malformed number";
    case JsonError.InvalidEscape:
      return "invalid escape in a string";
    case JsonError.ControlCharacter:
      return "control character in a string";
    case JsonError.InvalidUtf8:
      return "invalid UTF-8";
    case JsonError.TooDeep:
      return "nested too deep";
    case JsonError.TokenTooLong:
      return "number or member name too long";
    case JsonError.TooLarge:
      return "text too large";
    case JsonError.TooManyOccurrences:
      return "member repeated too often";
    case JsonError.CaseVariant:
      return "member name differs from a known one only by case";
    default:
      return "unfinished token";
  }
}
