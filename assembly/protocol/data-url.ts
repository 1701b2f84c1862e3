// Files inside of URLs (RFC 2397), as chats send images and documents.

import { isText } from "../text/ascii";
import { Bytes, EMPTY, endsWith, indexOfByte, startsWith, utf8 } from "../text/bytes";

const SCHEME = utf8("data:");
const BASE64 = utf8(";base64");
const HTTP = utf8("http://");
const HTTPS = utf8("https://");
const COMMA: u8 = 0x2c;
const SEMICOLON: u8 = 0x3b;

/** A URL taken apart; its parts share its memory. Used again and again. */
@final
export class DataUrl {
  /** The media type, without parameters; no bytes if the URL names none. */
  type: Bytes = EMPTY;
  /** The file, in base64. */
  data: Bytes = EMPTY;

  /** Reads `url`; false when it is no data URL in base64. */
  read(url: Bytes): bool {
    const comma = startsWith(url, SCHEME) ? indexOfByte(url, COMMA) : -1;
    if (comma < 0) return false;
    const head = url.subarray(SCHEME.byteLength, comma);
    if (!endsWith(head, BASE64)) return false;
    const end = indexOfByte(head, SEMICOLON); // there is one
    this.type = head.subarray(0, end);
    this.data = url.subarray(comma + 1);
    return true;
  }
}

/** True for a URL that names its file by HTTP. */
export function isWebUrl(url: Bytes): bool {
  return hasScheme(url, HTTP) || hasScheme(url, HTTPS);
}

function hasScheme(url: Bytes, scheme: Bytes): bool {
  const size = scheme.byteLength;
  return url.byteLength > size && isText(url.dataStart, url.dataStart + <usize>size, scheme);
}
