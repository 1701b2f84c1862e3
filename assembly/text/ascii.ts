// ASCII characters and text, whatever else the bytes around them are.

import { Bytes } from "./bytes";

/** True for an ASCII letter or digit; any number may be asked about. */
export function isAlphanumeric(point: i32): bool {
  return isLetter(point) || (point >= 0x30 && point <= 0x39);
}

/** True for an ASCII letter. */
export function isLetter(point: i32): bool {
  const lower = point | 0x20;
  return point < 0x80 && lower >= 0x61 && lower <= 0x7a;
}

/** True for an ASCII letter, digit or underscore: what `\w`, `\b` and group names of patterns are made of. */
export function isWord(point: i32): bool {
  return isAlphanumeric(point) || point == 0x5f;
}

/** The value of a hexadecimal digit, -1 for anything else; any number may be asked about. */
export function hexValue(point: i32): i32 {
  if (point >= 0x30 && point <= 0x39) return point - 0x30;
  const lower = point | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** `byte`, in lower case if it is an ASCII capital. */
export function lowerOf(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** True when both are the same but for the case of ASCII letters. */
export function equalFold(a: Bytes, b: Bytes): bool {
  const length = a.byteLength;
  if (length != b.byteLength) return false;
  const startA = a.dataStart;
  const startB = b.dataStart;
  for (let i = 0; i < length; i++) {
    if (lowerOf(load<u8>(startA + i)) != lowerOf(load<u8>(startB + i))) return false;
  }
  return true;
}

/** True when the bytes [start, end) are `text`, which has no capitals, but for the case of ASCII letters. */
export function isText(start: usize, end: usize, text: Bytes): bool {
  const length = <usize>text.byteLength;
  if (end - start != length) return false;
  for (let i: usize = 0; i < length; i++) {
    if (lowerOf(load<u8>(start + i)) != load<u8>(text.dataStart + i)) return false; // i < length
  }
  return true;
}

/** `bytes` without the white space (ASCII) at its ends; shares its memory. */
export function trimSpace(bytes: Bytes): Bytes {
  let start = 0;
  let end = bytes.byteLength;
  while (start < end && isSpace(load<u8>(bytes.dataStart + start))) start++;
  while (end > start && isSpace(load<u8>(bytes.dataStart + end - 1))) end--;
  return bytes.subarray(start, end);
}

function isSpace(byte: u8): bool {
  return byte == 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
