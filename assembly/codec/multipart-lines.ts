// Finds where a delimiter of a form may begin: two dashes at the begin of a line (RFC 2046, section 5.1.1).
// With the compiler's SIMD feature the pass works on vectors, without it on words: callers see no difference.

import * as vectors from "./multipart-vectors";
import * as words from "./multipart-words";

/** The first byte from `start` on that ends a line (LF or CR) and has two dashes behind it before `end`; or `end`. */
@inline
export function findDashedLine(start: usize, end: usize): usize {
  return ASC_FEATURE_SIMD ? vectors.findDashedLine(start, end) : words.findDashedLine(start, end);
}
