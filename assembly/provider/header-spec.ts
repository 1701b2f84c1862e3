// A header that the requests of a type of provider have, besides its token.

import { Bytes, utf8 } from "../text/bytes";
import { Condition } from "./condition";

/** What becomes of a header that the client has sent. */
export enum HeaderRule {
  /** It stays, and nothing is set. */
  Default,
  /** It is replaced. */
  Force,
  /** What it lacks is added behind a comma. */
  Join,
}

/** One header. */
@final
export class HeaderSpec {
  readonly name: Bytes;
  readonly value: Bytes;
  /** The keys whose value, if one of them has any, is sent in the place of `value`, whatever the client says. */
  readonly keys: Array<string> = [];

  constructor(
    name: string,
    value: string,
    readonly rule: HeaderRule,
    readonly when: Condition,
  ) {
    this.name = utf8(name);
    this.value = utf8(value);
  }
}
