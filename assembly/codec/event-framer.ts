// Cuts an event stream (WHATWG HTML, section 9.2.6) into the data of its events while it passes.

import { utf8 } from "../text/bytes";
import { findLineEnd, LineMeasure, measureLine } from "./event-lines";
import { isBreak } from "./plain-lines";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const SPACE: u8 = 0x20;
const DATA = utf8("data:");
const BYTE_ORDER_MARK = utf8("\uFEFF");

/** What `EventFramer.next` found. */
export enum Frame {
  /** Nothing more in this window. */
  None,
  /** The data of a whole event, in one line. */
  Whole,
  /** Part of the data of an event, up to the window's end or with the byte that ends the line. */
  Part,
  /** The event whose parts came before is complete. */
  End,
}

enum Line {
  /** The next byte begins a line. */
  Start,
  /** It is in the data of a line. */
  Data,
  /** It is in a line that is of no interest. */
  Other,
}

// What is skipped at once where no line ends.
const BLOCK: usize = 64;

const measure = new LineMeasure();

/**
 * Use: `open` a window, ask for `next` until it answers `None`; the next window begins with the byte at `rest`. Of a
 * line that a window cuts only the first few bytes, or what the caller gives back, are wanted again.
 */
@final
export class EventFramer {
  /** The data that `next` found: [from, to). */
  from: usize = 0;
  to: usize = 0;
  /** Of a whole event: it may say more than the text of an answer. */
  isTelling: bool = false;

  /** The first byte that is not used. */
  rest: usize = 0;
  /** Where the event at hand begins, or the window. */
  start: usize = 0;
  private end: usize = 0;
  private isLast: bool = false;

  private line: Line = Line.Start;
  /** Parts of an event have been found, and not its end. */
  private isOpen: bool = false;
  /** A line feed that comes next belongs to a carriage return. */
  private skipsFeed: bool = false;
  private isBegun: bool = false;
  /** The event that was found is complete. */
  private isDone: bool = false;

  /** Begins with the window [start, end); with the `isLast` one, an event need not be complete. */
  open(start: usize, end: usize, isLast: bool): void {
    this.rest = start;
    this.start = start;
    this.end = end;
    this.isLast = isLast;
    this.isDone = false;
  }

  /** Finds the next data. */
  next(): Frame {
    if (this.isDone) this.start = this.behind;
    this.isDone = false;
    while (this.rest < this.end) {
      if (this.skipFeed()) continue;
      if (this.line == Line.Data) return this.takePart();
      if (this.line == Line.Other) {
        this.skipLine();
        continue;
      }
      if (!this.isBegun && !this.skipMark()) break;
      if (isBreak(load<u8>(this.rest))) {
        this.passBreak();
        if (this.isOpen) return this.close();
        this.start = this.behind;
        continue;
      }
      const start = this.findData();
      if (start == 0) break;
      if (this.line == Line.Other) continue;
      return !this.isOpen && this.takeWhole(start) ? Frame.Whole : this.beginParts(start);
    }
    return this.isLast && this.isOpen ? this.close() : Frame.None;
  }

  /** The byte behind the event that was found, blank line and all. */
  get behind(): usize {
    return this.skipsFeed && this.rest < this.end && load<u8>(this.rest) == LF ? this.rest + 1 : this.rest;
  }

  /** The last `count` bytes of a part are wanted again in the next window; nothing more is found in this one. */
  giveBack(count: usize): void {
    this.rest = max(this.to - count, this.from);
    this.end = this.rest;
  }

  private close(): Frame {
    this.isOpen = false;
    this.isDone = true;
    return Frame.End;
  }

  private skipFeed(): bool {
    const isSkipped = this.skipsFeed && load<u8>(this.rest) == LF;
    this.skipsFeed = false;
    if (!isSkipped) return false;
    if (this.start == this.rest) this.start++;
    this.rest++;
    return true;
  }

  // A stream may begin with a byte order mark. False when that is not known yet.
  private skipMark(): bool {
    const size = min(this.end - this.rest, 3);
    const isLike = memory.compare(this.rest, BYTE_ORDER_MARK.dataStart, size) == 0;
    if (isLike && size < 3 && !this.isLast) return false;
    this.isBegun = true;
    if (isLike && size == 3) this.rest += 3;
    return this.rest < this.end;
  }

  // Where the data of the line at hand begins; 0: not known yet. Another line becomes one of no interest.
  private findData(): usize {
    const size = min(this.end - this.rest, 5);
    const isLike = memory.compare(this.rest, DATA.dataStart, size) == 0;
    if (isLike && size < 5 && !this.isLast) return 0;
    if (!isLike || size < 5) {
      this.line = Line.Other;
      return this.rest;
    }
    const start = this.rest + 5;
    return start < this.end && load<u8>(start) == SPACE ? start + 1 : start;
  }

  // True when the event is this line alone, and the blank line behind it is there.
  private takeWhole(start: usize): bool {
    measureLine(start, this.end, measure);
    const stop = measure.end;
    if (stop >= this.end) return false;
    const next = behindBreak(stop, this.end);
    if (next >= this.end || !isBreak(load<u8>(next))) return false;
    this.from = start;
    this.to = stop;
    this.isTelling = measure.isTelling;
    this.rest = next;
    this.passBreak();
    this.isDone = true;
    return true;
  }

  private beginParts(start: usize): Frame {
    this.isOpen = true;
    this.rest = start;
    this.line = Line.Data;
    return this.takePart();
  }

  private takePart(): Frame {
    const stop = findLineEnd(this.rest, this.end);
    this.from = this.rest;
    this.rest = stop;
    if (stop < this.end) this.passBreak();
    // Not the line feed behind a carriage return: for JSON one byte of white space is as good as two.
    this.to = min(stop + 1, this.end);
    return Frame.Part;
  }

  private skipLine(): void {
    this.rest = findLineEnd(this.rest, this.end);
    if (this.rest < this.end) this.passBreak();
  }

  private passBreak(): void {
    this.skipsFeed = load<u8>(this.rest) == CR;
    this.rest++;
    this.line = Line.Start;
  }
}

// The byte behind the line end at `at`, which is there.
function behindBreak(at: usize, end: usize): usize {
  const next = at + 1;
  return load<u8>(at) == CR && next < end && load<u8>(next) == LF ? next + 1 : next;
}

/** The byte behind the last blank line of [start, end), which begins with a line, or `start` when there is none. */
export function findLastEventEnd(start: usize, end: usize): usize {
  for (let p = end; p > start;) {
    while (p - start >= BLOCK && findLineEnd(p - BLOCK, p) == p) p -= BLOCK;
    while (p > start && !isBreak(load<u8>(p - 1))) p--;
    const stop = p;
    while (p > start && isBreak(load<u8>(p - 1))) p--;
    // Of the breaks [p, stop) the first one ends a line, unless they are the first bytes; each further one, a blank line.
    const blank = p == start ? p : behindBreak(p, stop);
    if (p < stop && blank < stop) return stop;
  }
  return start;
}
