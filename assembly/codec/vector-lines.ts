// Reads lines 16 bytes a step with SIMD. `word-lines.ts` answers the same without it.
import { LineMeasure } from "./line-measure";
import { finishLine, isBreak } from "./plain-lines";
import { isTellingName } from "./telling-names";

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const STEP: usize = 16;
// The letters of the marks, and CR. They are loaded, once for a line: a constant would be made anew at each use.
const LETTERS: usize = memory.data<u8>([0x61, 0x74, 0x5c, 0x72, 0x73, 0x67, 0x6d, 0x75, CR]);

/** See `event-lines.ts`. One function for speed: what it looks for stays in registers. */
export function measureLine(start: usize, end: usize, measure: LineMeasure): void {
  const a = v128.load8_splat(LETTERS, 0);
  const t = v128.load8_splat(LETTERS, 1);
  const backslash = v128.load8_splat(LETTERS, 2);
  const r = v128.load8_splat(LETTERS, 3);
  const s = v128.load8_splat(LETTERS, 4);
  const g = v128.load8_splat(LETTERS, 5);
  const m = v128.load8_splat(LETTERS, 6);
  const u = v128.load8_splat(LETTERS, 7);
  const cr = v128.load8_splat(LETTERS, 8);
  let p = start;
  for (; p + STEP < end; p += STEP) {
    const first = v128.load(p);
    const second = v128.load(p, 1);
    // LF and CR, and a few that hardly occur.
    const controls = i8x16.eq(i8x16.min_u(first, cr), first);
    const sgm = v128.or(v128.or(i8x16.eq(second, s), i8x16.eq(second, g)), i8x16.eq(second, m));
    const tu = v128.and(v128.or(i8x16.eq(first, t), i8x16.eq(first, backslash)), i8x16.eq(second, u));
    const rr = v128.and(i8x16.eq(first, r), i8x16.eq(second, r));
    const names = v128.or(v128.or(v128.and(i8x16.eq(first, a), sgm), tu), rr);
    if (!v128.any_true(v128.or(controls, names))) continue;
    const breaks = maskBreaks(first);
    let marks: u32 = i8x16.bitmask(names) & (breaks != 0 ? (breaks & -breaks) - 1 : 0xffff);
    for (; marks != 0; marks &= marks - 1) {
      const at = p + <usize>ctz(marks);
      if (isTellingName(at, start, end)) return measure.set(findLineEnd(at, end), true);
    }
    if (breaks != 0) return measure.set(p + <usize>ctz(breaks), false);
  }
  finishLine(p, start, end, measure);
}

/** See `event-lines.ts`. */
export function findLineEnd(start: usize, end: usize): usize {
  let p = start;
  for (; p + STEP <= end; p += STEP) {
    const breaks = maskBreaks(v128.load(p));
    if (breaks != 0) return p + <usize>ctz(breaks);
  }
  while (p < end && !isBreak(load<u8>(p))) p++;
  return p;
}


@inline
function maskBreaks(bytes: v128): u32 {
  return i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(LF)), i8x16.eq(bytes, i8x16.splat(CR))));
}
