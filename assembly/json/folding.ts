// Names that some readers take for the same: the folding of Go's encoding/json, as far as ASCII names are concerned.

/** True when the bytes are equal after ASCII letters lose their case, U+017F (long s) becomes s and U+212A (Kelvin sign) k. */
export function equalFolded(a: usize, aLength: i32, b: usize, bLength: i32): bool {
  let p = a;
  let q = b;
  const aEnd = a + <usize>aLength;
  const bEnd = b + <usize>bLength;
  while (p < aEnd && q < bEnd) {
    const left = foldAt(p, aEnd);
    const right = foldAt(q, bEnd);
    if ((left & 0xff) != (right & 0xff)) return false;
    p += <usize>(left >> 8);
    q += <usize>(right >> 8);
  }
  return p == aEnd && q == bEnd;
}

/** The folded byte at `p`, and above it how many bytes it stands for. */
@inline
function foldAt(p: usize, end: usize): u32 {
  const byte = <u32>load<u8>(p);
  if (byte - 0x41 < 26) return (1 << 8) | byte | 0x20;
  if (byte == 0xc5 && p + 2 <= end && load<u8>(p, 1) == 0xbf) return (2 << 8) | 0x73;
  if (byte == 0xe2 && p + 3 <= end && load<u16>(p, 1) == 0xaa84) return (3 << 8) | 0x6b;
  return (1 << 8) | byte;
}
