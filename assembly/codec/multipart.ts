// Finds one part of a form (multipart/form-data: RFC 7578, RFC 2046 section 5.1) that never sits whole in memory.
//
// What RFC 2046 forbids its writers (blanks behind a boundary, lines that merely begin with it, bare line feeds) and
// some readers take for a delimiter and others for data, is refused: no reader may find another part than this one.

import { Bytes, EMPTY } from "../text/bytes";
import { findLineEnd } from "./event-lines";
import { FormError } from "./multipart-error";
import { PartHead, PartKind } from "./multipart-head";
import { findDashedLine } from "./multipart-lines";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const DASH: u8 = 0x2d;
const LINE_END: u16 = 0x0a0d;
const TWO_DASHES: u16 = 0x2d2d;
const BLANK_LINE: u32 = 0x0a0d_0a0d;

/** The head of a part has at most this many bytes. */
export const MAX_PART_HEAD: i32 = 8 << 10;

/** The value of the wanted part has at most this many bytes. */
export const MAX_PART_VALUE: i32 = 4 << 10;

/** A window of this size is always used in part. */
export const MIN_FORM_WINDOW: i32 = MAX_PART_HEAD + 1024;

enum Place {
  /** Before the first delimiter. */
  Preamble,
  Head,
  /** In a part that is of no interest. */
  Data,
  /** In the wanted part. */
  Value,
  /** Behind the closing delimiter. */
  Epilogue,
}

enum Match {
  No,
  Yes,
  /** The window ends in it. */
  Cut,
}

/** Use: `begin`, then `feed` until the last window, then `error`. Used again and again it allocates nothing. */
@final
export class FormReader {
  /** Why the form was refused. */
  error: FormError = FormError.None;
  /** The offset in the form of what is wrong. */
  errorOffset: u32 = 0;
  /** True when the wanted part is there, and whole. */
  isFound: bool = false;
  /** Offsets of its value. */
  valueStart: u32 = 0;
  valueEnd: u32 = 0;
  /** True when the closing delimiter is there. */
  isClosed: bool = false;
  /** Its offset: a part put here is the last one. */
  closeStart: u32 = 0;

  private head: PartHead = new PartHead();
  private boundary: Bytes = EMPTY;
  private place: Place = Place.Preamble;
  /** Nothing of the preamble or of the data at hand has been used. */
  private isFirst: bool = true;
  private used: u32 = 0;
  // The window, and the first byte of it that is not used.
  private start: usize = 0;
  private end: usize = 0;
  private at: usize = 0;
  private isLast: bool = false;

  /** Begins a form with this boundary, whose part of the name `wanted` (in lower case) is looked for. */
  begin(boundary: Bytes, wanted: Bytes): void {
    this.error = FormError.None;
    this.isFound = false;
    this.isClosed = false;
    this.valueStart = 0;
    this.valueEnd = 0;
    this.closeStart = 0;
    this.head.begin(wanted);
    this.boundary = boundary;
    this.place = Place.Preamble;
    this.isFirst = true;
    this.used = 0;
  }

  /**
   * Reads the next part of the form and returns how many of its bytes were used; the next window begins with the first
   * byte that was not. The value of the wanted part, and a delimiter, are used whole or not at all. A window of
   * `MIN_FORM_WINDOW` bytes is always used in part; a shorter one may need to be given again with more behind it.
   */
  feed(window: Bytes, isLast: bool): i32 {
    if (this.error != FormError.None) return 0;
    this.start = window.dataStart;
    this.end = this.start + <usize>window.byteLength;
    this.at = this.start;
    this.isLast = isLast;
    while (this.step());
    if (isLast && this.error == FormError.None && this.place != Place.Epilogue)
      this.fail(FormError.NotClosed, this.end);
    if (this.error != FormError.None) return 0;
    const count = (isLast ? this.end : this.at) - this.start;
    this.used += <u32>count;
    return <i32>count;
  }

  // False when the window holds nothing more to go on with.
  private step(): bool {
    if (this.place == Place.Head) return this.readHead();
    if (!this.isFirst) return this.skipData();
    const match = this.match(this.at);
    if (match == Match.Cut) return false;
    this.isFirst = false;
    if (match == Match.No) return true;
    // Directly behind a head it would be a delimiter to some readers only.
    return this.place == Place.Preamble ? this.readDelimiter(this.at) : this.fail(FormError.BadDelimiter, this.at);
  }

