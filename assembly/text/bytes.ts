// Byte strings: the one representation of text between the host's memory and the host's memory.

/**
 * UTF-8 (or arbitrary) bytes. A `subarray` shares its memory with the whole, so
 * taking a part copies nothing; who keeps a part beyond a callback copies it.
 */
export type Bytes = Uint8Array;

/** No bytes at all. */
export const EMPTY: Bytes = new Uint8Array(0);

/** Encodes `text` as UTF-8. Meant for constants at start-up and for configuration, not for the request path. */
export function utf8(text: string): Bytes {
  return Uint8Array.wrap(String.UTF8.encode(text));
}

/** Decodes UTF-8; malformed sequences decode to some text and never trap. Meant for configuration and logs. */
export function textOf(bytes: Bytes): string {
  return String.UTF8.decodeUnsafe(bytes.dataStart, bytes.byteLength);
}

/** True when both hold the same bytes. */
export function equalBytes(a: Bytes, b: Bytes): bool {
  const length = a.byteLength;
  return length == b.byteLength && memory.compare(a.dataStart, b.dataStart, length) == 0;
}

/** True when `bytes` begins with `prefix`. */
export function startsWith(bytes: Bytes, prefix: Bytes): bool {
  const length = prefix.byteLength;
  return bytes.byteLength >= length && memory.compare(bytes.dataStart, prefix.dataStart, length) == 0;
}

/** True when `bytes` ends with `suffix`. */
export function endsWith(bytes: Bytes, suffix: Bytes): bool {
  const skip = bytes.byteLength - suffix.byteLength;
  return skip >= 0 && memory.compare(bytes.dataStart + skip, suffix.dataStart, suffix.byteLength) == 0;
}

/** First index of `byte` in `bytes` at or after `from`, or -1. `from` must not be negative. */
export function indexOfByte(bytes: Bytes, byte: u8, from: i32 = 0): i32 {
  const start = bytes.dataStart;
  for (let i = from, length = bytes.byteLength; i < length; i++) {
    if (load<u8>(start + i) == byte) return i;
  }
  return -1;
}

/** Where `part` begins in `bytes`, or -1. Quadratic: for short texts, such as those of a configuration. */
export function indexOfBytes(bytes: Bytes, part: Bytes): i32 {
  for (let at = 0; at + part.byteLength <= bytes.byteLength; at++) {
    if (startsWith(bytes.subarray(at), part)) return at;
  }
  return -1;
}

/** A new byte string with `a` and then `b`. */
export function concat(a: Bytes, b: Bytes): Bytes {
  const whole = new Uint8Array(a.byteLength + b.byteLength);
  memory.copy(whole.dataStart, a.dataStart, a.byteLength);
  memory.copy(whole.dataStart + a.byteLength, b.dataStart, b.byteLength);
  return whole;
}

/** A copy that shares no memory with `bytes`. */
export function copyOf(bytes: Bytes): Bytes {
  const copy = new Uint8Array(bytes.byteLength);
  memory.copy(copy.dataStart, bytes.dataStart, bytes.byteLength);
  return copy;
}
