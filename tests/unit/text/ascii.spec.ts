import { equalFold, isText, isWord, trimSpace } from "../../../assembly/text/ascii";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("ascii", () => {
  it("compares without case", () => {
    expect(equalFold(utf8("Content-Type"), utf8("content-tYPE"))).toBe(true);
    expect(equalFold(utf8("a@["), utf8("A`{"))).toBe(false);
    expect(equalFold(utf8("é"), utf8("É"))).toBe(false);
    expect(equalFold(utf8("a"), utf8("ab"))).toBe(false);
  });

  it("compares bytes in place with a text in lower case", () => {
    const bytes = utf8("xContent-Type{");
    const start = bytes.dataStart;
    expect(isText(start + 1, start + 13, utf8("content-type"))).toBe(true);
    expect(isText(start + 1, start + 12, utf8("content-type"))).toBe(false);
    expect(isText(start + 1, start + 13, utf8("content-tipe"))).toBe(false);
    expect(isText(start, start, utf8(""))).toBe(true);
    // Only letters have case.
    expect(isText(start + 13, start + 14, utf8("["))).toBe(false);
  });

  it("trims white space", () => {
    expect(textOf(trimSpace(utf8(" \t\r\nsk-a b\n ")))).toBe("sk-a b");
    expect(textOf(trimSpace(utf8(" \n ")))).toBe("");
    expect(textOf(trimSpace(utf8("é")))).toBe("é");
  });

  it("knows word characters, whatever number it is asked", () => {
    const words = "azAZ09_";
    for (let i = 0; i < words.length; i++) expect(isWord(words.charCodeAt(i))).toBe(true);
    const others = "@[`{/:-";
    for (let i = 0; i < others.length; i++) expect(isWord(others.charCodeAt(i))).toBe(false);
    expect(isWord(-1)).toBe(false);
    expect(isWord(0x10061)).toBe(false);
    expect(isWord(-160)).toBe(false);
  });
});
