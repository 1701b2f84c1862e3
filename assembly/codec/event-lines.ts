// Where lines end in an event stream, and which of them may say more than the text of an answer: one pass over the bytes.
// With the compiler's SIMD feature the pass works on vectors, without it on words: callers see no difference.
//
// Of hundreds of events that stream by, few report usage, a reason or an error. Names that those have are looked for as
// bytes (`telling-names.ts`); only the lines that have one are read as JSON.

import { LineMeasure } from "./line-measure";
import * as vectors from "./vector-lines";
import * as words from "./word-lines";

export { LineMeasure } from "./line-measure";

/** Measures the line that begins at `start`; bytes from `end` on are not there. */
@inline
export function measureLine(start: usize, end: usize, measure: LineMeasure): void {
  if (ASC_FEATURE_SIMD) vectors.measureLine(start, end, measure);
  else words.measureLine(start, end, measure);
}

/** The first byte from `start` on that ends a line (LF or CR), or `end`. */
@inline
export function findLineEnd(start: usize, end: usize): usize {
  return ASC_FEATURE_SIMD ? vectors.findLineEnd(start, end) : words.findLineEnd(start, end);
}
