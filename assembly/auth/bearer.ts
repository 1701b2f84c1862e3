// Bearer tokens (RFC 6750, section 2.1).

import { Bytes, concat, utf8 } from "../text/bytes";

const BEARER = utf8("Bearer ");

/** The value of `authorization` that presents `token`. */
export function bearerOf(token: Bytes): Bytes {
  return concat(BEARER, token);
}
