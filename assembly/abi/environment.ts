// The VM's environment variables (WASI preview 1, environ_get): how secrets reach the filter without being configuration.

import { Bytes, copyOf, indexOfByte, startsWith } from "../text/bytes";
import { environ_get, environ_sizes_get } from "./imports";
import { clearOut, outSize, readOut, readOutSize } from "./memory";

const EQUALS: u8 = 0x3d;
const MAX_ENVIRONMENT_BYTES: usize = 1 << 20;

/** Value of the variable `name`, or null when it is not set or the host knows no environment. */
export function findVariable(name: Bytes): Bytes | null {
  if (environ_sizes_get(clearOut(), outSize()) != 0) return null;
  const count = readOut();
  const size = readOutSize();
  if (count == 0 || size > MAX_ENVIRONMENT_BYTES || count > MAX_ENVIRONMENT_BYTES) return null;
  const addresses = new Uint8Array(<i32>(count * sizeof<usize>()));
  const bytes = new Uint8Array(<i32>size);
  if (environ_get(addresses.dataStart, bytes.dataStart) != 0) return null;
  return findInBlock(bytes, name);
}

// Variables stand one behind the other as NAME=value, each ended by NUL.
function findInBlock(block: Bytes, name: Bytes): Bytes | null {
  for (let start = 0; start < block.byteLength;) {
    let end = indexOfByte(block, 0, start);
    if (end < 0) end = block.byteLength;
    const variable = block.subarray(start, end);
    const at = name.byteLength;
    if (at > 0 && startsWith(variable, name) && indexOfByte(variable, EQUALS) == at) {
      return copyOf(variable.subarray(at + 1));
    }
    start = end + 1;
  }
  return null;
}
