// A count of tokens in an answer.

import { JsonDocument } from "../json/document";
import { JsonKind } from "../json/kind";

/** The number `node`, held between 0 and 2³¹ − 1 so that sums of counts stay in range; `otherwise` if it is none. */
export function countOf(document: JsonDocument, node: i32, otherwise: i64): i64 {
  if (document.kind(node) != JsonKind.Number) return otherwise;
  return max<i64>(0, min<i64>(document.toI64(node), i32.MAX_VALUE));
}
