// Strings as they are meant: escapes undone (RFC 8259, section 7). For the contents of strings that passed the scanner.

const BACKSLASH: u8 = 0x5c;

/**
 * Reads the escape at `at` (a backslash). The result holds in bits 0 to 31 the UTF-8 bytes meant, first lowest, in bits
 * 32 to 39 their number (1 to 4), in bits 40 and up the bytes read (2, 6 or 12). Half of a surrogate pair alone means
 * U+FFFD. An escape that `end` cuts means U+FFFD and reaches to `end`.
 */
export function readEscape(at: usize, end: usize): u64 {
  if (at + 2 > end) return pack(0xfffd, <u32>(end - at));
  const letter = load<u8>(at, 1);
  switch (letter) {
    case 0x62:
      return pack(0x08, 2);
    case 0x66:
      return pack(0x0c, 2);
    case 0x6e:
      return pack(0x0a, 2);
    case 0x72:
      return pack(0x0d, 2);
    case 0x74:
      return pack(0x09, 2);
    case 0x75:
      return readUnicodeEscape(at, end);
    default:
      return pack(<u32>letter, 2);
  }
}

/** Writes the bytes that the contents [start, end) mean to `target` (never more than `end - start`) and returns their end. */
export function unescapeTo(start: usize, end: usize, target: usize): usize {
  let p = start;
  let q = target;
  while (p < end) {
    const byte = load<u8>(p);
    if (byte != BACKSLASH) {
      store<u8>(q, byte);
      p++;
      q++;
      continue;
    }
    const escape = readEscape(p, end);
    const length = escapeBytes(escape);
    for (let i = 0; i < length; i++) store<u8>(q + <usize>i, <u8>(escape >> ((<u64>i) << 3)));
    q += <usize>length;
    p += escapeLength(escape);
  }
  return q;
}

/** True when the contents [start, end), which may hold escapes, mean the `length` bytes at `name`. */
export function meansBytes(start: usize, end: usize, name: usize, length: usize): bool {
  let p = start;
  let q = name;
  const stop = name + length;
  while (p < end) {
    const byte = load<u8>(p);
    if (byte != BACKSLASH) {
      if (q >= stop || load<u8>(q) != byte) return false;
      p++;
      q++;
      continue;
    }
    const escape = readEscape(p, end);
    const meant = escapeBytes(escape);
    if (q + <usize>meant > stop) return false;
    for (let i = 0; i < meant; i++) {
      if (load<u8>(q + <usize>i) != <u8>(escape >> ((<u64>i) << 3))) return false;
    }
    q += <usize>meant;
    p += escapeLength(escape);
  }
  return q == stop;
}


@inline
function escapeBytes(escape: u64): i32 {
  return (<i32>(escape >> 32)) & 0xff;
}


@inline
function escapeLength(escape: u64): usize {
  return <usize>(escape >> 40);
}

function readUnicodeEscape(at: usize, end: usize): u64 {
  if (at + 6 > end) return pack(0xfffd, <u32>(end - at));
  const unit = readHex4(at + 2);
  if (unit < 0xd800 || unit > 0xdfff) return pack(unit, 6);
  if (unit < 0xdc00 && at + 12 <= end && load<u8>(at, 6) == BACKSLASH && load<u8>(at, 7) == 0x75) {
    const low = readHex4(at + 8);
    if (low >= 0xdc00 && low <= 0xdfff) return pack(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), 12);
  }
  return pack(0xfffd, 6);
}

function readHex4(at: usize): u32 {
  let unit: u32 = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = <u32>load<u8>(at + i);
    unit = (unit << 4) | ((byte & 0x0f) + (byte >> 6) * 9);
  }
  return unit;
}

function pack(codePoint: u32, read: u32): u64 {
  let bytes = codePoint;
  let length: u64 = 1;
  if (codePoint >= 0x10000) {
    length = 4;
    bytes = 0x8080_80f0 | (codePoint >> 18) | ((codePoint >> 4) & 0x3f00) | ((codePoint & 0xfc0) << 10);
    bytes |= (codePoint & 0x3f) << 24;
  } else if (codePoint >= 0x800) {
    length = 3;
    bytes = 0x80_80e0 | (codePoint >> 12) | ((codePoint & 0xfc0) << 2) | ((codePoint & 0x3f) << 16);
  } else if (codePoint >= 0x80) {
    length = 2;
    bytes = 0x80c0 | (codePoint >> 6) | ((codePoint & 0x3f) << 8);
  }
  return ((<u64>read) << 40) | (length << 32) | (<u64>bytes);
}
