// The length of an answer whose body has been marked.

import type { HeaderPair } from "../emulator/header-map.ts";

/** Headers that tell the length of `before`, for `after`; any other length was meant to be wrong. */
export function withLength(headers: HeaderPair[], before: Uint8Array[], after: Uint8Array[]): HeaderPair[] {
  const [old, fresh] = [before, after].map((chunks) => String(Buffer.concat(chunks).length));
  return headers.map(([name, value]) => [name, name === "content-length" && value === old ? fresh : value]);
}
