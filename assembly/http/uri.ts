// Request targets (RFC 9112, section 3.2.1) and absolute URLs (RFC 3986), cut and joined as bytes.

import { Bytes, concat, EMPTY, endsWith, indexOfByte, startsWith, utf8 } from "../text/bytes";
import { decodeEscapes } from "../text/percent";

const QUESTION: u8 = 0x3f;
const HASH: u8 = 0x23;
const SLASH: u8 = 0x2f;
const AT: u8 = 0x40;
const QUESTION_MARK = utf8("?");
const AMPERSAND = utf8("&");
const SLASH_BYTES = utf8("/");
const SCHEME_END = utf8("://");

/** The path of a request target, without query. Shares memory. */
export function pathOf(target: Bytes): Bytes {
  const at = indexOfByte(target, QUESTION);
  return at < 0 ? target : target.subarray(0, at);
}

/**
 * `path` as a server reads it: escapes of unreserved characters decoded, several slashes made one. `path` itself when
 * it is written so already.
 */
export function normalizePath(path: Bytes): Bytes {
  return collapseSlashes(decodeEscapes(path, true));
}

/** `path` with several slashes made one; `path` itself when there are none. */
export function collapseSlashes(path: Bytes): Bytes {
  if (!hasDoubleSlash(path)) return path;
  const normal = new Uint8Array(path.byteLength);
  let size = 0;
  let last: u8 = 0;
  for (let i = 0; i < path.byteLength; i++) {
    const byte = load<u8>(path.dataStart + i); // i < byteLength
    if (byte != SLASH || last != SLASH) store<u8>(normal.dataStart + size++, byte); // size <= i
    last = byte;
  }
  return normal.subarray(0, size);
}

function hasDoubleSlash(path: Bytes): bool {
  for (let at = indexOfByte(path, SLASH); at >= 0; at = indexOfByte(path, SLASH, at + 1)) {
    if (at + 1 < path.byteLength && load<u8>(path.dataStart + at + 1) == SLASH) return true;
  }
  return false;
}

/** The query of a request target, without its question mark; no bytes when there is none. Shares memory. */
export function queryOf(target: Bytes): Bytes {
  const at = indexOfByte(target, QUESTION);
  return at < 0 ? EMPTY : target.subarray(at + 1);
}

/** `target` with `query` behind the query it has. */
export function appendQuery(target: Bytes, query: Bytes): Bytes {
  if (query.byteLength == 0) return target;
  const isFirst = indexOfByte(target, QUESTION) < 0;
  return concat(concat(target, isFirst ? QUESTION_MARK : AMPERSAND), query);
}

/** True when the first segments of `path` are those of `prefix`: `/api` is a prefix of `/api/x`, not of `/apis`. */
export function hasPathPrefix(path: Bytes, prefix: Bytes): bool {
  if (!startsWith(path, prefix)) return false;
  const size = prefix.byteLength;
  if (size == path.byteLength || endsWith(prefix, SLASH_BYTES)) return true;
  const next = load<u8>(path.dataStart + size); // size < path.byteLength
  return next == SLASH || next == QUESTION;
}

/** `path` without the segments of `prefix`, which it must have; begins with a slash. */
export function removePathPrefix(path: Bytes, prefix: Bytes): Bytes {
  const rest = path.subarray(prefix.byteLength);
  return startsWith(rest, SLASH_BYTES) ? rest : concat(SLASH_BYTES, rest);
}

/** `prefix` and then `path`, with exactly one slash between them. */
export function joinPaths(prefix: Bytes, path: Bytes): Bytes {
  const head = endsWith(prefix, SLASH_BYTES) ? prefix.subarray(0, prefix.byteLength - 1) : prefix;
  return concat(head, startsWith(path, SLASH_BYTES) ? path : concat(SLASH_BYTES, path));
}

/** An absolute URL in parts; the scheme may be missing. */
@final
export class Url {
  constructor(
    /** Host, with the port if one is given. */
    readonly authority: Bytes,
    /** Path with query; no bytes when the URL ends with its authority or with the slash behind it. */
    readonly target: Bytes,
  ) {}

  /** Cuts `url`; its fragment is dropped. Shares memory. */
  static parse(url: Bytes): Url {
    let rest = url;
    const hash = indexOfByte(rest, HASH);
    if (hash >= 0) rest = rest.subarray(0, hash);
    const colon = indexOfByte(rest, 0x3a);
    const hasScheme = colon > 0 && colon < endOfAuthority(rest) && startsWith(rest.subarray(colon), SCHEME_END);
    if (hasScheme) rest = rest.subarray(colon + 3);
    const end = endOfAuthority(rest);
    const target = rest.subarray(end);
    return new Url(rest.subarray(0, end), target.byteLength == 1 ? EMPTY : target);
  }
}

function endOfAuthority(url: Bytes): i32 {
  for (let i = 0; i < url.byteLength; i++) {
    const byte = load<u8>(url.dataStart + i); // i < byteLength
    if (byte == SLASH || byte == QUESTION) return i;
  }
  return url.byteLength;
}

/** True when a user name, and perhaps a password, stands before the host (RFC 3986, section 3.2.1). */
export function hasUserInfo(authority: Bytes): bool {
  return indexOfByte(authority, AT) >= 0;
}

/** `authority` without its port; brackets of an IPv6 address stay. */
export function withoutPort(authority: Bytes): Bytes {
  for (let i = authority.byteLength - 1; i >= 0; i--) {
    const byte = load<u8>(authority.dataStart + i); // 0 <= i < byteLength
    if (byte == 0x3a) return authority.subarray(0, i);
    if (byte < 0x30 || byte > 0x39) break;
  }
  return authority;
}
