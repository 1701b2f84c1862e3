// Cuts an event stream (WHATWG HTML, section 9.2.6) into events, for those who make other events of them.

import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { findLineEnd } from "./event-lines";
import { LineBuffer } from "./line-buffer";

/** The longest line and the longest event, in bytes. */
export const MAX_LINE_BYTES: i32 = 1 << 20;
export const MAX_EVENT_BYTES: i32 = 4 << 20;

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;
const LINE_FEED = utf8("\n");
const DATA = utf8("data");
const EVENT = utf8("event");
const BYTE_ORDER_MARK = utf8("\uFEFF");

/** What `SseDecoder.next` found. */
export enum SseFrame {
  /** Nothing more that is complete. */
  None,
  Event,
  /** A line that keeps the connection busy, and says nothing. */
  Comment,
}

/** Why a stream is read no further. */
export enum SseError {
  None,
  LongLine,
  LongEvent,
}

/**
 * The decoder of one stream. Use: `feed` a piece, ask for `next` until it answers `None`; at the end `finish`, and ask
 * again. An event whose lines lie in one piece is not copied.
 */
@final
export class SseDecoder {
  error: SseError = SseError.None;
  private piece: Bytes = EMPTY;
  private at: usize = 0;
  private end: usize = 0;
  /** The line that the last piece has cut. */
  private readonly line: LineBuffer = new LineBuffer(MAX_LINE_BYTES);
  private isBegun: bool = false;
  /** A line feed that comes next belongs to a carriage return. */
  private skipsFeed: bool = false;

  /** The event at hand: its data are [from, to) of the piece, or what was copied; and its type likewise. */
  private hasData: bool = false;
  private from: usize = 0;
  private to: usize = 0;
  private copied: LineBuffer = new LineBuffer(MAX_EVENT_BYTES);
  private type: Bytes = EMPTY;
  private typeFrom: usize = 0;
  private typeTo: usize = 0;
  private isDone: bool = false;
  private isFinished: bool = false;

  /** The data of the event that was found, its lines joined by line feeds; good until the next call. */
  get data(): Bytes {
    return this.from == 0 ? this.copied.view() : this.viewOf(this.from, this.to);
  }

  /** The type of the event that was found; no bytes when it names none; good until the next call. */
  get name(): Bytes {
    return this.typeFrom == 0 ? this.type : this.viewOf(this.typeFrom, this.typeTo);
  }

  /** How many bytes of earlier pieces are kept. */
  get held(): i32 {
    return this.line.length + (this.from == 0 ? this.copied.length : 0) + this.type.byteLength;
  }

  /** Begins with the next piece, which must not change until `next` answers `None`. */
  feed(piece: Bytes): void {
    this.piece = piece;
    this.at = piece.dataStart;
    this.end = piece.dataStart + <usize>piece.byteLength;
  }

  /** The stream has ended: what is left of it is complete. */
  finish(): void {
    const line = this.line.view();
    if (line.byteLength > 0) this.takeLine(line.dataStart, line.dataStart + <usize>line.byteLength, false);
    this.line.clear();
    this.isFinished = true;
  }

  /** Finds the next event or comment. */
  next(): SseFrame {
    if (this.isDone) this.clear();
    while (this.error == SseError.None) {
      if (this.skipsFeed && this.at < this.end) {
        if (load<u8>(this.at) == LF) this.at++; // at < end
        this.skipsFeed = false;
      }
      if (this.at >= this.end) break;
      const stop = findLineEnd(this.at, this.end);
      if (stop - this.at > <usize>(MAX_LINE_BYTES - this.line.length)) this.error = SseError.LongLine;
      else if (stop == this.end) this.keepLine();
      else if (this.passLine(stop)) return this.isDone ? SseFrame.Event : SseFrame.Comment;
    }
    if (this.error != SseError.None) this.giveUp();
    return this.leave();
  }

