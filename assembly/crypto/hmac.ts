// HMAC with SHA-256 (RFC 2104, RFC 4231).

import { Bytes, concat } from "../text/bytes";
import { BLOCK_BYTES, sha256 } from "./sha256";

/** The code of `message` under `key`, 32 bytes. */
export function hmacSha256(key: Bytes, message: Bytes): Bytes {
  const short = key.byteLength > BLOCK_BYTES ? sha256(key) : key;
  const inner = sha256(concat(mask(short, 0x36), message));
  return sha256(concat(mask(short, 0x5c), inner));
}

// A block of the key, filled with zeros, each byte changed by `pattern`.
function mask(key: Bytes, pattern: u8): Bytes {
  const block = new Uint8Array(BLOCK_BYTES);
  memory.copy(block.dataStart, key.dataStart, min(key.byteLength, BLOCK_BYTES));
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const at = block.dataStart + <usize>i; // i < BLOCK_BYTES
    store<u8>(at, load<u8>(at) ^ pattern);
  }
  return block;
}
