// How a vendor wants to see a token: as a bearer (RFC 6750, section 2.1), or in another header.

import { AUTHORIZATION } from "../http/header-names";
import { Bytes, concat, EMPTY, utf8 } from "../text/bytes";

/** A header, and what stands around the token in it. */
@final
export class TokenStyle {
  /** `authorization: Bearer …`. */
  static readonly BEARER: TokenStyle = new TokenStyle(AUTHORIZATION, utf8("Bearer "));
  /** `authorization: …`, the token alone. */
  static readonly RAW: TokenStyle = new TokenStyle(AUTHORIZATION, EMPTY);

  constructor(
    /** The header's name, in lower case. */
    readonly header: Bytes,
    private readonly prefix: Bytes,
    private readonly suffix: Bytes = EMPTY,
  ) {}

  /** A header, given by its name in lower case, that holds the token and nothing else. */
  static alone(header: string): TokenStyle {
    return new TokenStyle(utf8(header), EMPTY);
  }

  /** The header's value that presents `token`. */
  present(token: Bytes): Bytes {
    return concat(concat(this.prefix, token), this.suffix);
  }
}
