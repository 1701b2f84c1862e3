// Counts what the allocator gives and takes back; asconfig.json puts these in the place of the runtime's own three.

import { __alloc as allocate, __free as release, __realloc as resize } from "rt/tlsf";

// A block's header, just before its bytes, holds its size; the two lowest bits are flags.
const BLOCK_OVERHEAD: usize = 4;
const FLAGS: usize = 3;

/** Bytes in use or waiting for a collection. */
export let liveBytes: usize = 0;
/** Blocks in use or waiting for a collection; about what a collection has to visit. */
export let liveBlocks: usize = 0;
/** Bytes allocated since the VM began, modulo 2^32. */
export let allocatedBytes: usize = 0;

/** The runtime's `__alloc`, counted. */
export function countedAlloc(size: usize): usize {
  const block = allocate(size);
  countBlock(block);
  return block;
}

/** The runtime's `__realloc`, counted. */
export function countedRealloc(block: usize, size: usize): usize {
  if (block >= __heap_base) discountBlock(block);
  const resized = resize(block, size);
  countBlock(resized);
  return resized;
}

/** The runtime's `__free`, counted. */
export function countedFree(block: usize): void {
  if (block >= __heap_base) discountBlock(block);
  release(block);
}

function countBlock(block: usize): void {
  const size = sizeOf(block);
  liveBytes += size;
  allocatedBytes += size;
  liveBlocks++;
}

function discountBlock(block: usize): void {
  liveBytes -= sizeOf(block);
  liveBlocks--;
}

function sizeOf(block: usize): usize {
  return load<usize>(block - BLOCK_OVERHEAD) & ~FLAGS;
}
