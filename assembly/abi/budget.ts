// What the VM may hold: what the host would hand over beyond it is refused, so that no client can exhaust memory.

import { DEFAULT_VM_BYTES } from "../config/vm-memory";
import { liveBytes } from "./heap";

// The runtime traps on a larger block.
const MAX_BLOCK: usize = (1 << 30) - 64;
// Memory ends at 4 GiB. Fragments may have used it up although little is alive; a large block is then not tried, since
// the allocator traps when it can grow no further. What is left is for the core's own, which are small.
const PAGE_BITS: usize = 16;
const RESERVE: u64 = 64 << 20;
const END_OF_MEMORY: u64 = 1 << 32;
const LARGE_BLOCK: usize = 64 << 10;

let limit: usize = DEFAULT_VM_BYTES;
let isRefused: bool = false;
let isLifted: bool = false;

/** Sets how many bytes the VM may hold, garbage included. */
export function limitMemory(bytes: usize): void {
  limit = bytes;
}

/** How many more bytes the VM may hold. */
export function roomLeft(): usize {
  return limit > liveBytes ? limit - liveBytes : 0;
}

/** True when more than three quarters of the limit are in use, or would be with `expected` bytes more. */
export function isNearLimit(expected: usize): bool {
  return <u64>liveBytes + expected > limit - limit / 4;
}

/** True when the host may have `size` bytes; a refusal is remembered until the next callback. */
export function admit(size: usize): bool {
  const isAdmitted = size <= MAX_BLOCK && (isLifted || size <= roomLeft()) && canGrowBy(size);
  if (!isAdmitted) isRefused = true;
  return isAdmitted;
}

/** True when something did not fit in the running callback. */
export function isMemoryShort(): bool {
  return isRefused;
}

/** An outermost callback begins: nothing was refused in it yet. */
export function beginBudget(): void {
  isRefused = false;
}

/** There is no limit until `restoreLimit`: what is read now is the operator's, who must not be locked out by clients. */
export function liftLimit(): void {
  isLifted = true;
}

/** Ends what `liftLimit` began. */
export function restoreLimit(): void {
  isLifted = false;
}

// The allocator rounds up by less than a fifth.
function canGrowBy(size: usize): bool {
  if (size < LARGE_BLOCK) return true;
  return ((<u64>memory.size()) << PAGE_BITS) + size + size / 4 + RESERVE <= END_OF_MEMORY;
}
