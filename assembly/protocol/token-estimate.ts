// How many tokens a text has, about.

import { Bytes } from "../text/bytes";

/** An estimate. */
export function estimateTokens(text: Bytes): i64 {
  return <i64>(text.byteLength / 4);
}
