// Paths that every server reads alike: RFC 3986, sections 3.3, 5.2.4 and 6.2.2.

import { Bytes, indexOfByte } from "../text/bytes";
import { decodeEscapes, isDotSegment } from "../text/percent";

const SLASH: u8 = 0x2f;
const BACKSLASH: u8 = 0x5c;
const HASH: u8 = 0x23;

/** True when no server can take `path` for another one: no dot segment, fragment or backslash, and no slash by an escape. */
export function isPlainPath(path: Bytes): bool {
  const meant = decodeEscapes(path, false);
  if (indexOfByte(meant, BACKSLASH) >= 0 || indexOfByte(path, HASH) >= 0) return false;
  if (countSlashes(meant) != countSlashes(path)) return false;
  let start = 0;
  while (start <= meant.byteLength) {
    const slash = indexOfByte(meant, SLASH, start);
    const end = slash < 0 ? meant.byteLength : slash;
    if (isDotSegment(meant.subarray(start, end))) return false;
    start = end + 1;
  }
  return true;
}

function countSlashes(path: Bytes): i32 {
  let slashes = 0;
  for (let at = indexOfByte(path, SLASH); at >= 0; at = indexOfByte(path, SLASH, at + 1)) slashes++;
  return slashes;
}
