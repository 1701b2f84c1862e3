// Percent-encoding of path segments (RFC 3986, sections 2.1, 2.3 and 3.3).

import { hexValue, isAlphanumeric } from "./ascii";
import { Bytes, indexOfByte } from "./bytes";

const PERCENT: u8 = 0x25;

/** `bytes` as one path segment: everything but letters, digits and `-._~` is escaped. `bytes` itself when nothing is. */
export function encodeSegment(bytes: Bytes): Bytes {
  const length = bytes.byteLength;
  const start = bytes.dataStart;
  let escapes = 0;
  for (let i = 0; i < length; i++) {
    if (!isUnreserved(load<u8>(start + i))) escapes++;
  }
  if (escapes == 0) return bytes;
  const encoded = new Uint8Array(length + 2 * escapes);
  let to = encoded.dataStart;
  for (let i = 0; i < length; i++) to = writeEncoded(to, load<u8>(start + i));
  return encoded;
}

/**
 * `bytes` with every escape (`%41`) decoded, or only those of unreserved characters, which mean the same in any URI
 * (RFC 3986, section 6.2.2.2); what is no escape stays. `bytes` itself when it has no percent sign.
 */
export function decodeEscapes(bytes: Bytes, unreservedOnly: bool): Bytes {
  if (indexOfByte(bytes, PERCENT) < 0) return bytes;
  const length = bytes.byteLength;
  const decoded = new Uint8Array(length);
  let to = decoded.dataStart;
  for (let i = 0; i < length; i++) {
    const at = bytes.dataStart + i;
    let byte = load<u8>(at);
    if (byte == PERCENT && i + 2 < length) {
      const high = hexValue(load<u8>(at, 1)); // i + 2 < length
      const low = hexValue(load<u8>(at, 2)); // as above
      const value = <u8>((high << 4) | low);
      if (high >= 0 && low >= 0 && (!unreservedOnly || isUnreserved(value))) {
        byte = value;
        i += 2;
      }
    }
    store<u8>(to++, byte);
  }
  return decoded.subarray(0, <i32>(to - decoded.dataStart));
}

/** True for `.` and `..`, which a server may resolve away; `%2e` counts as a dot. */
export function isDotSegment(bytes: Bytes): bool {
  const length = bytes.byteLength;
  let at = 0;
  let dots = 0;
  while (at < length) {
    const width = dotWidth(bytes, at);
    if (width == 0) return false;
    at += width;
    dots++;
  }
  return dots == 1 || dots == 2;
}

function isUnreserved(byte: u8): bool {
  return isAlphanumeric(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f || byte == 0x7e;
}

function writeEncoded(to: usize, byte: u8): usize {
  if (isUnreserved(byte)) {
    store<u8>(to, byte);
    return to + 1;
  }
  store<u8>(to, 0x25);
  store<u8>(to + 1, hexDigit(byte >> 4));
  store<u8>(to + 2, hexDigit(byte & 15));
  return to + 3;
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 0x30 + value : 0x37 + value;
}

// Width of the dot at `at`, 0 if there is none.
function dotWidth(bytes: Bytes, at: i32): i32 {
  const address = bytes.dataStart + at;
  if (load<u8>(address) == 0x2e) return 1;
  if (bytes.byteLength - at < 3 || load<u8>(address) != 0x25 || load<u8>(address + 1) != 0x32) return 0;
  return (load<u8>(address + 2) | 0x20) == 0x65 ? 3 : 0;
}
