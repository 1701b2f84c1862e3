import { hasName, isHeaderName, isHeaderValue, lowerName } from "../../../assembly/http/header-names";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

describe("header names and values", () => {
  it("takes tokens for names, and nothing else", () => {
    const right = ["a", "X-Api-Key", "x_1", "!#$%&'*+-.^_`|~09azAZ"];
    for (let i = 0; i < right.length; i++) expect(isHeaderName(utf8(right[i]))).toBe(true, right[i]);
    const wrong = ["", ":path", "a b", "a:", "a\n", "a\0", 'a"', "a/b", "a(b)", "a@", "ä", "a\x7f"];
    for (let i = 0; i < wrong.length; i++) expect(isHeaderName(utf8(wrong[i]))).toBe(false, wrong[i]);
  });

  it("refuses values that would end the header", () => {
    const right = ["", "plain", "tab\tand ünicode", '"quoted"'];
    for (let i = 0; i < right.length; i++) expect(isHeaderValue(utf8(right[i]))).toBe(true, right[i]);
    const wrong = ["\r", "\n", "\0", "a\r\nb: c", "a\n", "\0a"];
    for (let i = 0; i < wrong.length; i++) expect(isHeaderValue(utf8(wrong[i]))).toBe(false, wrong[i]);
  });

  it("lowers ASCII letters only", () => {
    expect(textOf(lowerName(utf8("X-Api_KEY@[Z")))).toBe("x-api_key@[z");
    expect(textOf(lowerName(utf8("Ä")))).toBe("Ä");
    expect(lowerName(EMPTY).byteLength).toBe(0);
  });

  it("looks names up whole", () => {
    const names = [utf8("a"), utf8("bc")];
    expect(hasName(names, utf8("bc"))).toBe(true);
    expect(hasName(names, utf8("b"))).toBe(false);
    expect(hasName([], EMPTY)).toBe(false);
  });
});
