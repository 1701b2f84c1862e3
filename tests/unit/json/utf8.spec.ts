import { findInvalidWord, isCutUtf8 } from "../../../assembly/json/utf8";
import { findInvalidVector } from "../../../assembly/json/utf8-vectors";

/** The two ways did not agree. */
const DISAGREE = -2;

/**
 * Where `tail` is refused behind `before` letters and in front of `after`, counted from its first byte, -1 if it is not:
 * by vectors and by words.
 */
function refusedAt(tail: StaticArray<u8>, before: i32, after: i32): i32 {
  const text = new Uint8Array(before + tail.length + after);
  text.fill(0x61);
  for (let i = 0; i < tail.length; i++) text[before + i] = tail[i];
  const end = text.dataStart + text.byteLength;
  const at = findInvalidVector(text.dataStart, end);
  if (findInvalidWord(text.dataStart, end) != at) return DISAGREE;
  return at == end ? -1 : <i32>(at - text.dataStart) - before;
}

describe("utf-8", () => {
  it("accepts the first and the last of each length, at every place in a block", () => {
    const valid: StaticArray<u8>[] = [
      [0x00],
      [0x7f],
      [0xc2, 0x80],
      [0xdf, 0xbf],
      [0xe0, 0xa0, 0x80],
      [0xed, 0x9f, 0xbf],
      [0xee, 0x80, 0x80],
      [0xef, 0xbf, 0xbf],
      [0xf0, 0x90, 0x80, 0x80],
      [0xf4, 0x8f, 0xbf, 0xbf],
    ];
    let wrong = "";
    for (let i = 0; i < valid.length; i++) {
      for (let before = 0; before < 130; before++) {
        const isRight = refusedAt(valid[i], before, 0) == -1 && refusedAt(valid[i], before, 70) == -1;
        if (!isRight) wrong += `case ${i} after ${before} letters; `;
      }
    }
    expect(wrong).toBe("");
  });

  it("refuses what is overlong, a surrogate, too large or not in its place, and says where it begins", () => {
    const invalid: StaticArray<u8>[] = [
      [0x80],
      [0xbf],
      [0xc0, 0x80],
      [0xc1, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
      [0xc2, 0x61],
      [0xe2, 0x82, 0x61],
      [0xf0, 0x9f, 0x98, 0x61],
    ];
    let wrong = "";
    for (let i = 0; i < invalid.length; i++) {
      for (let before = 0; before < 130; before++) {
        const isRight = refusedAt(invalid[i], before, 0) == 0 && refusedAt(invalid[i], before, 70) == 0;
        if (!isRight) wrong += `case ${i} after ${before} letters; `;
      }
    }
    expect(wrong).toBe("");
  });

  it("tells a cut sequence from a wrong one", () => {
    const tails: StaticArray<u8>[] = [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xe0, 0x80], [0xff]];
    const cut = [true, true, true, false, false];
    for (let i = 0; i < tails.length; i++) {
      for (let before = 60; before < 70; before++) expect(refusedAt(tails[i], before, 0)).toBe(0);
      const at = changetype<usize>(tails[i]);
      expect(isCutUtf8(at, at + tails[i].length)).toBe(cut[i], `case ${i}`);
    }
  });
});
