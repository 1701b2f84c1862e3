// The cursor a pattern is parsed with, and the escapes that stand for one code point (RE2 syntax).

import { hexValue, isAlphanumeric } from "./ascii";
import { Bytes } from "./bytes";
import { isMalformed, MAX_CODE_POINT, pointOf, readCodePoint, widthOf } from "./code-point";

/** What `peek` and `next` answer at the end of the pattern. */
export const END: i32 = -1;

/** Walks over the text of a pattern, code point by code point, and keeps the first error. */
export class PatternReader {
  /** Offset of the next byte. */
  at: i32 = 0;
  /** The first error with its offset, or "". */
  error: string = "";

  constructor(readonly source: Bytes) {}

  get failed(): bool {
    return this.error.length > 0;
  }

  /** The next code point, which stays; `END` at the end and after an error, so that every loop ends. */
  peek(): i32 {
    if (this.failed || this.at >= this.source.byteLength) return END;
    const read = this.read();
    if (isMalformed(read)) {
      this.fail("malformed UTF-8", this.at);
      return END;
    }
    return pointOf(read);
  }

  /** Takes the next code point. */
  next(): i32 {
    const point = this.peek();
    if (point != END) this.at += widthOf(this.read());
    return point;
  }

  /** Takes the next code point if it is `point`. */
  accept(point: i32): bool {
    if (this.peek() != point) return false;
    this.next();
    return true;
  }

  /** Keeps the error, unless there was one before. */
  fail(message: string, at: i32): void {
    if (!this.failed) this.error = message + " at byte " + at.toString();
  }

  /** Takes a decimal number of at most eight digits; -1 when there is none. */
  readNumber(): i32 {
    let value = -1;
    for (let digits = 0; digits < 8; digits++) {
      const point = this.peek();
      if (point < 0x30 || point > 0x39) break;
      value = max(value, 0) * 10 + (point - 0x30);
      this.next();
    }
    return value;
  }

  /** Takes the rest of an escape that stands for one code point; `start` is the offset of its backslash. */
  readEscapedPoint(start: i32): i32 {
    const point = this.next();
    switch (point) {
      case 0x61: // a
        return 0x07;
      case 0x66: // f
        return 0x0c;
      case 0x6e: // n
        return 0x0a;
      case 0x72: // r
        return 0x0d;
      case 0x74: // t
        return 0x09;
      case 0x76: // v
        return 0x0b;
      case 0x78: // x
        return this.readHexPoint(start);
    }
    if (point == END) this.fail("trailing backslash", start);
    else if (point >= 0x80 || isAlphanumeric(point)) this.fail("unsupported escape", start);
    return point;
  }

  private read(): u32 {
    const start = this.source.dataStart;
    return readCodePoint(start + this.at, start + this.source.byteLength);
  }

  private readHexPoint(start: i32): i32 {
    const braced = this.accept(0x7b);
    const most = braced ? 6 : 2;
    let value = 0;
    let digits = 0;
    for (; digits < most; digits++) {
      const digit = hexValue(this.peek());
      if (digit < 0) break;
      value = value * 16 + digit;
      this.next();
    }
    const complete = braced ? digits > 0 && this.accept(0x7d) : digits == 2;
    if (!complete || value > MAX_CODE_POINT) this.fail("bad \\x escape", start);
    return value;
  }
}
