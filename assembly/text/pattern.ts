// Regular expressions in linear time: a subset of RE2 (https://github.com/google/re2/wiki/Syntax) over UTF-8.

import { BytePool } from "./byte-pool";
import { Bytes, EMPTY } from "./bytes";
import { readCodePoint, widthOf } from "./code-point";
import { PatternMatcher, Search } from "./pattern-matcher";
import { PatternParser } from "./pattern-parser";
import { Op, PatternProgram } from "./pattern-program";
import { expandTemplate } from "./pattern-template";

// One for all patterns: a VM has one thread and a search calls nobody.
const matcher = new PatternMatcher();

/**
 * A compiled pattern. Known are literals, `.`, classes, `\d \w \s \b` and their
 * complements (ASCII), groups (named too), `|`, `* + ? {m,n}` with their lazy
 * forms, `^ $ \A \z` and the flags `i m s`; of several matches the leftmost
 * counts, and among those the one that the pattern prefers, as in RE2 and Go.
 * Case is ignored for ASCII letters only.
 */
export class Pattern {
  private constructor(
    /** Why the pattern cannot be used, with the offset in it, or "". Such a pattern matches nothing. */
    readonly error: string,
    private readonly program: PatternProgram,
    private readonly groupNames: Array<Bytes>,
    private readonly prefix: Bytes,
  ) {}

  /** Compiles `source`; never fails, see `error`. */
  static compile(source: Bytes): Pattern {
    const parser = new PatternParser(source);
    const error = parser.parse();
    const program = parser.program;
    if (error.length > 0) return new Pattern(error, program, parser.groupNames, EMPTY);
    matcher.prepare(program);
    return new Pattern("", program, parser.groupNames, program.findPrefix());
  }

  /** Number of instructions: what a search costs per character of text, at most. */
  get size(): i32 {
    return this.program.size;
  }

  /** True when some part of `text` matches. */
  isMatch(text: Bytes): bool {
    return this.error.length == 0 && matcher.run(this.program, this.prefix, text, 0, Search.Any);
  }

  /** True when `text` matches from its first to its last byte. */
  matchWhole(text: Bytes): bool {
    return this.error.length == 0 && matcher.run(this.program, this.prefix, text, 0, Search.Whole);
  }

  /** `text` with every match replaced by `template`, see `expandTemplate`; `text` itself when nothing matches. */
  replaceAll(text: Bytes, template: Bytes): Bytes {
    if (this.error.length > 0) return text;
    let output: BytePool | null = null;
    let copied = 0; // of the text: all before is in the output
    for (let at = 0; at <= text.byteLength;) {
      if (!matcher.run(this.program, this.prefix, text, at, Search.Leftmost)) break;
      if (output === null) output = new BytePool(text.byteLength + template.byteLength);
      const start = unchecked(matcher.slots[0]);
      const end = unchecked(matcher.slots[1]);
      output.appendRange(text, copied, start);
      // An empty match right behind another one does not count.
      if (end > copied || start == 0) expandTemplate(template, text, matcher.slots, this.groupNames, output);
      copied = end;
      at = max(end, at + widthAt(text, at));
    }
    if (output === null) return text;
    output.appendRange(text, copied, text.byteLength);
    return output.view(0, output.length);
  }
}

function widthAt(text: Bytes, at: i32): i32 {
  const length = text.byteLength;
  return at < length ? widthOf(readCodePoint(text.dataStart + at, text.dataStart + length)) : 1;
}
