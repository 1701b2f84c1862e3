// Base64 for URLs and file names, without padding (RFC 4648, section 5; RFC 7515, section 2), and how to read the other one.

import { Bytes } from "./bytes";

/** `bytes` in base64url. */
export function base64Url(bytes: Bytes): Bytes {
  const size = bytes.byteLength;
  const text = new Uint8Array((size * 4 + 2) / 3);
  let to = text.dataStart;
  for (let at = 0; at < size; at += 3) {
    const left = size - at;
    let bits = (<u32>load<u8>(bytes.dataStart + at)) << 16; // at < size
    if (left > 1) bits |= (<u32>load<u8>(bytes.dataStart + at + 1)) << 8;
    if (left > 2) bits |= <u32>load<u8>(bytes.dataStart + at + 2);
    // One character more than there are bytes left, four at most.
    for (let i = 0; i < min(left + 1, 4); i++) store<u8>(to++, digitOf((bits >>> (18 - 6 * i)) & 63));
  }
  return text;
}

function digitOf(value: u32): u8 {
  if (value < 26) return <u8>(0x41 + value);
  if (value < 52) return <u8>(0x61 + value - 26);
  if (value < 62) return <u8>(0x30 + value - 52);
  return value == 62 ? 0x2d : 0x5f;
}

/** What base64 (RFC 4648, section 4, with or without padding) means; null when it is none. */
export function decodeBase64(text: Bytes): Bytes | null {
  let size = text.byteLength;
  while (size > 0 && load<u8>(text.dataStart + <usize>(size - 1)) == 0x3d) size--; // size <= byteLength
  if ((size & 3) == 1) return null;
  const bytes = new Uint8Array(<i32>((<i64>size * 3) / 4));
  let to = bytes.dataStart;
  let bits: u32 = 0;
  let count = 0;
  for (let i = 0; i < size; i++) {
    const value = valueOf(load<u8>(text.dataStart + <usize>i)); // i < byteLength
    if (value < 0) return null;
    bits = (bits << 6) | (<u32>value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    store<u8>(to++, <u8>(bits >>> count));
  }
  return bytes;
}

function valueOf(digit: u8): i32 {
  if (digit >= 0x41 && digit <= 0x5a) return digit - 0x41;
  if (digit >= 0x61 && digit <= 0x7a) return digit - 0x61 + 26;
  if (digit >= 0x30 && digit <= 0x39) return digit - 0x30 + 52;
  if (digit == 0x2b) return 62;
  return digit == 0x2f ? 63 : -1;
}
