// The one JSON scanner (RFC 8259): the structure around the tokens, validated in one pass, for whole texts and windows.
import { JsonError, MAX_DEPTH, MAX_TOKEN_BYTES } from "./error";
import { JsonKind } from "./kind";
import { lexLiteral, lexNumber } from "./number-lexer";
import { lexString } from "./string-lexer";
import { Token } from "./token";
import { findInvalidUtf8, isCutUtf8 } from "./utf8";

const NULL: u64 = 0x6c6c_756e;
const TRUE: u64 = 0x6575_7274;
const FALSE: u64 = 0x65_736c_6166;

/** What may come next. */
const enum State {
  Value,
  /** After `[`. */
  ValueOrEnd,
  /** After `{`. */
  NameOrEnd,
  /** After a comma in an object. */
  Name,
  Colon,
  CommaOrEnd,
  /** After the root value: white space only. */
  Done,
  /** Inside a string value that the last window cut. */
  InString,
  /** Inside a name that the last window cut. */
  InName,
}

/**
 * Checks a text and tells a sink of type `S` what it meets, in order. The sink is bound at compile time, so telling
 * costs a direct call at most. `S` has these methods; offsets count from the start of the text, `depth` is the number
 * of containers around the thing:
 *
 * - `wantsName(depth: i32): bool`: must the names of the object at hand come whole, in one window?
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
    if (this.error != JsonError.None) return start;
    const valid = findInvalidUtf8(start, end);
    const used = this.walk(start, valid, offset, final && valid == end);
    if (valid == end || this.error != JsonError.None) return used;
    if (final || !isCutUtf8(valid, end)) return this.fail(JsonError.InvalidUtf8, offset + <u32>(valid - start), start);
    return used;
  }

  private fail(error: JsonError, offset: u32, at: usize): usize {
    this.error = error;
    this.errorOffset = offset;
    return at;
  }

  /**
   * The structural loop: one token a round. Its state lives in locals, which is why it is one long function; `stop`
   * is where the window is left.
   */
  private walk(start: usize, end: usize, offset: u32, final: bool): usize {
    const origin: usize = start - <usize>offset; // a pointer less this is an offset in the text
    const sink = this.sink;
    const token = this.token;
    const objects = changetype<usize>(this.objects);
    let state = this.state;
    let depth = this.depth;
    let error = JsonError.None;
    let p = start;
    while (true) {
      if (state >= State.InString) {
        error = lexString(p, end, token);
        p = token.end;
        if (error != JsonError.None) break;
        if (state == State.InName) {
          state = State.Colon;
        } else {
          sink.onScalar(JsonKind.String, this.stringStart, <u32>(p - origin), token.escaped, depth);
          state = depth == 0 ? State.Done : State.CommaOrEnd;
        }
      }
      while (p < end && isSpace(load<u8>(p))) p++;
      if (p >= end) break;
      const byte = load<u8>(p);
      if (state == State.CommaOrEnd) {
        if (byte == 0x2c) {
          state = load<bool>(objects + <usize>depth) ? State.Name : State.Value;
          p++;
          continue;
        }
      } else if (state == State.Colon) {
        if (byte != 0x3a) {
          error = JsonError.UnexpectedByte;
          break;
        }
        state = State.Value;
        p++;
        continue;
      } else if (state == State.Name || (state == State.NameOrEnd && byte == 0x22)) {
        if (byte != 0x22) {
          error = JsonError.UnexpectedByte;
          break;
        }
        const from = p;
        token.escaped = false;
        error = lexString(p + 1, end, token);
        p = token.end;
        if (error == JsonError.None) {
          error = sink.onName(<u32>(from - origin), <u32>(p - origin), token.escaped, depth);
          if (error != JsonError.None) {
            p = from;
            break;
          }
          state = State.Colon;
          continue;
        }
        if (error == JsonError.Unfinished) {
          if (sink.wantsName(depth)) {
            if (p - from >= <usize>MAX_TOKEN_BYTES) error = JsonError.TokenTooLong;
            else p = from;
          } else {
            state = State.InName;
          }
        }
        break;
      } else if (state <= State.ValueOrEnd) {
        if (byte == 0x22) {
          const from = p;
          token.escaped = false;
          error = lexString(p + 1, end, token);
          p = token.end;
          if (error == JsonError.None) {
            sink.onScalar(JsonKind.String, <u32>(from - origin), <u32>(p - origin), token.escaped, depth);
            state = depth == 0 ? State.Done : State.CommaOrEnd;
            continue;
          }
          if (error == JsonError.Unfinished) {
            this.stringStart = <u32>(from - origin);
            state = State.InString;
          }
          break;
        }
        if (byte == 0x7b || byte == 0x5b) {
          if (depth == MAX_DEPTH) {
            error = JsonError.TooDeep;
            break;
          }
          const isObject = byte == 0x7b;
          sink.onOpen(isObject ? JsonKind.Object : JsonKind.Array, <u32>(p - origin), depth);
          depth++;
          store<bool>(objects + <usize>depth, isObject);
          state = isObject ? State.NameOrEnd : State.ValueOrEnd;
          p++;
          continue;
        }
        if (byte != 0x5d || state != State.ValueOrEnd) {
          const from = p;
          let kind = JsonKind.Number;
          if (byte == 0x2d || <u8>(byte - 0x30) < 10) {
            error = lexNumber(p, end, final, token);
          } else if (byte == 0x74) {
            kind = JsonKind.True;
            error = lexLiteral(p, end, TRUE, 4, final, token);
          } else if (byte == 0x66) {
            kind = JsonKind.False;
            error = lexLiteral(p, end, FALSE, 5, final, token);
          } else if (byte == 0x6e) {
            kind = JsonKind.Null;
            error = lexLiteral(p, end, NULL, 4, final, token);
          } else {
            error = JsonError.UnexpectedByte;
            break;
          }
          if (error != JsonError.None) {
            if (error != JsonError.Unfinished) p = token.end;
            break;
          }
          p = token.end;
          sink.onScalar(kind, <u32>(from - origin), <u32>(p - origin), false, depth);
          state = depth == 0 ? State.Done : State.CommaOrEnd;
          continue;
        }
      }
      // What is left may only be the end of the container at hand.
      if (depth == 0 || byte != (load<bool>(objects + <usize>depth) ? <u8>0x7d : <u8>0x5d)) {
        error = JsonError.UnexpectedByte;
        break;
      }
      p++;
      depth--;
      sink.onClose(<u32>(p - origin), state != State.CommaOrEnd, depth);
      state = depth == 0 ? State.Done : State.CommaOrEnd;
    }
    this.state = state;
    this.depth = depth;
    if (error == JsonError.Unfinished) error = JsonError.None;
    if (error == JsonError.None && final && state != State.Done) {
      error = JsonError.UnexpectedEnd;
      p = end;
    }
    if (error != JsonError.None) return this.fail(error, <u32>(p - origin), p);
    return p;
  }
}


@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}
