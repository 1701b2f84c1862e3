import { textOf, utf8 } from "../../../assembly/text/bytes";
import { encodeSegment, isDotSegment } from "../../../assembly/text/percent";

describe("percent", () => {
  it("encodes a segment", () => {
    const table = [
      ["gpt-4o_mini.1~", "gpt-4o_mini.1~"],
      ["", ""],
      ["a/b?c#d", "a%2Fb%3Fc%23d"],
      ["a b%2f:@", "a%20b%252f%3A%40"],
      ["é", "%C3%A9"],
      ["\r\n\0", "%0D%0A%00"],
    ];
    for (let i = 0; i < table.length; i++) expect(textOf(encodeSegment(utf8(table[i][0])))).toBe(table[i][1]);
  });

  it("knows dot segments, however they are spelled", () => {
    const dots = [".", "..", "%2e", "%2E", ".%2e", "%2E.", "%2e%2E"];
    for (let i = 0; i < dots.length; i++) expect(isDotSegment(utf8(dots[i]))).toBe(true, dots[i]);
    const others = ["", "...", "a", ".a", "%2f", "%2", "%", "..%", "%2e%2e%2e", "%252e"];
    for (let i = 0; i < others.length; i++) expect(isDotSegment(utf8(others[i]))).toBe(false, others[i]);
  });
});
