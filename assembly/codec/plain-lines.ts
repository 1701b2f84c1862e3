// Reads lines byte by byte, where no block fits.
import { LineMeasure } from "./line-measure";
import { isTellingName } from "./telling-names";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;

/** True for a byte that ends a line. */
@inline
export function isBreak(byte: u8): bool {
  return byte == LF || byte == CR;
}

/** Measures the line that begins at `start`, and that neither ends nor tells anything before `from`. */
export function finishLine(from: usize, start: usize, end: usize, measure: LineMeasure): void {
  let isTelling = false;
  let p = from;
  for (; p < end && !isBreak(load<u8>(p)); p++) {
    if (!isTelling) isTelling = isTellingName(p, start, end);
  }
  measure.set(p, isTelling);
}
