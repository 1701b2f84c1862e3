// Parameters of a query (application/x-www-form-urlencoded, WHATWG URL section 5).

import { Bytes, EMPTY, equalBytes, indexOfByte } from "../text/bytes";

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;
const PERCENT: u8 = 0x25;
const PLUS: u8 = 0x2b;

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
    const isDropped = isOneOf(parameterName(query.subarray(start, end)), names);
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

// `kept` has room for all parameters of the query and the ampersands between them.
function copyParameters(kept: Bytes, size: i32, parameters: Bytes): i32 {
  let to = size;
  if (to > 0 && parameters.byteLength > 0) store<u8>(kept.dataStart + to++, AMPERSAND);
  memory.copy(kept.dataStart + to, parameters.dataStart, parameters.byteLength);
  return to + parameters.byteLength;
}

function isOneOf(name: Bytes, names: Array<Bytes>): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    if (equalBytes(unchecked(names[i]), name)) return true; // i < count
  }
  return false;
}

function parameterName(parameter: Bytes): Bytes {
  const end = indexOfByte(parameter, EQUALS);
  const name = end < 0 ? parameter : parameter.subarray(0, end);
  if (indexOfByte(name, PERCENT) < 0 && indexOfByte(name, PLUS) < 0) return name;
  return decode(name);
}

function decode(name: Bytes): Bytes {
  const size = name.byteLength;
  const decoded = new Uint8Array(size);
  let to = decoded.dataStart;
  for (let i = 0; i < size; i++) {
    const at = name.dataStart + i;
    let byte = load<u8>(at);
    if (byte == PLUS) byte = 0x20;
    if (byte == PERCENT && i + 2 < size) {
      const value = (hexValue(load<u8>(at, 1)) << 4) | hexValue(load<u8>(at, 2)); // i + 2 < size
      if (value >= 0) {
        byte = <u8>value;
        i += 2;
      }
    }
    store<u8>(to++, byte);
  }
  return decoded.subarray(0, <i32>(to - decoded.dataStart));
}

// The digit's value; negative, also when shifted and combined, for what is no hexadecimal digit.
function hexValue(byte: u8): i32 {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : i32.MIN_VALUE >> 4;
}
