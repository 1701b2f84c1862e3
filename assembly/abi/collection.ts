// When garbage is collected: only where no reference is on the wasm stack, and so often that its cost per byte is constant.

import { beginBudget, isNearLimit } from "./budget";
import { allocatedBytes, liveBlocks, liveBytes } from "./heap";

const MIN_COLLECTION_BYTES: usize = 1 << 20;
// What a collection near the limit may cost: so many blocks visited for each callback, and one for so many bytes allocated.
const BLOCKS_PER_CALLBACK: usize = 64;
const BYTES_PER_BLOCK: usize = 256;

let depth: i32 = 0;
let callbacks: usize = 0;
let allocatedAtCollection: usize = 0;
let liveAfterCollection: usize = 0;

/**
 * Called by every exported callback first; `expected` is what the host may hand over in it. At the outermost callback,
 * where no reference is on the wasm stack, collects when as much has been allocated as lived after the last collection
 * (at least 1 MiB), so that the cost per byte is constant. Near the VM's limit, where garbage would make the host's data
 * not fit, it does so as soon as the callbacks and bytes since the last time pay for the blocks to be visited.
 */
export function enterCallback(expected: usize = 0): void {
  if (depth++ > 0) return;
  beginBudget();
  callbacks++;
  if (isDue(expected)) collect();
}

/** Called by every exported callback last. */
export function leaveCallback(): void {
  depth--;
}

function isDue(expected: usize): bool {
  const allocated = allocatedBytes - allocatedAtCollection;
  if (allocated >= max(MIN_COLLECTION_BYTES, liveAfterCollection)) return true;
  return isNearLimit(expected) && callbacks * BLOCKS_PER_CALLBACK + allocated / BYTES_PER_BLOCK >= liveBlocks;
}

function collect(): void {
  __collect();
  callbacks = 0;
  allocatedAtCollection = allocatedBytes;
  liveAfterCollection = liveBytes;
}
