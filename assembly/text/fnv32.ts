// FNV-1a with 32 bits (draft-eastlake-fnv-21): spreads texts evenly, for those who wish to share them out; no secret in it.

import { Bytes } from "./bytes";

/** The hash of no bytes, from which every hash begins. */
export const FNV32_OFFSET: u32 = 2166136261;
const PRIME: u32 = 16777619;

/** `hash` with one more byte behind it. */
export function mixFnv32(hash: u32, byte: u8): u32 {
  return (hash ^ byte) * PRIME;
}

/** The hash of `bytes`. */
export function fnv32(bytes: Bytes): u32 {
  let hash = FNV32_OFFSET;
  for (let i = 0, size = bytes.byteLength; i < size; i++) hash = mixFnv32(hash, load<u8>(bytes.dataStart + i)); // i < size
  return hash;
}
