// What the name of a tool is known by, so that many of them can be looked for in many.

import { sha256 } from "../crypto/sha256";
import { Bytes } from "../text/bytes";

/** 64 bits of the SHA-256 of `name`: nobody finds another name with the same ones on purpose. */
export function nameKey(name: Bytes): u64 {
  return load<u64>(sha256(name).dataStart);
}
