// The one JSON scanner (RFC 8259): the structure around the tokens, validated in one pass, for whole texts and windows.
import { JsonError, MAX_DEPTH, MAX_TOKEN_BYTES } from "./error";
import { JsonKind } from "./kind";
import { lexPlain } from "./plain-lexer";
import { lexString } from "./string-lexer";
import { maskNoSpace16 } from "./string-masks";
import { Token } from "./token";
import { findInvalidUtf8, isCutUtf8 } from "./utf8";

/** What may come next. The order matters: a string may begin in the first four. */
const enum State {
  Value,
  /** After `[`. */
  ValueOrEnd,
  /** After a comma in an object. */
  Name,
  /** After `{`. */
  NameOrEnd,
  CommaOrEnd,
  Colon,
  /** After the root value: white space only. */
  Done,
  /** Inside a string value that the last window cut. */
  InString,
  /** Inside a name that the last window cut. */
  InName,
}

const ENDABLE: u32 = (1 << State.ValueOrEnd) | (1 << State.NameOrEnd) | (1 << State.CommaOrEnd);

/**
 * Checks a text and tells a sink of type `S` what it meets, in order. The sink is bound at compile time, so telling
 * costs a direct call at most. `S` has these methods; offsets count from the start of the text, `depth` is the number
 * of containers around the thing:
 *
 * - `wantsName(depth: i32): bool`: must the names of the object at hand come whole, in one window?
 * - `wantsText(depth: i32, length: u32): bool`: must the string value at hand, `length` bytes of which are there, too?
 * - `onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError`: with quotes; not told for a name that two
 *   windows share. Anything but `None` ends the scan.
 * - `onScalar(kind: JsonKind, start: u32, end: u32, escaped: bool, depth: i32): void`
 * - `onOpen(kind: JsonKind, at: u32, depth: i32): void`
 * - `onClose(end: u32, empty: bool, depth: i32): void`
 */
@final
export class Scanner<S> {
  /** Why the text was refused, and where; set by the first error, after which nothing more is read. */
  error: JsonError = JsonError.None;
  errorOffset: u32 = 0;

  private token: Token = new Token();
  private state: State = State.Value;
  private depth: i32 = 0;
  private stringStart: u32 = 0;
  /** For each open container: is it an object? */
  private objects: StaticArray<bool> = new StaticArray<bool>(MAX_DEPTH + 1);

  constructor(readonly sink: S) {}

  /** Forgets the last text. */
  begin(): void {
    this.error = JsonError.None;
    this.errorOffset = 0;
    this.state = State.Value;
    this.depth = 0;
  }

  /**
   * Reads the window [start, end), which stands at `offset` in the text, and returns the first byte not used; the next
   * window begins with it. A `final` window ends the text and is used whole. After an error the result has no meaning.
   */
  scan(start: usize, end: usize, offset: u32, final: bool): usize {
    const origin = start - <usize>offset; // a pointer less this is an offset in the text
    const valid = findInvalidUtf8(start, end);
    const complete = final && valid == end;
    let p = start;
    if (this.error == JsonError.None && this.state >= State.InString) p = this.resumeString(p, valid, origin);
    if (this.error == JsonError.None && this.state < State.InString) p = this.walk(p, valid, origin, complete);
    if (complete && this.state != State.Done) this.fail(JsonError.UnexpectedEnd, valid, origin);
    if (valid < end && (final || !isCutUtf8(valid, end))) this.fail(JsonError.InvalidUtf8, valid, origin);
    return p;
  }

  /** True when the text is complete, but for white space. */
  get isComplete(): bool {
    return this.state == State.Done && this.error == JsonError.None;
  }

  /** Notes the first error; later ones follow from it. */
  private fail(error: JsonError, at: usize, origin: usize): void {
    if (this.error != JsonError.None) return;
    this.error = error;
    this.errorOffset = <u32>(at - origin);
  }

  /** Goes on with a string that the last window cut. */
  private resumeString(start: usize, end: usize, origin: usize): usize {
    const token = this.token;
    const error = lexString(start, end, token);
    const p = token.end;
    if (error == JsonError.None) {
      if (this.state == State.InString) {
        this.sink.onScalar(JsonKind.String, this.stringStart, <u32>(p - origin), token.escaped, this.depth);
        this.state = this.depth == 0 ? State.Done : State.CommaOrEnd;
      } else {
        this.state = State.Colon;
      }
    } else if (error != JsonError.Unfinished) {
      this.fail(error, p, origin);
    }
    return p;
  }

