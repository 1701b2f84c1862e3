// The head of one part of a form (RFC 7578, section 4.2): is this the part that is looked for?

import { isAlphanumeric, lowerOf } from "../text/ascii";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { isText, Parameters } from "../text/parameters";
import { findLineEnd } from "./event-lines";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const TAB: u8 = 0x09;
const SPACE: u8 = 0x20;
const DELETE: u8 = 0x7f;
const COLON: u8 = 0x3a;
const STAR: u8 = 0x2a;
const BACKSLASH: u8 = 0x5c;
const DISPOSITION = utf8("content-disposition");
const ENCODING = utf8("content-transfer-encoding");
const PLAIN_ENCODINGS: Array<Bytes> = [utf8("7bit"), utf8("8bit"), utf8("binary")];
const NAME = utf8("name");

/** What a part's head says. */
export enum PartKind {
  /** A part that is of no interest. */
  Other,
  /** The part that is looked for. */
  Wanted,
  /** To some readers it may be that part, to others not, or its value is encoded. */
  Unclear,
  /** It is no list of header fields. */
  Malformed,
}

/** Reads heads in place; allocates nothing, since a form may have a million parts. */
@final
export class PartHead {
  private wanted: Bytes = EMPTY;
  private parameters: Parameters = new Parameters();
  private kind: PartKind = PartKind.Other;
  private isNamed: bool = false;
  private isEncoded: bool = false;

  /** The parts of this name are looked for, which must be in lower case. */
  begin(wanted: Bytes): void {
    this.wanted = wanted;
  }

  /** Reads the lines [start, end), the last one with its end, without the blank one. */
  read(start: usize, end: usize): PartKind {
    this.kind = PartKind.Other;
    this.isNamed = false;
    this.isEncoded = false;
    for (let p = start; p < end;) {
      const stop = findLineEnd(p, end);
      const isEnded = stop + 2 <= end && load<u8>(stop) == CR && load<u8>(stop, 1) == LF;
      if (!isEnded || !this.readLine(p, stop)) return PartKind.Malformed;
      p = stop + 2;
    }
    return this.kind == PartKind.Wanted && this.isEncoded ? PartKind.Unclear : this.kind;
  }

  // False for what is no header field. A folded one is none here: hardly a client folds, and not all servers unfold.
  private readLine(start: usize, end: usize): bool {
    let colon = start;
    while (colon < end && load<u8>(colon) != COLON) colon++;
    if (colon >= end || !isFieldName(start, colon) || !isFieldValue(colon + 1, end)) return false;
    if (isText(start, colon, ENCODING)) this.isEncoded = this.isEncoded || !isPlain(colon + 1, end);
    if (!isText(start, colon, DISPOSITION)) return true;
    if (this.isNamed) return false;
    this.isNamed = true;
    this.kind = this.readDisposition(colon + 1, end);
    return this.kind != PartKind.Malformed;
  }

  // A backslash in quotes is an escape to some readers and a letter to others.
  private readDisposition(start: usize, end: usize): PartKind {
    const kind = this.findName(start, end, true);
    if (kind == PartKind.Unclear) return kind;
    if (this.parameters.isBroken) return PartKind.Malformed;
    return !hasByte(start, end, BACKSLASH) || this.findName(start, end, false) == kind ? kind : PartKind.Unclear;
  }

  private findName(start: usize, end: usize, hasEscapes: bool): PartKind {
    const found = this.parameters;
    found.begin(start, end, hasEscapes);
    let kind = PartKind.Other;
    for (let count = 0; found.next();) {
      // `name*`, `name*0` (RFC 5987, RFC 2231): forbidden in forms, and understood by some.
      const stop = min(found.nameEnd, found.nameStart + 4);
      if (!isText(found.nameStart, stop, NAME)) continue;
      if (found.nameEnd > stop && load<u8>(stop) != STAR) continue;
      count++;
      if (count > 1 || found.nameEnd > stop) return PartKind.Unclear;
      kind = this.compare(found.valueStart, found.valueEnd);
    }
    return kind;
  }

  // A name that some reader may take for the wanted one, since it drops blanks, escapes or case, is unclear.
  private compare(start: usize, end: usize): PartKind {
    const wanted = this.wanted;
    let length = 0;
    let isExact = end - start == <usize>wanted.byteLength;
    for (let p = start; p < end; p++) {
      const byte = load<u8>(p);
      if (byte == BACKSLASH || byte == SPACE || byte == TAB) continue;
      if (length >= wanted.byteLength) return PartKind.Other;
      const letter = load<u8>(wanted.dataStart + length); // length < byteLength
      if (lowerOf(byte) != letter) return PartKind.Other;
      if (byte != letter) isExact = false;
      length++;
    }
    if (length < wanted.byteLength) return PartKind.Other;
    return isExact ? PartKind.Wanted : PartKind.Unclear;
  }
}

function isFieldName(start: usize, end: usize): bool {
  if (start >= end || !isAlphanumeric(load<u8>(start))) return false;
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p);
    if (byte <= SPACE || byte >= DELETE) return false;
  }
  return true;
}

function isFieldValue(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p);
    if ((byte < SPACE && byte != TAB) || byte == DELETE) return false;
  }
  return true;
}

function isPlain(start: usize, end: usize): bool {
  let from = start;
  let to = end;
  while (from < to && load<u8>(from) == SPACE) from++;
  while (to > from && load<u8>(to - 1) == SPACE) to--;
  for (let i = 0; i < PLAIN_ENCODINGS.length; i++) {
    if (isText(from, to, unchecked(PLAIN_ENCODINGS[i]))) return true; // i < length
  }
  return false;
}

function hasByte(start: usize, end: usize, wanted: u8): bool {
  for (let p = start; p < end; p++) {
    if (load<u8>(p) == wanted) return true;
  }
  return false;
}
