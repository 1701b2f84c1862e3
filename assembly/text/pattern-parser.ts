// Parses a pattern and writes its program in the same pass (a subset of RE2's syntax, https://github.com/google/re2/wiki/Syntax).

import { isLetter, isWord } from "./ascii";
import { Bytes, equalBytes } from "./bytes";
import { parseBracket } from "./pattern-bracket";
import { CodePointSet, findPerlClass } from "./pattern-class";
import { Assertion, Op, PatternProgram } from "./pattern-program";
import { END, PatternReader } from "./pattern-reader";
import { repeatCode, UNBOUNDED } from "./pattern-repeat";

/** The longest pattern, in bytes. */
export const MAX_PATTERN_BYTES: i32 = 1024;

const MAX_NESTING: i32 = 32;
const MAX_GROUPS: i32 = 32;
const MAX_REPEAT: i32 = 1000;

const FOLD: i32 = 1; // (?i)
const MULTI_LINE: i32 = 2; // (?m)
const DOT_NEWLINE: i32 = 4; // (?s)

/** Compiles one pattern; code of a piece is contiguous and falls through at its end. */
export class PatternParser {
  readonly program: PatternProgram = new PatternProgram();
  /** Name of each group by number; empty for unnamed ones and for number 0, the whole match. */
  readonly groupNames: Array<Bytes> = [new Uint8Array(0)];

  private reader: PatternReader;
  private flags: i32 = 0;
  private depth: i32 = 0;

  constructor(source: Bytes) {
    this.reader = new PatternReader(source);
  }

  /** Parses the whole pattern; returns "" or an error with its offset. */
  parse(): string {
    const reader = this.reader;
    if (reader.source.byteLength > MAX_PATTERN_BYTES) return `pattern is longer than ${MAX_PATTERN_BYTES} bytes`;
    this.parseAlternation();
    if (reader.peek() != END) reader.fail("unexpected )", reader.at);
    this.program.emit(Op.Match);
    this.program.slotCount = 2 * this.groupNames.length;
    if (reader.failed) return reader.error;
    if (this.program.overflow) return "pattern is too large";
    return "";
  }

  // no-trap: parseGroup bounds the nesting by MAX_NESTING.
  //
  // a|b|c is "split to a or on; a; jump to the end; split to b or on; …". Until the
  // end is known each jump holds the distance to the one before it.
  private parseAlternation(): void {
    const program = this.program;
    let lastJump = -1;
    let start = program.size;
    this.parseSequence();
    while (this.reader.accept(0x7c /* | */)) {
      program.insert(start, Op.Split, 1, program.size - start + 2);
      const jump = program.size;
      program.emit(Op.Jump, lastJump < 0 ? 0 : jump - lastJump);
      lastJump = jump;
      start = program.size;
      this.parseSequence();
    }
    if (program.overflow) return;
    while (lastJump >= 0) {
      const distance = program.a(lastJump);
      program.replace(lastJump, Op.Jump, program.size - lastJump, 0);
      lastJump = distance == 0 ? -1 : lastJump - distance;
    }
  }

  private parseSequence(): void {
    const start = this.program.size;
    for (let next = this.reader.peek(); next != END; next = this.reader.peek()) {
      if (next == 0x7c /* | */ || next == 0x29 /* ) */) break;
      this.parseRepeated();
      if (this.program.overflow) this.reader.fail("pattern is too large", this.reader.at);
    }
    if (this.program.size == start) this.program.emit(Op.Jump, 1);
  }

  private parseRepeated(): void {
    const reader = this.reader;
    const start = this.program.size;
    const isPiece = this.parsePiece();
    let repeats = 0;
    for (; !reader.failed; repeats++) {
      const at = reader.at;
      if (!this.parseRepeat(start, !isPiece || repeats > 0)) return;
      if (!isPiece) reader.fail("nothing to repeat", at);
      if (repeats > 0) reader.fail("repeated repetition", at);
    }
  }

  /** Takes `* + ? {m,n}` if it comes next and applies it to the code from `start` on, unless it is `misplaced`. */
  private parseRepeat(start: i32, misplaced: bool): bool {
    const reader = this.reader;
    const at = reader.at;
    let low = 0;
    let high = UNBOUNDED;
    if (reader.accept(0x2b /* + */)) {
      low = 1;
    } else if (reader.accept(0x3f /* ? */)) {
      high = 1;
    } else if (!reader.accept(0x2a /* * */)) {
      if (!reader.accept(0x7b /* { */)) return false;
      low = reader.readNumber();
      high = low;
      if (reader.accept(0x2c /* , */)) high = reader.readNumber(); // none: -1, unbounded
      // A brace that begins no count is an ordinary character, as in RE2.
      if (low < 0 || !reader.accept(0x7d /* } */)) {
        reader.at = at;
        return false;
      }
      if (low > MAX_REPEAT || high > MAX_REPEAT || (high != UNBOUNDED && high < low))
        reader.fail("bad repeat count", at);
    }
    const lazy = reader.accept(0x3f /* ? */);
    if (!misplaced && !reader.failed) repeatCode(this.program, start, low, high, lazy);
    return true;
  }

