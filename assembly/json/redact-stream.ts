// Event streams for the log (WHATWG HTML, section 9.2), without what must not be seen in their JSON texts.
import { Bytes, utf8 } from "../text/bytes";
import { RedactPaths } from "./redact-paths";
import { Redactor } from "./redactor";
import { ByteWriter } from "./write";

const DATA = utf8("data");
const FIELDS: StaticArray<Bytes> = [DATA, utf8("event"), utf8("id"), utf8("retry")];
const DONE = utf8("[DONE]");
const BYTE_ORDER_MARK = utf8("\ufeff");
const COLON: u8 = 0x3a;
const SPACE: u8 = 0x20;

/**
 * Appends the event stream [start, end) to `out` as `Redactor.append` does a text: the JSON behind each `data:` is
 * redacted, while `[DONE]`, comments and the other fields stay as they are. False if a line is none of these, or if an
 * event spreads its JSON over several; what was written then is void.
 */
export function appendStream(
  redactor: Redactor,
  out: ByteWriter,
  start: usize,
  end: usize,
  isCut: bool,
  paths: RedactPaths,
): bool {
  let p = start;
  if (beginsWith(start, end, BYTE_ORDER_MARK)) p += <usize>BYTE_ORDER_MARK.byteLength;
  out.copy(start, <i32>(p - start));
  while (p < end) {
    // The line feed of CR LF ends an empty line, which comes to the same.
    const stop = findLineEnd(p, end);
    const isLineCut = isCut && stop == end;
    const data = findData(p, stop, isLineCut);
    if (data == 0) return false;
    out.copy(p, <i32>(data - p));
    if (data < stop && !redactor.append(out, data, stop, isLineCut, paths)) return false;
    if (stop < end) out.byte(load<u8>(stop));
    p = stop + 1;
  }
  return !out.overflowed;
}

/** Where the JSON of a line begins: its end if it has none, 0 if it is no line of an event stream. */
function findData(start: usize, end: usize, isCut: bool): usize {
  let colon = start;
  while (colon < end && load<u8>(colon) != COLON) colon++;
  if (!isField(start, colon, isCut && colon == end)) return 0;
  if (colon == end || !equals(start, colon, DATA)) return end;
  let from = colon + 1;
  let to = end;
  while (from < to && load<u8>(from) == SPACE) from++;
  while (to > from && load<u8>(to - 1) == SPACE) to--;
  return equals(from, to, DONE) || (isCut && isPrefix(from, to, DONE)) ? end : from;
}

/** True for the name of a field; also for none at all, which makes a comment or an empty line. */
function isField(start: usize, end: usize, isCut: bool): bool {
  if (start == end) return true;
  for (let i = 0; i < FIELDS.length; i++) {
    const field = unchecked(FIELDS[i]); // i < FIELDS.length
    if (equals(start, end, field) || (isCut && isPrefix(start, end, field))) return true;
  }
  return false;
}

function findLineEnd(start: usize, end: usize): usize {
  let p = start;
  while (p < end && load<u8>(p) != 0x0a && load<u8>(p) != 0x0d) p++;
  return p;
}

function equals(start: usize, end: usize, text: Bytes): bool {
  return end - start == <usize>text.byteLength && isPrefix(start, end, text);
}

/** True when [start, end) holds the first bytes of `text`. */
function isPrefix(start: usize, end: usize, text: Bytes): bool {
  return end - start <= <usize>text.byteLength && memory.compare(start, text.dataStart, end - start) == 0;
}

/** True when [start, end) begins with `text`. */
function beginsWith(start: usize, end: usize, text: Bytes): bool {
  const length = <usize>text.byteLength;
  return end - start >= length && memory.compare(start, text.dataStart, length) == 0;
}
