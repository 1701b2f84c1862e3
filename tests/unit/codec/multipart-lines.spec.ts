import * as vectors from "../../../assembly/codec/multipart-vectors";
import * as words from "../../../assembly/codec/multipart-words";
import { concat, utf8 } from "../../../assembly/text/bytes";

/** The index that is found in `text` from `from` on; what stands behind it in memory is not there. With SIMD and without. */
function findIn(text: string, from: i32 = 0): i32 {
  const size = utf8(text).byteLength;
  const bytes = concat(utf8(text), utf8("\n--\n--\n--\n--\n--\n--\n--\n--\n--\n--"));
  const start = bytes.dataStart + <usize>from;
  const end = bytes.dataStart + <usize>size;
  const found = vectors.findDashedLine(start, end);
  if (words.findDashedLine(start, end) != found) expect(text).toBe("the same with vectors and with words");
  return found == end ? -1 : <i32>(found - bytes.dataStart);
}

describe("dashes at the begin of a line", () => {
  it("are found at each place, whatever ends the line before", () => {
    for (let before = 0; before < 40; before++) {
      for (let behind = 0; behind < 20; behind += 19) {
        const text = "x".repeat(before) + "\n--" + "y".repeat(behind);
        expect(findIn(text)).toBe(before, text);
        expect(findIn(text.replace("\n", "\r"))).toBe(before, text);
        expect(findIn(text.replace("\n", "\r\n"))).toBe(before + 1, text);
        expect(findIn(text, before)).toBe(before, text);
        expect(findIn(text, before + 1)).toBe(-1, text);
      }
    }
  });

  it("are two, and stand at the begin of a line", () => {
    for (let before = 0; before < 20; before++) {
      const filler = "x".repeat(before);
      const wrong = ["", "\n", "\n-", "\n-\n", "x--", "\n-x-", "-\n-", "--\n", "\n\r-", "-----", "\x0b--", "\x8d--"];
      for (let i = 0; i < wrong.length; i++) {
        expect(findIn(filler + wrong[i])).toBe(-1, filler + wrong[i]);
        expect(findIn(filler + wrong[i] + "x".repeat(40))).toBe(-1, filler + wrong[i]);
      }
    }
  });

  it("are found behind any number of others", () => {
    for (let count = 0; count < 40; count++) {
      expect(findIn("-".repeat(count) + "\n--")).toBe(count);
      expect(findIn("\n-".repeat(count) + "\n--")).toBe(2 * count);
      expect(findIn(".-,".repeat(count) + "\n---")).toBe(3 * count);
    }
  });
});