  /** The structural loop, one token a round. Its state lives in locals for speed, which is why it is one long function. */
  private walk(start: usize, end: usize, origin: usize, final: bool): usize {
    const sink = this.sink;
    const token = this.token;
    const objects = changetype<usize>(this.objects);
    let state = this.state;
    let depth = this.depth;
    let error = JsonError.None;
    let p = start;
    while (p < end) {
      let byte = load<u8>(p);
      if (byte <= 0x20) {
        p = skipSpace(p, end);
        if (p >= end) break;
        byte = load<u8>(p);
      }
      if (byte == 0x22 && state <= State.NameOrEnd) {
        const isName = state >= State.Name;
        const from = p;
        token.escaped = false;
        error = lexString(p + 1, end, token);
        p = token.end;
        if (error == JsonError.Unfinished) {
          if (!(isName ? sink.wantsName(depth) : sink.wantsText(depth, <u32>(p - from)))) {
            this.stringStart = <u32>(from - origin);
            state = isName ? State.InName : State.InString;
          } else if (p - from >= <usize>MAX_TOKEN_BYTES) {
            error = JsonError.TokenTooLong;
          } else {
            p = from;
          }
        }
        if (error != JsonError.None) break;
        if (isName) {
          error = sink.onName(<u32>(from - origin), <u32>(p - origin), token.escaped, depth);
          if (error != JsonError.None) {
            p = from;
            break;
          }
          // The colon nearly always follows at once; to take it here saves a round.
          const colon = p < end && load<u8>(p) == 0x3a;
          state = colon ? State.Value : State.Colon;
          p += <usize>colon;
        } else {
          sink.onScalar(JsonKind.String, <u32>(from - origin), <u32>(p - origin), token.escaped, depth);
          state = depth == 0 ? State.Done : State.CommaOrEnd;
        }
      } else if (byte == 0x2c && state == State.CommaOrEnd) {
        state = load<bool>(objects + <usize>depth) ? State.Name : State.Value;
        p++;
      } else if (byte == 0x3a && state == State.Colon) {
        state = State.Value;
        p++;
      } else if ((byte == 0x7b || byte == 0x5b) && state <= State.ValueOrEnd) {
        if (depth >= MAX_DEPTH) {
          error = JsonError.TooDeep;
          break;
        }
        const isObject = byte == 0x7b;
        sink.onOpen(isObject ? JsonKind.Object : JsonKind.Array, <u32>(p - origin), depth);
        depth++;
        store<bool>(objects + <usize>depth, isObject);
        state = isObject ? State.NameOrEnd : State.ValueOrEnd;
        p++;
      } else if ((byte == 0x7d || byte == 0x5d) && ((1 << state) & ENDABLE) != 0) {
        if (depth <= 0 || load<bool>(objects + <usize>depth) != (byte == 0x7d)) {
          error = JsonError.UnexpectedByte;
          break;
        }
        p++;
        depth--;
        sink.onClose(<u32>(p - origin), state != State.CommaOrEnd, depth);
        state = depth == 0 ? State.Done : State.CommaOrEnd;
      } else if (state <= State.ValueOrEnd) {
        error = lexPlain(byte, p, end, final, token);
        if (error == JsonError.Unfinished) break; // and read again from its start
        const from = p;
        p = token.end;
        if (error != JsonError.None) break;
        sink.onScalar(token.kind, <u32>(from - origin), <u32>(p - origin), false, depth);
        state = depth == 0 ? State.Done : State.CommaOrEnd;
      } else {
        error = JsonError.UnexpectedByte;
        break;
      }
    }
    this.state = state;
    this.depth = depth;
    if (error != JsonError.None && error != JsonError.Unfinished) this.fail(error, p, origin);
    return p;
  }
}

/** The first byte from `from` on that is no white space, or `end`. Indentation is skipped 16 bytes a step. */
function skipSpace(from: usize, end: usize): usize {
  let p = from;
  while (p + 16 <= end) {
    const others = maskNoSpace16(p);
    if (others != 0) return p + <usize>ctz(others);
    p += 16;
  }
  while (p < end && isSpace(load<u8>(p))) p++;
  return p;
}


@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}
