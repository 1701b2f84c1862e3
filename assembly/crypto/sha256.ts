// SHA-256 (FIPS 180-4, section 6.2).

import { Bytes } from "../text/bytes";

/** Bytes of a digest. */
export const DIGEST_BYTES: i32 = 32;
/** Bytes of a block. */
export const BLOCK_BYTES: i32 = 64;

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const K: StaticArray<u32> = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
];

// One for all digests: nothing in them outlives a call.
const schedule = new StaticArray<u32>(64);
const state = new StaticArray<u32>(8);

/** The digest of `message`, 32 bytes. */
export function sha256(message: Bytes): Bytes {
  const padded = pad(message);
  begin();
  for (let at = 0; at < padded.byteLength; at += BLOCK_BYTES) compress(padded.dataStart + <usize>at);
  const digest = new Uint8Array(DIGEST_BYTES);
  for (let i = 0; i < 8; i++) store<u32>(digest.dataStart + <usize>(i << 2), bswap<u32>(unchecked(state[i]))); // i < 8
  return digest;
}

// The message, a one, zeros, and its length in bits: whole blocks.
function pad(message: Bytes): Bytes {
  const size = message.byteLength;
  const padded = new Uint8Array((size + 9 + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1));
  memory.copy(padded.dataStart, message.dataStart, size);
  store<u8>(padded.dataStart + size, 0x80); // size + 9 bytes at least
  store<u64>(padded.dataStart + padded.byteLength - 8, bswap<u64>((<u64>size) << 3));
  return padded;
}

function begin(): void {
  unchecked((state[0] = 0x6a09e667));
  unchecked((state[1] = 0xbb67ae85));
  unchecked((state[2] = 0x3c6ef372));
  unchecked((state[3] = 0xa54ff53a));
  unchecked((state[4] = 0x510e527f));
  unchecked((state[5] = 0x9b05688c));
  unchecked((state[6] = 0x1f83d9ab));
  unchecked((state[7] = 0x5be0cd19));
}

// `block` is the address of 64 bytes. All indices are constants or below the bounds of their loops.
function compress(block: usize): void {
  for (let i = 0; i < 16; i++) unchecked((schedule[i] = bswap<u32>(load<u32>(block + <usize>(i << 2)))));
  for (let i = 16; i < 64; i++) {
    const w15 = unchecked(schedule[i - 15]);
    const w2 = unchecked(schedule[i - 2]);
    const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >>> 3);
    const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >>> 10);
    unchecked((schedule[i] = schedule[i - 16] + s0 + schedule[i - 7] + s1));
  }
  let a = unchecked(state[0]);
  let b = unchecked(state[1]);
  let c = unchecked(state[2]);
  let d = unchecked(state[3]);
  let e = unchecked(state[4]);
  let f = unchecked(state[5]);
  let g = unchecked(state[6]);
  let h = unchecked(state[7]);
  for (let i = 0; i < 64; i++) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const one = h + s1 + ((e & f) ^ (~e & g)) + unchecked(K[i]) + unchecked(schedule[i]);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + one;
    d = c;
    c = b;
    b = a;
    a = one + two;
  }
  add(0, a);
  add(1, b);
  add(2, c);
  add(3, d);
  add(4, e);
  add(5, f);
  add(6, g);
  add(7, h);
}

function add(index: i32, value: u32): void {
  unchecked((state[index] += value)); // index < 8
}
