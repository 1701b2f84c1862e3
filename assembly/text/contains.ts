// Search for secrets in a text that is about to be shown.

import { Bytes } from "./bytes";

/** Shorter needles are not looked for: they are no secrets, and occur by chance. */
export const MIN_NEEDLE_BYTES: i32 = 4;

/**
 * True when `text`, behind whose end more may belong, holds one of `needles`, or ends in the first `MIN_NEEDLE_BYTES` or
 * more of one. Needles under `MIN_NEEDLE_BYTES` are left out.
 */
export function containsAny(text: Bytes, needles: Array<Bytes>): bool {
  for (let i = 0, count = needles.length; i < count; i++) {
    if (contains(text, unchecked(needles[i]))) return true; // i < count
  }
  return false;
}

function contains(text: Bytes, needle: Bytes): bool {
  const length = needle.byteLength;
  if (length < MIN_NEEDLE_BYTES) return false;
  const wanted = needle.dataStart;
  const first = load<u32>(wanted);
  for (let at = 0, left = text.byteLength; left >= MIN_NEEDLE_BYTES; at++, left--) {
    const p = text.dataStart + <usize>at;
    if (load<u32>(p) == first && memory.compare(p, wanted, <usize>min(length, left)) == 0) return true;
  }
  return false;
}
