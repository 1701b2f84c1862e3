// Gzip without compression (RFC 1952, RFC 1951 section 3.2.4): the same bytes whatever version of zlib is at hand.

import { gzipSync } from "node:zlib";

/** The longest stored block. */
const LONGEST = 0xffff;

/** No name, no time, an unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A gzip file of stored blocks: `content`, 5 bytes for each 64 KiB of it, and 18 more. */
export function storeGzip(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [HEADER];
  for (let at = 0; at === 0 || at < content.length; at += LONGEST) {
    const block = content.subarray(at, at + LONGEST);
    const isLast = at + LONGEST >= content.length;
    const head = Buffer.from([Number(isLast), 0, 0, 0, 0]);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(LONGEST - block.length, 3); // the complement
    parts.push(head, block);
  }
  // Checksum and length do not depend on how the content was compressed.
  return Buffer.concat([...parts, gzipSync(content, { level: 0 }).subarray(-8)]);
}