  private skipData(): bool {
    for (let p = findDashedLine(this.at, this.end); p < this.end; p = findDashedLine(p + 1, this.end)) {
      const match = this.match(p + 1);
      if (match == Match.No) continue;
      if (match == Match.Cut) return this.wait(p);
      const isLine = load<u8>(p) == LF && p > this.at && load<u8>(p - 1) == CR;
      return isLine ? this.readDelimiter(p + 1) : this.fail(FormError.BadDelimiter, p + 1);
    }
    return this.wait(max(this.at, this.end - 2));
  }

  // What begins with the line end at `p`, or its second byte, is wanted again with more behind it.
  private wait(p: usize): bool {
    if (this.place != Place.Value) this.at = p > this.at && load<u8>(p - 1) == CR ? p - 1 : p;
    else if (p > this.at + MAX_PART_VALUE + 2) return this.fail(FormError.LongValue, this.at);
    return false;
  }

  /** Whether two dashes and the boundary stand at `p`. */
  private match(p: usize): Match {
    const boundary = this.boundary;
    const length = <usize>boundary.byteLength;
    const there = this.end - p;
    for (let i: usize = 0; i < min(there, 2); i++) {
      if (load<u8>(p + i) != DASH) return Match.No;
    }
    const compared: usize = there < 2 ? 0 : min(there - 2, length);
    if (memory.compare(p + 2, boundary.dataStart, compared) != 0) return Match.No;
    if (compared == length) return Match.Yes;
    return this.isLast ? Match.No : Match.Cut;
  }

  // The dashes of a delimiter, and the boundary, stand at `dashes`.
  private readDelimiter(dashes: usize): bool {
    const behind = dashes + 2 + <usize>this.boundary.byteLength;
    if (this.place == Place.Epilogue) return this.fail(FormError.BadDelimiter, dashes);
    const isClosing = behind + 2 <= this.end && load<u16>(behind) == TWO_DASHES;
    const stop = isClosing ? behind + 2 : behind;
    const isEnd = isClosing && this.isLast && stop == this.end;
    if (!isEnd && stop + 2 > this.end) {
      if (!this.isLast) return dashes == this.at ? this.waitForFirst() : this.wait(dashes - 1);
      return this.fail(isClosing ? FormError.BadDelimiter : FormError.NotClosed, dashes);
    }
    if (!isEnd && load<u16>(stop) != LINE_END) return this.fail(FormError.BadDelimiter, dashes);
    if (this.place == Place.Value && !this.endValue(dashes - 2)) return false;
    if (isClosing) {
      this.isClosed = true;
      this.closeStart = this.offsetOf(dashes);
    }
    this.place = isClosing ? Place.Epilogue : Place.Head;
    // The line end behind a closing delimiter may be that of another one, which would be one too many.
    this.at = isClosing ? stop : stop + 2;
    return true;
  }

  private waitForFirst(): bool {
    this.isFirst = true;
    return false;
  }

  private endValue(end: usize): bool {
    if (end - this.at > <usize>MAX_PART_VALUE) return this.fail(FormError.LongValue, this.at);
    this.valueEnd = this.offsetOf(end);
    this.isFound = true;
    return true;
  }

  private readHead(): bool {
    const stop = min(this.end, this.at + <usize>(MAX_PART_HEAD + 2));
    if (this.at + 2 > stop) return false;
    if (load<u16>(this.at) == LINE_END) return this.beginData(PartKind.Other, this.at + 2);
    const blank = findBlankLine(this.at, stop);
    const isLong = this.end - this.at > <usize>MAX_PART_HEAD;
    if (blank == stop) return isLong ? this.fail(FormError.LongHead, this.at) : false;
    const kind = this.head.read(this.at, blank + 2);
    if (kind == PartKind.Malformed) return this.fail(FormError.BadHead, this.at);
    if (kind == PartKind.Unclear) return this.fail(FormError.UnclearName, this.at);
    if (kind == PartKind.Wanted && this.isFound) return this.fail(FormError.RepeatedPart, this.at);
    return this.beginData(kind, blank + 4);
  }

  private beginData(kind: PartKind, start: usize): bool {
    this.place = kind == PartKind.Wanted ? Place.Value : Place.Data;
    this.at = start;
    this.isFirst = true;
    if (kind == PartKind.Wanted) this.valueStart = this.offsetOf(start);
    return true;
  }

  private offsetOf(p: usize): u32 {
    return this.used + <u32>(p - this.start);
  }

  private fail(error: FormError, p: usize): bool {
    this.error = error;
    this.errorOffset = this.offsetOf(p);
    return false;
  }
}

// Where a line end and a blank line behind it stand, or `end`.
function findBlankLine(start: usize, end: usize): usize {
  for (let p = findLineEnd(start, end); p + 4 <= end; p = findLineEnd(p + 1, end)) {
    if (load<u32>(p) == BLANK_LINE) return p;
  }
  return end;
}
