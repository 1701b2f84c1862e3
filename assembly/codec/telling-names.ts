// The names of members that tell more than an answer's text, recognised as bytes.
//
// Each has a mark, two bytes that hardly occur in events that bring text. A name may also be written with escapes: then
// \u00 is in it. What is taken for a name and is none costs a reading of its event, no more.

import { Bytes, utf8 } from "../text/bytes";

const QUOTE: u8 = 0x22;
const COLON: u8 = 0x3a;
const SPACE: u8 = 0x20;
const LETTER_N: u8 = 0x6e;
/** `":nu`: what stands behind most of them. */
const NULL_VALUE: u32 = 0x756e_3a22;

// The marks, as they are loaded: as, ag, am, tu, rr, \u.
const AS: u16 = 0x7361;
const AG: u16 = 0x6761;
const AM: u16 = 0x6d61;
const TU: u16 = 0x7574;
const RR: u16 = 0x7272;
const BACKSLASH_U: u16 = 0x755c;

const REASON = utf8('eason"');
const USAGE = utf8("usage");
const NAME = utf8('name"');
const STATUS = utf8('status"');
const ERROR = utf8("rror");
const ESCAPE = utf8("\\u00");

/** True when a name whose value is not null has its mark at `at`, in the line [start, end), which may go on behind a break. */
export function isTellingName(at: usize, start: usize, end: usize): bool {
  if (at + 2 > end) return false;
  switch (load<u16>(at)) {
    case AS: // finish_reason, stopReason …
      return isTold(at + 4, end) && isText(REASON, at - 1, start, end);
    case AG: // also usageMetadata
      return isTold(at + 3, end) && isText(USAGE, at - 2, start, end);
    case AM: // of a called function
      return isTold(at + 3, end) && isText(NAME, at - 1, start, end);
    case TU:
      return isTold(at + 3, end) && isText(STATUS, at - 3, start, end);
    case RR:
      return isText(ERROR, at, start, end);
    case BACKSLASH_U:
      return isText(ESCAPE, at, start, end);
    default:
      return false;
  }
}

function isText(text: Bytes, from: usize, start: usize, end: usize): bool {
  const size = <usize>text.byteLength;
  return from >= start && from + size <= end && memory.compare(from, text.dataStart, size) == 0;
}

// False when what stands at `at`, where a name's quote is expected, says that the value is null.
function isTold(at: usize, end: usize): bool {
  if (at + 4 <= end && load<u32>(at) == NULL_VALUE) return false;
  let p = at;
  if (p < end && load<u8>(p) == QUOTE) p++;
  p = skipSpace(p, end);
  if (p >= end || load<u8>(p) != COLON) return true; // usageMetadata, or what only looks like a name
  p = skipSpace(p + 1, end);
  return p >= end || load<u8>(p) != LETTER_N;
}

function skipSpace(from: usize, end: usize): usize {
  let p = from;
  while (p < end && load<u8>(p) <= SPACE) p++;
  return p;
}
