// Files inside of URLs (RFC 2397), as chats send images and documents.

import { isText } from "../text/ascii";
import { Bytes, EMPTY, indexOfByte, utf8 } from "../text/bytes";

const SCHEME = utf8("data:");
const BASE64 = utf8(";base64");
const HTTP = utf8("http://");
const HTTPS = utf8("https://");
const COMMA: u8 = 0x2c;
const SEMICOLON: u8 = 0x3b;

/** A URL taken apart; its parts share its memory until it is told to `forget`. Used again and again. */
@final
export class DataUrl {
  /** The media type, without parameters; no bytes if the URL names none. */
  type: Bytes = EMPTY;
  /** The file, in base64. */
  data: Bytes = EMPTY;

  /** True for every data URL, also for those that `read` does not take. */
  static isOne(url: Bytes): bool {
    return hasScheme(url, SCHEME);
  }

  /** Reads `url`; false when it is no data URL in base64. */
  read(url: Bytes): bool {
    const comma = DataUrl.isOne(url) ? indexOfByte(url, COMMA) : -1;
    if (comma < 0) return false;
    const head = url.subarray(SCHEME.byteLength, comma);
    const mark = head.byteLength - BASE64.byteLength;
    if (mark < 0 || !isText(head.dataStart + <usize>mark, head.dataStart + <usize>head.byteLength, BASE64))
      return false;
    const end = indexOfByte(head, SEMICOLON); // there is one
    this.type = head.subarray(0, end);
    this.data = url.subarray(comma + 1);
    return true;
  }

  /** Lets go of the URL's memory. */
  forget(): void {
    this.type = EMPTY;
    this.data = EMPTY;
  }
}

/** True for a URL that names its file by HTTP. */
export function isWebUrl(url: Bytes): bool {
  return hasScheme(url, HTTP) || hasScheme(url, HTTPS);
}

// And something behind it.
function hasScheme(url: Bytes, scheme: Bytes): bool {
  const size = scheme.byteLength;
  return url.byteLength > size && isText(url.dataStart, url.dataStart + <usize>size, scheme);
}
