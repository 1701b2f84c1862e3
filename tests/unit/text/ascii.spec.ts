import { equalFold, isWord, trimSpace } from "../../../assembly/text/ascii";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("ascii", () => {
  it("compares without case", () => {
    expect(equalFold(utf8("Content-Type"), utf8("content-tYPE"))).toBe(true);
    expect(equalFold(utf8("a@["), utf8("A`{"))).toBe(false);
    expect(equalFold(utf8("é"), utf8("É"))).toBe(false);
    expect(equalFold(utf8("a"), utf8("ab"))).toBe(false);
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
