// Media types (RFC 9110, section 8.3.1), as far as a gateway must tell them apart.

import { equalFold, isAlphanumeric, trimSpace } from "../text/ascii";
import { Bytes, indexOfByte, utf8 } from "../text/bytes";
import { isText, Parameters } from "../text/parameters";

const SEMICOLON: u8 = 0x3b;
const JSON_TYPE = utf8("application/json");
const FORM_TYPE = utf8("multipart/form-data");
const EVENT_STREAM = utf8("text/event-stream");
const IDENTITY = utf8("identity");
const BOUNDARY = utf8("boundary");
const BOUNDARY_MARKS = utf8("'()+_,-./:=?");
const MAX_BOUNDARY: i32 = 70;
const STAR: u8 = 0x2a;
const SPACE: u8 = 0x20;

// One for all requests: it is begun anew where it is needed.
const parameters = new Parameters();

/** True for `application/json`, whatever its parameters and case. */
export function isJson(contentType: Bytes): bool {
  return equalFold(essenceOf(contentType), JSON_TYPE);
}

/** True for an event stream (WHATWG HTML, section 9.2), whatever its parameters and case. */
export function isEventStream(contentType: Bytes): bool {
  return equalFold(essenceOf(contentType), EVENT_STREAM);
}

/** True for `multipart/form-data`, whatever its parameters and case. */
export function isForm(contentType: Bytes): bool {
  return equalFold(essenceOf(contentType), FORM_TYPE);
}

/**
 * The boundary of a multipart body (RFC 2046, section 5.1.1), sharing the memory of `contentType`; null when there is
 * none, when it is none of that grammar's, or when readers may find different ones.
 */
export function boundaryOf(contentType: Bytes): Bytes | null {
  const start = contentType.dataStart;
  let boundary: Bytes | null = null;
  parameters.begin(start, start + <usize>contentType.byteLength);
  while (parameters.next()) {
    const from = parameters.nameStart;
    const stop = min(parameters.nameEnd, from + <usize>BOUNDARY.byteLength);
    if (!isText(from, stop, BOUNDARY)) continue;
    // `boundary*` (RFC 2231) is one to some readers.
    const isExtended = stop < parameters.nameEnd && load<u8>(stop) == STAR;
    if (stop < parameters.nameEnd && !isExtended) continue;
    if (isExtended || boundary !== null) return null;
    boundary = contentType.subarray(<i32>(parameters.valueStart - start), <i32>(parameters.valueEnd - start));
  }
  return boundary === null || parameters.isBroken || !isBoundary(boundary) ? null : boundary;
}

/** True when a `content-encoding` of this value leaves the body's bytes as they are. */
export function isIdentity(contentEncoding: Bytes): bool {
  const coding = trimSpace(contentEncoding);
  return coding.byteLength == 0 || equalFold(coding, IDENTITY);
}

function isBoundary(text: Bytes): bool {
  const length = text.byteLength;
  if (length == 0 || length > MAX_BOUNDARY) return false;
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(text.dataStart + i); // i < length
    const isInner = byte == SPACE && i + 1 < length;
    if (!isInner && !isAlphanumeric(byte) && indexOfByte(BOUNDARY_MARKS, byte) < 0) return false;
  }
  return true;
}

function essenceOf(contentType: Bytes): Bytes {
  const end = indexOfByte(contentType, SEMICOLON);
  return trimSpace(end < 0 ? contentType : contentType.subarray(0, end));
}
