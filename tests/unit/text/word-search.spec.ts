import { utf8 } from "../../../assembly/text/bytes";
import { WordSearch } from "../../../assembly/text/word-search";

const search = new WordSearch(utf8("abcab"));

describe("a word", () => {
  it("is found wherever it stands", () => {
    const before = ["", "a", "ab", "abc", "abca", "xxxxxx", "abcacab", "ababc", "\u00fc"];
    const after = ["", "b", "cab", "xxxxxxxxxxx"];
    for (let i = 0; i < before.length; i++) {
      for (let j = 0; j < after.length; j++) {
        expect(search.mayBeIn(utf8(before[i] + "abcab" + after[j]))).toBe(true, before[i] + "|" + after[j]);
      }
    }
  });

  it("is not found where it is not", () => {
    const others = ["", "b", "x", "abcac", "bcab.", "acbab-", "xxxxxxxxxxxxxxxx", "ABCAB", "abc bx", "cabcc"];
    for (let i = 0; i < others.length; i++) expect(search.mayBeIn(utf8(others[i]))).toBe(false, others[i]);
  });

  it("may be cut by the end", () => {
    const starts = ["a", "ab", "abc", "abca", "xa", "xxxxxxxxxab", "abcacabca", "abcaca"];
    for (let i = 0; i < starts.length; i++) expect(search.mayBeIn(utf8(starts[i]))).toBe(true, starts[i]);
  });

  it("may be a single letter", () => {
    const letter = new WordSearch(utf8("a"));
    expect(letter.mayBeIn(utf8("xxa"))).toBe(true);
    expect(letter.mayBeIn(utf8("xx")) || letter.mayBeIn(utf8(""))).toBe(false);
  });
});
