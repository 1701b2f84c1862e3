// Parameters of a query (application/x-www-form-urlencoded, WHATWG URL section 5).

import { hexValue } from "../text/ascii";
import { Bytes, EMPTY, equalBytes, indexOfByte } from "../text/bytes";
import { appendQuery, pathOf, queryOf } from "./uri";

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;
const PLUS: u8 = 0x2b;
const PERCENT: u8 = 0x25;

/**
 * `query` without every parameter whose name, decoded, is one of `names`;
 * the others stay as they are written. `query` itself when none is there.
 */
export function removeParameters(query: Bytes, names: Array<Bytes>): Bytes {
  let kept = EMPTY;
  let keptSize = 0;
  const size = query.byteLength;
  for (let start = 0; start <= size;) {
    let end = indexOfByte(query, AMPERSAND, start);
    if (end < 0) end = size;
    const isDropped = findName(query, start, end, names) >= 0;
    if (isDropped && kept.byteLength == 0) {
      kept = new Uint8Array(size + 1);
      keptSize = copyParameters(kept, 0, query.subarray(0, max(start - 1, 0)));
    } else if (!isDropped && kept.byteLength > 0) {
      keptSize = copyParameters(kept, keptSize, query.subarray(start, end));
    }
    start = end + 1;
  }
  return kept.byteLength == 0 ? query : kept.subarray(0, keptSize);
}

/** The request target `target` without the parameters that have one of `names`. */
export function withoutParameters(target: Bytes, names: Array<Bytes>): Bytes {
  if (names.length == 0) return target;
  const query = queryOf(target);
  const kept = removeParameters(query, names);
  return kept === query ? target : appendQuery(pathOf(target), kept);
}

// `kept` has room for all parameters of the query and the ampersands between them.
function copyParameters(kept: Bytes, size: i32, parameters: Bytes): i32 {
  let to = size;
  if (to > 0 && parameters.byteLength > 0) store<u8>(kept.dataStart + to++, AMPERSAND);
  memory.copy(kept.dataStart + to, parameters.dataStart, parameters.byteLength);
  return to + parameters.byteLength;
}

/** The place in `names` of the name of the parameter [start, end), or -1. Nothing is allocated: a query may have tens of thousands of parameters. */
export function findName(query: Bytes, start: i32, end: i32, names: Array<Bytes>): i32 {
  for (let i = 0, count = names.length; i < count; i++) {
    if (isNamed(query, start, end, unchecked(names[i]))) return i; // i < count
  }
  return -1;
}

// True when the parameter [start, end) has this name, however it is written. A plus sign is a space in this encoding.
function isNamed(query: Bytes, start: i32, end: i32, name: Bytes): bool {
  let at = start;
  for (let i = 0; i < name.byteLength; i++) {
    if (at >= end) return false;
    const byte = load<u8>(query.dataStart + at); // at < end
    const escaped = byte == PERCENT && at + 2 < end ? escapedByte(query.dataStart + at) : -1;
    const meant = escaped >= 0 ? escaped : byte == PLUS ? 0x20 : <i32>byte;
    if (byte == EQUALS || meant != <i32>load<u8>(name.dataStart + i)) return false; // i < byteLength
    at += escaped >= 0 ? 3 : 1;
  }
  return at >= end || load<u8>(query.dataStart + at) == EQUALS; // at < end
}

/** True when some parameter of `query` is called `name`, however it is written. */
export function hasParameter(query: Bytes, name: Bytes): bool {
  for (let start = 0; start < query.byteLength;) {
    const separator = indexOfByte(query, AMPERSAND, start);
    const end = separator < 0 ? query.byteLength : separator;
    if (isNamed(query, start, end, name)) return true;
    start = end + 1;
  }
  return false;
}

/** The name of `parameter`, decoded. */
export function nameOf(parameter: Bytes): Bytes {
  const equals = indexOfByte(parameter, EQUALS);
  const written = equals < 0 ? parameter : parameter.subarray(0, equals);
  const name = new Uint8Array(written.byteLength);
  let size = 0;
  for (let i = 0; i < written.byteLength; i++) {
    const byte = load<u8>(written.dataStart + i); // i < byteLength
    const escaped = byte == PERCENT && i + 2 < written.byteLength ? escapedByte(written.dataStart + i) : -1;
    if (escaped >= 0) i += 2;
    store<u8>(name.dataStart + size++, <u8>(escaped >= 0 ? escaped : byte == PLUS ? 0x20 : <i32>byte)); // size <= i
  }
  return name.subarray(0, size);
}

/** True when some parameter of `query` is called `name` and has `value`, as it is written. */
export function isParameterOf(query: Bytes, name: Bytes, value: Bytes): bool {
  for (let start = 0; start < query.byteLength;) {
    const separator = indexOfByte(query, AMPERSAND, start);
    const end = separator < 0 ? query.byteLength : separator;
    const equals = indexOfByte(query, EQUALS, start);
    const isNamedSo = equals >= 0 && equals < end && isNamed(query, start, end, name);
    if (isNamedSo && equalBytes(query.subarray(equals + 1, end), value)) return true;
    start = end + 1;
  }
  return false;
}

// The byte that `%` and the two digits behind it stand for, or -1.
function escapedByte(at: usize): i32 {
  const high = hexValue(load<u8>(at, 1));
  const low = hexValue(load<u8>(at, 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}
