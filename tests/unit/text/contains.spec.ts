import { EMPTY, utf8 } from "../../../assembly/text/bytes";
import { containsAny } from "../../../assembly/text/contains";

describe("search for secrets", () => {
  it("finds a needle anywhere", () => {
    const table = ["sk-12345", "sk-12345 ", " sk-12345", "xxsk-sk-1sk-12345", "ssk-12345sk-1234", "é sk-12345 中"];
    for (let i = 0; i < table.length; i++) {
      expect(containsAny(utf8(table[i]), [utf8("none"), utf8("sk-12345")])).toBe(true, table[i]);
      expect(containsAny(utf8(table[i]), [utf8("none"), utf8("sl-12345")])).toBe(false, table[i]);
    }
    expect(containsAny(utf8("aaaaaaaab"), [utf8("aaab")])).toBe(true);
    expect(containsAny(utf8("aaaaaaaaa"), [utf8("aaab")])).toBe(false);
    expect(containsAny(utf8("sk-12345 "), [utf8("sk-12346")])).toBe(false);
    expect(containsAny(utf8("SK-12345"), [utf8("sk-12345")])).toBe(false);
  });

  it("looks at nothing behind the text", () => {
    const text = utf8("xx sk-12345");
    for (let length = 0; length < text.byteLength; length++) {
      const isBegun = length >= 7; // "xx sk-1"
      expect(containsAny(text.subarray(0, length), [utf8("sk-12345")])).toBe(isBegun, length.toString());
    }
    expect(containsAny(text.subarray(3, 6), [utf8("sk-1")])).toBe(false);
    expect(containsAny(text.subarray(1, 10), [utf8("sk-1234"), utf8("xx s")])).toBe(true);
    expect(containsAny(text.subarray(1, 10), [utf8("xx s")])).toBe(false);
  });

  it("skips needles that are too short", () => {
    const text = utf8("abcd");
    expect(containsAny(text, [EMPTY, utf8("a"), utf8("ab"), utf8("abc")])).toBe(false);
    expect(containsAny(text, [utf8("abcd")])).toBe(true);
    expect(containsAny(text, [])).toBe(false);
    expect(containsAny(EMPTY, [EMPTY, utf8("abcd")])).toBe(false);
  });

  it("finds the beginning of a needle where the text ends", () => {
    const needle = utf8("sk-12345");
    for (let length = 0; length <= needle.byteLength; length++) {
      const begun = String.UTF8.decodeUnsafe(needle.dataStart, length);
      expect(containsAny(utf8("x " + begun), [needle])).toBe(length >= 4, begun);
      expect(containsAny(utf8(begun + " x"), [needle])).toBe(length == 8, begun);
    }
  });
});
