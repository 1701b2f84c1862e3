import { JsonError } from "../../../assembly/json/error";
import { findSpecialByte, lexString } from "../../../assembly/json/string-lexer";
import { Token } from "../../../assembly/json/token";
import { utf8 } from "../../../assembly/text/bytes";

class Case {
  constructor(
    readonly rest: string,
    readonly error: JsonError,
    /** The end, counted from the first byte of `rest`. */
    readonly end: i32,
    readonly escaped: bool,
  ) {}
}

const CASES: Case[] = [
  new Case('"', JsonError.None, 1, false),
  new Case('" and more', JsonError.None, 1, false),
  new Case('\\"" ', JsonError.None, 3, true),
  new Case('\\\\" ', JsonError.None, 3, true),
  new Case('\\\\\\"x" ', JsonError.None, 6, true),
  new Case('\\b\\f\\n\\r\\t\\/"', JsonError.None, 13, true),
  new Case('\\u00e9\\uD83D\\ude00"', JsonError.None, 19, true),
  new Case('\\ud800"', JsonError.None, 7, true),
  new Case("", JsonError.Unfinished, 0, false),
  new Case("abc", JsonError.Unfinished, 3, false),
  new Case("abc\\", JsonError.Unfinished, 3, true),
  new Case("abc\\\\", JsonError.Unfinished, 5, true),
  new Case("abc\\u", JsonError.Unfinished, 3, true),
  new Case("abc\\u12f", JsonError.Unfinished, 3, true),
  new Case('\\x"', JsonError.InvalidEscape, 1, true),
  new Case('\\u12G4"', JsonError.InvalidEscape, 4, true),
  new Case('\\u"aaaaaa', JsonError.InvalidEscape, 2, true),
  new Case('\\uaaa`"', JsonError.InvalidEscape, 5, true),
  new Case('\n"', JsonError.ControlCharacter, 0, false),
  new Case('\u0000"', JsonError.ControlCharacter, 0, false),
];

describe("string lexer", () => {
  it("reads to the quote, at every place in a block", () => {
    const token = new Token();
    let wrong = "";
    for (let i = 0; i < CASES.length; i++) {
      const wanted = CASES[i];
      for (let before = 0; before < 132; before++) {
        const text = utf8("a".repeat(before) + wanted.rest);
        token.escaped = false;
        const error = lexString(text.dataStart, text.dataStart + text.byteLength, token);
        const isRight =
          error == wanted.error &&
          token.end == text.dataStart + <usize>(before + wanted.end) &&
          token.escaped == wanted.escaped;
        if (!isRight) wrong += `case ${i} after ${before} letters; `;
      }
    }
    expect(wrong).toBe("");
  });

  it("finds bytes that a string cannot hold", () => {
    for (let before = 0; before < 40; before++) {
      const text = utf8("é".repeat(before) + '"\u0001\\');
      const end = text.dataStart + text.byteLength;
      for (let i = 0; i < 3; i++) {
        const from = i == 0 ? text.dataStart : end - 3 + i;
        expect(findSpecialByte(from, end)).toBe(end - 3 + i);
      }
      expect(findSpecialByte(end, end)).toBe(end);
    }
  });
});
