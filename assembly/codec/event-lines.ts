// Where lines end in an event stream, and which of them may say more than the text of an answer: one pass over the bytes.
//
// Of hundreds of events that stream by, few report usage, a reason or an error. Names that those have are looked for as
// bytes; only the lines that have one are read as JSON. A name may also be written with escapes: then \u00 is in it.

import { Bytes, utf8 } from "../text/bytes";

/** The result of `measureLine`. */
@final
export class LineMeasure {
  /** The first byte that ends the line (LF or CR), or the end of the bytes. */
  end: usize = 0;
  /** True when the line may hold one of the names with a value that is not null. */
  isTelling: bool = false;
}

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const SPACE: u8 = 0x20;
const BACKSLASH: u8 = 0x5c;
const REASON = utf8('eason"');
const USAGE = utf8("usage");
const NAME = utf8('name"');
const STATUS = utf8('status"');
const ERROR = utf8('rror"');
const ESCAPE = utf8("\\u00");
// From where a name's marks begin to where a value is looked at; blocks must not pass the end of the bytes.
const BLOCK: usize = 16;
const MARGIN: usize = 2;

/** Measures the line that begins at `start`; bytes from `end` on are not there. */
export function measureLine(start: usize, end: usize, measure: LineMeasure): void {
  let p = start;
  let isTelling = false;
  while (p + BLOCK + MARGIN <= end) {
    const breaks = maskBreaks(p);
    let marks = isTelling ? 0 : maskMarks(p);
    if (breaks != 0) marks &= (breaks & -breaks) - 1;
    for (; marks != 0 && !isTelling; marks &= marks - 1) isTelling = isName(p + <usize>ctz(marks), start, end);
    if (breaks != 0) {
      measure.end = p + <usize>ctz(breaks);
      measure.isTelling = isTelling;
      return;
    }
    p += BLOCK;
  }
  for (; p < end; p++) {
    const byte = load<u8>(p);
    if (byte == LF || byte == CR) break;
    if (!isTelling) isTelling = isName(p, start, end);
  }
  measure.end = p;
  measure.isTelling = isTelling;
}

/** One bit for each of 16 bytes that ends a line. */
@inline
function maskBreaks(at: usize): u32 {
  if (!ASC_FEATURE_SIMD) return maskEach(at, true);
  const v = v128.load(at);
  return i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(LF)), i8x16.eq(v, i8x16.splat(CR))));
}

/** One bit for each of 16 places where a mark of a name stands: `n"`, `s.g`, `m."`, `u."`, `rr`, `\u`. */
@inline
function maskMarks(at: usize): u32 {
  if (!ASC_FEATURE_SIMD) return maskEach(at, false);
  const a = v128.load(at);
  const b = v128.load(at, 1);
  const c = v128.load(at, 2);
  const quoteB = i8x16.eq(b, i8x16.splat(QUOTE));
  const quoteC = i8x16.eq(c, i8x16.splat(QUOTE));
  const reason = v128.and(i8x16.eq(a, i8x16.splat(0x6e)), quoteB);
  const usage = v128.and(i8x16.eq(a, i8x16.splat(0x73)), i8x16.eq(c, i8x16.splat(0x67)));
  const name = v128.and(v128.or(i8x16.eq(a, i8x16.splat(0x6d)), i8x16.eq(a, i8x16.splat(0x75))), quoteC);
  const error = v128.and(i8x16.eq(a, i8x16.splat(0x72)), i8x16.eq(b, i8x16.splat(0x72)));
  const escape = v128.and(i8x16.eq(a, i8x16.splat(BACKSLASH)), i8x16.eq(b, i8x16.splat(0x75)));
  return i8x16.bitmask(v128.or(v128.or(v128.or(reason, usage), v128.or(name, error)), escape));
}

// Without vectors every byte is a place to look at.
function maskEach(at: usize, isBreak: bool): u32 {
  if (!isBreak) return 0xffff;
  let mask: u32 = 0;
  for (let i: usize = 0; i < BLOCK; i++) {
    const byte = load<u8>(at + i);
    if (byte == LF || byte == CR) mask |= 1 << (<u32>i);
  }
  return mask;
}

// True when a name that tells something stands at the mark `at` of the line that begins at `start`.
function isName(at: usize, start: usize, end: usize): bool {
  switch (load<u8>(at)) {
    case 0x6e:
      return isText(REASON, at, 4, start, end) && isTold(at + 2, end); // finish_reason, stopReason …
    case 0x73:
      return isText(USAGE, at, 1, start, end) && isTold(at + 4, end); // also usageMetadata
    case 0x6d:
      return isText(NAME, at, 2, start, end) && isTold(at + 3, end); // of a called function
    case 0x75:
      return isText(STATUS, at, 4, start, end) && isTold(at + 3, end);
    case 0x72:
      return isText(ERROR, at, 0, start, end);
    case BACKSLASH:
      return isText(ESCAPE, at, 0, start, end);
    default:
      return false;
  }
}

// True when `text` stands so that its byte `index` is at `at`.
function isText(text: Bytes, at: usize, index: usize, start: usize, end: usize): bool {
  const from = at - index;
  const size = <usize>text.byteLength;
  return from >= start && from + size <= end && memory.compare(from, text.dataStart, size) == 0;
}

// False when the name that ends before `at` has the value null; its quote may still come.
function isTold(at: usize, end: usize): bool {
  let p = at;
  if (p < end && load<u8>(p) == QUOTE) p++;
  while (p < end && load<u8>(p) <= SPACE) p++;
  if (p >= end || load<u8>(p) != COLON) return true; // usageMetadata, or what only looks like a name
  p++;
  while (p < end && load<u8>(p) <= SPACE) p++;
  return p >= end || load<u8>(p) != 0x6e;
}
