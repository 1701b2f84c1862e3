// A set of code points as sorted, disjoint ranges: what `[a-z]`, `\d` or `[^…]` stands for.

import { MAX_CODE_POINT } from "./code-point";

/** A set of code points under construction. */
export class CodePointSet {
  /** First and last code point of each range, in pairs, ascending, never touching one another. */
  ranges: Array<i32> = [];

  /** Adds the code points from `first` to `last`; with `fold` also the other case of the ASCII letters among them. */
  add(first: i32, last: i32, fold: bool): void {
    this.insert(first, last);
    if (!fold) return;
    this.addShifted(max(first, 0x41), min(last, 0x5a), 0x20);
    this.addShifted(max(first, 0x61), min(last, 0x7a), -0x20);
  }

  /** Adds every code point of `other`. */
  addSet(other: CodePointSet): void {
    for (let i = 0; i < other.ranges.length; i += 2) {
      this.insert(unchecked(other.ranges[i]), unchecked(other.ranges[i + 1]));
    }
  }

  /** Turns the set into all the code points that it does not hold. */
  negate(): void {
    const old = this.ranges;
    const rest: Array<i32> = [];
    let next = 0;
    for (let i = 0; i < old.length; i += 2) {
      const first = unchecked(old[i]);
      if (first > next) {
        rest.push(next);
        rest.push(first - 1);
      }
      next = unchecked(old[i + 1]) + 1;
    }
    if (next <= MAX_CODE_POINT) {
      rest.push(next);
      rest.push(MAX_CODE_POINT);
    }
    this.ranges = rest;
  }

  private addShifted(first: i32, last: i32, by: i32): void {
    if (first <= last) this.insert(first + by, last + by);
  }

  private insert(first: i32, last: i32): void {
    const old = this.ranges;
    const merged: Array<i32> = [];
    let i = 0;
    // Ranges wholly before the new one, then those it touches, then the rest.
    for (; i < old.length && unchecked(old[i + 1]) < first - 1; i += 2) copyRange(old, i, merged);
    for (; i < old.length && unchecked(old[i]) <= last + 1; i += 2) {
      first = min(first, unchecked(old[i]));
      last = max(last, unchecked(old[i + 1]));
    }
    merged.push(first);
    merged.push(last);
    for (; i < old.length; i += 2) copyRange(old, i, merged);
    this.ranges = merged;
  }
}

/** The set of `\d`, `\w`, `\s` (ASCII, as in RE2) or of their upper-case complements; null for any other letter. */
export function findPerlClass(letter: i32): CodePointSet | null {
  const set = new CodePointSet();
  const lower = letter | 0x20;
  if (lower == 0x64 /* d */) {
    set.add(0x30, 0x39, false);
  } else if (lower == 0x77 /* w */) {
    set.add(0x30, 0x39, false);
    set.add(0x61, 0x7a, true);
    set.add(0x5f, 0x5f, false);
  } else if (lower == 0x73 /* s */) {
    set.add(0x09, 0x0a, false);
    set.add(0x0c, 0x0d, false);
    set.add(0x20, 0x20, false);
  } else {
    return null;
  }
  if (letter != lower) set.negate();
  return set;
}

function copyRange(from: Array<i32>, at: i32, to: Array<i32>): void {
  to.push(unchecked(from[at]));
  to.push(unchecked(from[at + 1]));
}
