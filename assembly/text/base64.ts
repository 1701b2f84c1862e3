// Base64 for URLs and file names, without padding (RFC 4648, section 5; RFC 7515, section 2).

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
