// Memory between the host and the module (proxy-wasm ABI 0.2.1, "Memory management"): landing places.

import { Bytes, EMPTY } from "../text/bytes";
import { admit } from "./budget";

// Where host functions leave an address and a size, or a number.
const OUT: usize = memory.data(16, 8);

// Where the next allocation for the host shall land; none while its size is 0.
let landingStart: usize = 0;
let landingSize: usize = 0;

/** Gives the host `size` bytes, unpinned: nothing collects before the callback ends. 0 beyond the VM's budget. */
export function allocateForHost(size: usize): usize {
  if (size <= landingSize) {
    landingSize = 0; // one allocation only
    return landingStart;
  }
  return admit(size) ? __new(size, idof<ArrayBuffer>()) : 0;
}

/** Makes the host's next allocation land in `window` if it fits; ended by `endLanding`. */
export function beginLanding(window: Bytes): void {
  landingStart = window.dataStart;
  landingSize = window.byteLength;
}

/** Ends what `beginLanding` began, also when the host allocated nothing. */
export function endLanding(): void {
  landingSize = 0;
}

/** Zeroed place for two out-parameters: some hosts leave them unwritten for an empty value. */
export function clearOut(): usize {
  store<u64>(OUT, 0);
  return OUT;
}

/** Place of the second out-parameter. */
export function outSize(): usize {
  return OUT + sizeof<usize>();
}

/** The address that the host wrote. */
export function readOut(): usize {
  return load<usize>(OUT);
}

/** The size that the host wrote. */
export function readOutSize(): usize {
  return load<usize>(OUT, sizeof<usize>());
}

/** Takes over the bytes that the host allocated and wrote; they are not copied. */
export function takeOut(): Bytes {
  const address = readOut();
  const size = readOutSize();
  if (address == 0 || size == 0) return EMPTY;
  const buffer = changetype<ArrayBuffer>(address);
  return Uint8Array.wrap(buffer, 0, min(<i32>size, buffer.byteLength)); // no-trap: the length fits
}