  // Reads the line that ends at `stop`; true when it is a comment, or ends an event.
  private passLine(stop: usize): bool {
    const start = this.at;
    const cut = this.line;
    this.at = stop + 1;
    this.skipsFeed = load<u8>(stop) == CR; // stop < end
    if (cut.length == 0) return this.takeLine(start, stop, true);
    cut.copy(start, <i32>(stop - start));
    const line = cut.view();
    const isFound = this.takeLine(line.dataStart, line.dataStart + <usize>line.byteLength, false);
    cut.clear();
    return isFound;
  }

  private keepLine(): void {
    this.line.copy(this.at, <i32>(this.end - this.at));
    this.at = this.end;
  }

  // The piece is used up: what the event at hand has of it is copied.
  private leave(): SseFrame {
    if (this.from != 0) this.copyData();
    if (this.typeFrom != 0) {
      this.type = this.name.slice();
      this.typeFrom = 0;
    }
    this.piece = EMPTY;
    if (!this.isFinished || !this.hasData) return SseFrame.None;
    this.hasData = false;
    this.isDone = true;
    return SseFrame.Event;
  }

  // Nothing of the stream is wanted any more: its memory is others'.
  private giveUp(): void {
    this.line.clear();
    this.hasData = false;
    this.clear();
  }

  private takeLine(start: usize, end: usize, isInPiece: bool): bool {
    let from = start;
    if (!this.isBegun) {
      this.isBegun = true;
      const isMark = end - start >= 3 && memory.compare(start, BYTE_ORDER_MARK.dataStart, 3) == 0;
      if (isMark) from += 3;
    }
    if (from == end) return this.dispatch();
    if (load<u8>(from) == COLON) return true; // from < end
    const value = valueOf(from, end, DATA);
    if (value != 0) this.addData(value, end, isInPiece);
    else this.noteType(from, end, isInPiece);
    return false;
  }

  // A blank line. Without data there is no event, and its type is forgotten.
  private dispatch(): bool {
    this.isDone = this.hasData;
    if (this.hasData) this.hasData = false;
    else this.clear();
    return this.isDone;
  }

  private noteType(start: usize, end: usize, isInPiece: bool): void {
    const value = valueOf(start, end, EVENT);
    if (value == 0) return;
    this.typeFrom = isInPiece ? value : 0;
    this.typeTo = end;
    if (!isInPiece) this.type = this.line.view().slice(this.line.length - <i32>(end - value));
  }

  private addData(from: usize, to: usize, isInPiece: bool): void {
    if (!this.hasData && isInPiece) {
      this.from = from;
      this.to = to;
    } else {
      if (this.from != 0) this.copyData();
      if (this.hasData) this.copied.copy(LINE_FEED.dataStart, 1);
      this.copied.copy(from, <i32>(to - from));
      if (this.copied.overflowed) this.error = SseError.LongEvent;
    }
    this.hasData = true;
  }

  private copyData(): void {
    this.copied.clear();
    this.copied.copy(this.from, <i32>(this.to - this.from));
    this.from = 0;
  }

  private clear(): void {
    this.isDone = false;
    this.from = 0;
    this.copied.clear();
    this.type = EMPTY;
    this.typeFrom = 0;
  }

  private viewOf(from: usize, to: usize): Bytes {
    const start = <i32>(from - this.piece.dataStart);
    return this.piece.subarray(start, start + <i32>(to - from));
  }
}

// Where the value of the line [start, end) begins if its field is `name`; 0: it is another one.
function valueOf(start: usize, end: usize, name: Bytes): usize {
  const size = <usize>name.byteLength;
  if (end - start < size || memory.compare(start, name.dataStart, size) != 0) return 0;
  const colon = start + size;
  if (colon == end) return end;
  if (load<u8>(colon) != COLON) return 0; // colon < end
  const value = colon + 1;
  return value < end && load<u8>(value) == SPACE ? value + 1 : value;
}
