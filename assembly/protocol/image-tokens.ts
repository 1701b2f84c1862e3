// How many tokens an image has: its width times its height through 750, once Anthropic has made it smaller.
// https://docs.anthropic.com/en/docs/build-with-claude/vision

import { decodeBase64 } from "../text/base64";
import { Bytes, EMPTY, startsWith, utf8 } from "../text/bytes";

/** The tokens of an image that is large, or of which nothing is known. */
export const IMAGE_TOKENS: i32 = 1600;
const PIXELS_PER_TOKEN: i64 = 750;
// Where cameras write much before the size, it is not looked for.
const MAX_HEAD: i32 = 64 << 10;

const PNG = utf8("PNG");
const GIF = utf8("GIF8");
const RIFF = utf8("RIFF");
const JPEG_MARK: u8 = 0xff;

/** The tokens of an image in base64, by the size that it tells: PNG, JPEG, GIF and WebP. */
export function imageTokens(base64: Bytes): i32 {
  const head = decodeBase64(base64.subarray(0, min(base64.byteLength, MAX_HEAD)));
  const pixels = pixelsOf(head === null ? EMPTY : head);
  if (pixels <= 0) return IMAGE_TOKENS;
  return <i32>max<i64>(1, min<i64>(pixels / PIXELS_PER_TOKEN, IMAGE_TOKENS));
}

function pixelsOf(image: Bytes): i64 {
  const at = image.dataStart;
  if (image.byteLength < 30) return 0;
  if (startsWith(image.subarray(1), PNG)) return area(bswap(load<u32>(at + 16)), bswap(load<u32>(at + 20)));
  if (startsWith(image, GIF)) return area(load<u16>(at + 6), load<u16>(at + 8));
  if (startsWith(image, RIFF)) return pixelsOfWebp(at);
  return load<u8>(at) == JPEG_MARK && load<u8>(at + 1) == 0xd8 ? pixelsOfJpeg(image) : 0;
}

// 30 bytes are there. https://developers.google.com/speed/webp/docs/riff_container
function pixelsOfWebp(at: usize): i64 {
  const kind = load<u8>(at + 15);
  if (kind == 0x58) return area((load<u32>(at + 24) & 0xff_ffff) + 1, (load<u32>(at + 26) >>> 8) + 1); // VP8X
  if (kind == 0x20) return area(load<u16>(at + 26) & 0x3fff, load<u16>(at + 28) & 0x3fff); // lossy
  if (kind != 0x4c) return 0;
  const bits = load<u32>(at + 21); // lossless
  return area((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
}

// The first frame's head; each segment tells how long it is.
function pixelsOfJpeg(image: Bytes): i64 {
  const start = image.dataStart;
  const end = start + <usize>image.byteLength;
  for (let p = start + 2; p + 9 <= end && load<u8>(p) == JPEG_MARK;) {
    const kind = load<u8>(p + 1);
    const isFrame = (kind & 0xf0) == 0xc0 && kind != 0xc4 && kind != 0xc8 && kind != 0xcc;
    if (isFrame) return area(bswap(load<u16>(p + 7)), bswap(load<u16>(p + 5)));
    p += 2 + <usize>bswap(load<u16>(p + 2));
  }
  return 0;
}

function area(width: u32, height: u32): i64 {
  return <i64>min(width, 0xffff) * <i64>min(height, 0xffff);
}
