// What all commands of the probe filter write into and read from.

/** Out-parameters; marked before each call, so that one that was not written shows. */
export const out = memory.data(16);
export const UNTOUCHED: u32 = 0xdeadbeef;

export function bytesOf(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}
