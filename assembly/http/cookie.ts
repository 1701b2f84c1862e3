// Cookies of a request (RFC 6265, section 4.2.1).

import { HeaderList } from "../host/header-list";
import { trimSpace } from "../text/ascii";
import { Bytes, equalBytes, indexOfByte, utf8 } from "../text/bytes";

const COOKIE = utf8("cookie");
const SEMICOLON: u8 = 0x3b;
const EQUALS: u8 = 0x3d;
const QUOTE: u8 = 0x22;

/** The value of the first cookie called `name`, less its quotes, or null. HTTP/2 may have them in several headers. */
export function findCookie(head: HeaderList, name: Bytes): Bytes | null {
  for (let i = 0, count = head.length; i < count; i++) {
    const value = head.isNamed(i, COOKIE) ? valueIn(head.value(i), name) : null;
    if (value !== null) return value;
  }
  return null;
}

function valueIn(cookies: Bytes, name: Bytes): Bytes | null {
  for (let start = 0; start < cookies.byteLength;) {
    const semicolon = indexOfByte(cookies, SEMICOLON, start);
    const end = semicolon < 0 ? cookies.byteLength : semicolon;
    const equals = indexOfByte(cookies, EQUALS, start);
    const isPair = equals >= 0 && equals < end;
    if (isPair && equalBytes(trimSpace(cookies.subarray(start, equals)), name))
      return unquote(trimSpace(cookies.subarray(equals + 1, end)));
    start = end + 1;
  }
  return null;
}

function unquote(value: Bytes): Bytes {
  const last = value.byteLength - 1;
  const isQuoted = last > 0 && load<u8>(value.dataStart) == QUOTE && load<u8>(value.dataStart + last) == QUOTE;
  return isQuoted ? value.subarray(1, last) : value;
}
