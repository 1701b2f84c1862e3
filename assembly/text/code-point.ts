// Reads one code point out of UTF-8 (RFC 3629), with Go's reading of malformed bytes.

import { BytePool } from "./byte-pool";

/** What a malformed byte is read as. */
export const REPLACEMENT: i32 = 0xfffd;

/** The largest code point there is. */
export const MAX_CODE_POINT: i32 = 0x10ffff;

/**
 * The code point at address `at` in its low 24 bits and its width in bytes above
 * them; `at` must lie before `end`. A byte that begins no well-formed sequence is
 * U+FFFD, one byte wide, so a reader always moves on.
 */
export function readCodePoint(at: usize, end: usize): u32 {
  const lead = <u32>load<u8>(at);
  if (lead < 0x80) return lead | (1 << 24);
  const width = sequenceWidth(lead);
  if (width == 0 || end - at < <usize>width) return MALFORMED;
  let point = lead & (0x7f >> width);
  for (let i: u32 = 1; i < width; i++) {
    const next = <u32>load<u8>(at + i);
    if ((next & 0xc0) != 0x80) return MALFORMED;
    point = (point << 6) | (next & 0x3f);
  }
  // Overlong spellings, surrogates and what lies beyond Unicode are no code points.
  if (width == 3 && (point < 0x800 || (point & 0xf800) == 0xd800)) return MALFORMED;
  if (width == 4 && (point < 0x10000 || point > <u32>MAX_CODE_POINT)) return MALFORMED;
  return point | (width << 24);
}

/** The code point in what `readCodePoint` answered. */
// @ts-ignore: decorator
@inline
export function pointOf(read: u32): i32 {
  return <i32>(read & 0xffffff);
}

/** The width in bytes in what `readCodePoint` answered. */
// @ts-ignore: decorator
@inline
export function widthOf(read: u32): i32 {
  return <i32>(read >> 24);
}

/** True when `read` stands for a byte that begins no well-formed sequence. */
export function isMalformed(read: u32): bool {
  return read == MALFORMED;
}

/** Appends `point`, which must be a code point, to `output` as UTF-8. */
export function appendCodePoint(output: BytePool, point: i32): void {
  if (point < 0x80) {
    output.appendByte(<u8>point);
    return;
  }
  const width = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  output.appendByte(<u8>((0xf00 >> width) | (point >> (6 * (width - 1)))));
  for (let i = width - 2; i >= 0; i--) output.appendByte(<u8>(0x80 | ((point >> (6 * i)) & 0x3f)));
}

const MALFORMED: u32 = (<u32>REPLACEMENT) | (1 << 24);

function sequenceWidth(lead: u32): u32 {
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}
