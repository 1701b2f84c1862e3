// What all answers of a VM hold back together, so that they stay within its memory.

const MAX_HELD_BYTES: i64 = 64 << 20;

let held: i64 = 0;

/** Counts `size` bytes more as held; false, with nothing counted, when that is more than a VM may hold. */
export function holdBytes(size: i32): bool {
  if (held + <i64>size > MAX_HELD_BYTES) return false;
  held += <i64>size;
  return true;
}

/** Counts `size` bytes as held no longer. */
export function releaseBytes(size: i32): void {
  held -= <i64>size;
}
