// UTF-8, one sequence at a time (Unicode 15, table 3-7).

/** Returns the first byte from `block` on that is not valid UTF-8, or `end`. All before it is, but for a sequence that may reach into it. */
export function locateInvalid(start: usize, block: usize, end: usize): usize {
  let p = block - start >= 3 ? block - 3 : start;
  while (p < block && (load<u8>(p) & 0xc0) == 0x80) p++;
  while (p < end) {
    const length = sequenceLength(p, end);
    if (length <= 0) return p;
    p += length;
  }
  return end;
}

/** Bytes of the sequence at `p` (1 to 4); 0 if it is invalid, -1 if it is valid as far as it goes but `end` cuts it. */
export function sequenceLength(p: usize, end: usize): i32 {
  const lead = load<u8>(p);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const known = min<i32>(length, <i32>(end - p));
  if (known > 1) {
    const second = load<u8>(p, 1);
    const from: u8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const to: u8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < from || second > to) return 0;
  }
  for (let i = 2; i < known; i++) {
    if ((load<u8>(p + i) & 0xc0) != 0x80) return 0;
  }
  return known == length ? length : -1;
}
