import {
  concat,
  copyOf,
  endsWith,
  EMPTY,
  equalBytes,
  indexOfByte,
  startsWith,
  textOf,
  utf8,
} from "../../../assembly/text/bytes";

describe("bytes", () => {
  it("encodes and decodes UTF-8", () => {
    expect(utf8("é€𝄞").byteLength).toBe(9);
    expect(textOf(utf8("é€𝄞"))).toBe("é€𝄞");
    expect(textOf(EMPTY)).toBe("");
  });

  it("compares, also parts of a whole", () => {
    const whole = utf8("/v1/chat");
    expect(equalBytes(whole.subarray(4), utf8("chat"))).toBe(true);
    expect(equalBytes(whole, utf8("/v1/cha"))).toBe(false);
    expect(startsWith(whole, utf8("/v1/"))).toBe(true);
    expect(startsWith(utf8("/v1"), utf8("/v1/"))).toBe(false);
    expect(endsWith(whole, utf8("/chat"))).toBe(true);
    expect(endsWith(utf8("at"), utf8("chat"))).toBe(false);
  });

  it("finds bytes", () => {
    const path = utf8("/a?b?c");
    expect(indexOfByte(path, 0x3f)).toBe(2);
    expect(indexOfByte(path, 0x3f, 3)).toBe(4);
    expect(indexOfByte(path, 0x3f, 6)).toBe(-1);
  });

  it("joins and copies", () => {
    const a = utf8("a");
    const copy = copyOf(a);
    unchecked((a[0] = 0x62));
    expect(textOf(concat(copy, a))).toBe("ab");
  });
});
