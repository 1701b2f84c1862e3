// Parses a bracketed class such as `[^a-z\d_]` (RE2 syntax, without POSIX and Unicode class names).

import { CodePointSet, findPerlClass } from "./pattern-class";
import { END, PatternReader } from "./pattern-reader";

/** Reads a class up to its closing bracket; `start` is the offset of the opening one, already taken. */
export function parseBracket(reader: PatternReader, start: i32, fold: bool): CodePointSet {
  const set = new CodePointSet();
  const negated = reader.accept(0x5e);
  // A bracket right at the start is a member, as in RE2.
  let first = true;
  while (first || reader.peek() != 0x5d /* ] */) {
    if (reader.peek() == END) {
      reader.fail("missing ] for the [", start);
      return set;
    }
    first = false;
    parseMember(reader, set, fold);
  }
  reader.next();
  if (negated) set.negate();
  return set;
}

function parseMember(reader: PatternReader, set: CodePointSet, fold: bool): void {
  const start = reader.at;
  let low = reader.next();
  if (low == 0x5b && reader.peek() == 0x3a) return reader.fail("unsupported [: class", start);
  if (low == 0x5c) {
    const named = findPerlClass(reader.peek());
    if (named !== null) {
      reader.next();
      return set.addSet(named);
    }
    low = reader.readEscapedPoint(start);
  }
  const high = parseRangeEnd(reader, low);
  if (reader.failed) return;
  if (high < low) return reader.fail("bad range", start);
  set.add(low, high, fold);
}

// A hyphen before the closing bracket is a member, so whether one means a range shows only behind it.
function parseRangeEnd(reader: PatternReader, low: i32): i32 {
  const hyphen = reader.at;
  if (!reader.accept(0x2d)) return low;
  if (reader.peek() == 0x5d) {
    reader.at = hyphen;
    return low;
  }
  const start = reader.at;
  if (!reader.accept(0x5c)) return reader.next();
  if (findPerlClass(reader.peek()) !== null) reader.fail("bad range", hyphen);
  return reader.readEscapedPoint(start);
}
