// JSON Web Tokens that the configuration's secret signs (RFC 7519; RFC 7518, section 3.2: HS256), as Kling wants them.
// https://app.klingai.com/global/dev/document-api/apiReference/commonInfo

import { hmacSha256 } from "../crypto/hmac";
import { ByteWriter } from "../json/write";
import { base64Url } from "../text/base64";
import { Bytes, concat, EMPTY, utf8 } from "../text/bytes";

const HEADER = utf8('{"alg":"HS256","typ":"JWT"}');
const DOT = utf8(".");
const NANOSECONDS: u64 = 1_000_000_000;
// Seconds that a token is good for, and by how much clocks may differ.
const LIFETIME: u64 = 1800;
const SKEW: u64 = 5;
const REFRESH_AHEAD: u32 = 60;

/** Signs tokens, and gives the last one out until it is about to end. */
@final
export class TokenSigner {
  private token: Bytes = EMPTY;
  private end: u64 = 0;
  private readonly ahead: u64;

  constructor(
    private readonly issuer: Bytes,
    private readonly secret: Bytes,
    /** Seconds before its end from which a token is not given out any more; 0: 60. */
    ahead: u32,
  ) {
    this.ahead = min<u64>(ahead > 0 ? ahead : REFRESH_AHEAD, LIFETIME);
  }

  /** A token that is good now, `now` in nanoseconds since 1970. */
  sign(now: u64): Bytes {
    const seconds = now / NANOSECONDS;
    if (seconds + this.ahead < this.end && seconds + LIFETIME >= this.end) return this.token;
    this.end = seconds + LIFETIME;
    const claims = new ByteWriter();
    claims.bytes(utf8('{"iss":'));
    claims.jsonString(this.issuer);
    claims.bytes(utf8(`,"exp":${this.end},"nbf":${seconds - min(seconds, SKEW)}}`));
    const signed = concat(concat(base64Url(HEADER), DOT), base64Url(claims.view()));
    this.token = concat(concat(signed, DOT), base64Url(hmacSha256(this.secret, signed)));
    return this.token;
  }
}