  /** Takes one character, class, group or assertion; false when what it took cannot be repeated. */
  private parsePiece(): bool {
    const reader = this.reader;
    const start = reader.at;
    if (this.startsRepeat()) return false;
    const point = reader.next();
    switch (point) {
      case 0x28: // (
        return this.parseGroup(start);
      case 0x5b: // [
        this.emitClass(parseBracket(reader, start, this.has(FOLD)));
        return true;
      case 0x2e: // .
        this.program.emit(this.has(DOT_NEWLINE) ? Op.Any : Op.AnyButNewline);
        return true;
      case 0x5e: // ^
        this.program.emit(Op.Assert, this.has(MULTI_LINE) ? Assertion.LineStart : Assertion.TextStart);
        return true;
      case 0x24: // $
        this.program.emit(Op.Assert, this.has(MULTI_LINE) ? Assertion.LineEnd : Assertion.TextEnd);
        return true;
      case 0x5c: // \
        this.parseEscape(start);
        return true;
    }
    this.emitChar(point);
    return true;
  }

  private startsRepeat(): bool {
    const next = this.reader.peek();
    return next == 0x2a || next == 0x2b || next == 0x3f;
  }

  private parseGroup(start: i32): bool {
    const reader = this.reader;
    const outerFlags = this.flags;
    let slot = -1;
    if (!reader.accept(0x3f /* ? */)) {
      slot = this.openGroup(new Uint8Array(0), start);
    } else if (reader.peek() == 0x50 /* P */ || reader.peek() == 0x3c /* < */) {
      slot = this.openGroup(this.parseGroupName(start), start);
    } else if (!this.parseFlags(start)) {
      return false; // (?i) holds for the rest of the group around it.
    }
    if (++this.depth > MAX_NESTING) reader.fail("groups are nested too deeply", start);
    if (slot >= 0) this.program.emit(Op.Save, slot);
    if (!reader.failed) this.parseAlternation();
    if (slot >= 0) this.program.emit(Op.Save, slot + 1);
    if (!reader.accept(0x29 /* ) */)) reader.fail("missing ) for the (", start);
    this.depth--;
    this.flags = outerFlags;
    return true;
  }

  private openGroup(name: Bytes, start: i32): i32 {
    const number = this.groupNames.length;
    if (number > MAX_GROUPS) this.reader.fail(`more than ${MAX_GROUPS} groups`, start);
    for (let i = 1; i < number && name.byteLength > 0; i++) {
      if (equalBytes(unchecked(this.groupNames[i]), name)) this.reader.fail("duplicate group name", start);
    }
    this.groupNames.push(name);
    return 2 * number;
  }

  // (?P<name>…), or (?<name>…) as Go allows since 1.22; look-behind begins alike and is refused here.
  private parseGroupName(start: i32): Bytes {
    const reader = this.reader;
    reader.accept(0x50 /* P */);
    const opened = reader.accept(0x3c /* < */);
    const first = reader.at;
    while (isWord(reader.peek())) reader.next();
    const name = reader.source.slice(first, reader.at);
    if (!opened || name.byteLength == 0 || !reader.accept(0x3e /* > */)) reader.fail("unsupported group", start);
    return name;
  }

  /** Takes the flags of `(?i)` or `(?i:`; true when a group follows. */
  private parseFlags(start: i32): bool {
    const reader = this.reader;
    let flags = this.flags;
    let removing = false;
    for (let point = reader.next(); point != END; point = reader.next()) {
      if (point == 0x3a /* : */ || point == 0x29 /* ) */) {
        this.flags = flags;
        return point == 0x3a;
      }
      const flag = flagOf(point);
      if (point == 0x2d /* - */ && !removing) removing = true;
      else if (flag == 0) break;
      else flags = removing ? flags & ~flag : flags | flag;
    }
    reader.fail("unsupported group", start);
    return true;
  }

  private parseEscape(start: i32): void {
    const reader = this.reader;
    const point = reader.peek();
    const assertion = assertionOf(point);
    if (assertion >= 0) {
      reader.next();
      return this.program.emit(Op.Assert, assertion);
    }
    const named = findPerlClass(point);
    if (named === null) return this.emitChar(reader.readEscapedPoint(start));
    reader.next();
    this.emitClass(named);
  }

  private emitChar(point: i32): void {
    const isFolded = this.has(FOLD) && isLetter(point);
    this.program.emit(isFolded ? Op.CharFold : Op.Char, isFolded ? point | 0x20 : point);
  }

  private emitClass(set: CodePointSet): void {
    const ranges = this.program.ranges;
    this.program.emit(Op.Class, ranges.length, set.ranges.length);
    for (let i = 0; i < set.ranges.length; i++) ranges.push(unchecked(set.ranges[i]));
  }

  private has(flag: i32): bool {
    return (this.flags & flag) != 0;
  }
}

function flagOf(point: i32): i32 {
  if (point == 0x69 /* i */) return FOLD;
  if (point == 0x6d /* m */) return MULTI_LINE;
  return point == 0x73 /* s */ ? DOT_NEWLINE : 0;
}

function assertionOf(letter: i32): i32 {
  if (letter == 0x41 /* A */) return Assertion.TextStart;
  if (letter == 0x7a /* z */) return Assertion.TextEnd;
  if (letter == 0x62 /* b */) return Assertion.WordBoundary;
  return letter == 0x42 /* B */ ? Assertion.NoWordBoundary : -1;
}
