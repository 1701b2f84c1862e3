// Names of headers that several rooms read or write, and what may stand in a header (RFC 9110, sections 5.5 and 5.6.2).

import { isAlphanumeric, lowerOf } from "../text/ascii";
import { Bytes, equalBytes, indexOfByte, utf8 } from "../text/bytes";

export const METHOD = utf8(":method");
export const PATH = utf8(":path");
export const ACCEPT_ENCODING = utf8("accept-encoding");
export const AUTHORITY = utf8(":authority");
export const STATUS = utf8(":status");
export const ACCEPT = utf8("accept");
export const AUTHORIZATION = utf8("authorization");
export const CONNECTION = utf8("connection");
export const CONTENT_ENCODING = utf8("content-encoding");
export const CONTENT_LENGTH = utf8("content-length");
export const CONTENT_TYPE = utf8("content-type");
export const UPGRADE = utf8("upgrade");

const TOKEN_SIGNS = utf8("!#$%&'*+-.^_`|~");

/** True for a header name that may be written: a token, which a pseudo header is not. */
export function isHeaderName(name: Bytes): bool {
  for (let i = 0; i < name.byteLength; i++) {
    const byte = load<u8>(name.dataStart + i); // i < byteLength
    if (!isAlphanumeric(byte) && indexOfByte(TOKEN_SIGNS, byte) < 0) return false;
  }
  return name.byteLength > 0;
}

/** True when `value` has neither CR, LF nor NUL, which would end the header and begin another one. */
export function isHeaderValue(value: Bytes): bool {
  for (let i = 0; i < value.byteLength; i++) {
    const byte = load<u8>(value.dataStart + i); // i < byteLength
    if (byte == 0x0d || byte == 0x0a || byte == 0) return false;
  }
  return true;
}

/** `name` in lower case, as proxies keep header names. */
export function lowerName(name: Bytes): Bytes {
  const lower = new Uint8Array(name.byteLength);
  for (let i = 0; i < name.byteLength; i++) store<u8>(lower.dataStart + i, lowerOf(load<u8>(name.dataStart + i)));
  return lower;
}

/** True when `names` has `name`. */
export function hasName(names: Array<Bytes>, name: Bytes): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    if (equalBytes(unchecked(names[i]), name)) return true; // i < count
  }
  return false;
}
