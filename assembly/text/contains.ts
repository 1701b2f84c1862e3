// Search for texts: for secrets in what is about to be shown, and for a word in a body.

import { Bytes } from "./bytes";

/** Shorter needles are not looked for: they are no secrets, and occur by chance. */
export const MIN_NEEDLE_BYTES: i32 = 4;

/**
 * True when `text` holds one of `needles`, those under `MIN_NEEDLE_BYTES` left out. With `isCut`, which says that more
 * belonged behind the end of the text, also when the text ends in the first `MIN_NEEDLE_BYTES` or more of one.
 */
export function containsAny(text: Bytes, needles: Array<Bytes>, isCut: bool = false): bool {
  for (let i = 0, count = needles.length; i < count; i++) {
    if (contains(text, unchecked(needles[i]), isCut)) return true; // i < count
  }
  return false;
}

function contains(text: Bytes, needle: Bytes, isCut: bool): bool {
  const length = needle.byteLength;
  if (length < MIN_NEEDLE_BYTES) return false;
  const wanted = needle.dataStart;
  const first = load<u32>(wanted);
  const least = isCut ? MIN_NEEDLE_BYTES : length;
  for (let at = 0, left = text.byteLength; left >= least; at++, left--) {
    const p = text.dataStart + <usize>at;
    if (load<u32>(p) == first && memory.compare(p, wanted, <usize>min(length, left)) == 0) return true;
  }
  return false;
}

/** True when the first `length` bytes of `text` hold `word`, or end in the start of one; never for a word without bytes. */
export function mayContain(text: Bytes, length: i32, word: Bytes): bool {
  const wanted = word.byteLength;
  if (wanted == 0) return false;
  const first = load<u8>(word.dataStart);
  for (let at = 0; at < length; at++) {
    const p = text.dataStart + <usize>at; // length is at most that of text
    if (load<u8>(p) == first && memory.compare(p, word.dataStart, <usize>min(wanted, length - at)) == 0) return true;
  }
  return false;
}
