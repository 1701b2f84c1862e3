// Media types (RFC 9110, section 8.3.1), as far as a gateway must tell them apart.

import { equalFold, trimSpace } from "../text/ascii";
import { Bytes, indexOfByte, utf8 } from "../text/bytes";

const SEMICOLON: u8 = 0x3b;
const JSON_TYPE = utf8("application/json");
const FORM_TYPE = utf8("multipart/form-data");
const EVENT_STREAM = utf8("text/event-stream");
const IDENTITY = utf8("identity");

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

/** True when a `content-encoding` of this value leaves the body's bytes as they are. */
export function isIdentity(contentEncoding: Bytes): bool {
  const coding = trimSpace(contentEncoding);
  return coding.byteLength == 0 || equalFold(coding, IDENTITY);
}

function essenceOf(contentType: Bytes): Bytes {
  const end = indexOfByte(contentType, SEMICOLON);
  return trimSpace(end < 0 ? contentType : contentType.subarray(0, end));
}
