import * as vectors from "../../../assembly/json/vector-masks";
import * as words from "../../../assembly/json/word-masks";

const ESCAPABLE = '"\\/bfnrtu';

function isSpecial(byte: i32): bool {
  return byte < 0x20 || byte == 0x22 || byte == 0x5c;
}

function isSpace(byte: i32): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d;
}

function isEscapable(byte: i32): bool {
  return byte < 0x80 && ESCAPABLE.includes(String.fromCharCode(byte));
}

/** 64 bytes in which every byte and every pair of neighbours occurs in some round. */
function fillBlock(block: StaticArray<u8>, round: i32): void {
  for (let i = 0; i < 64; i++) block[i] = <u8>(round + i * ((round >> 8) + 1));
}

class Masks {
  special: u64 = 0;
  spaceless: u64 = 0;
  quotes: u64 = 0;
  controls: u64 = 0;
  refused: u64 = 0;
}

function judge(block: StaticArray<u8>): Masks {
  const masks = new Masks();
  for (let i = 0; i < 64; i++) {
    const byte = <i32>block[i];
    const bit = (<u64>1) << i;
    if (isSpecial(byte)) masks.special |= bit;
    if (!isSpace(byte)) masks.spaceless |= bit;
    if (byte == 0x22) masks.quotes |= bit;
    if (byte < 0x20) masks.controls |= bit;
    if (!isEscapable(byte)) masks.refused |= bit;
  }
  return masks;
}

const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;

function vectorsDiffer(at: usize, wanted: Masks): string {
  for (let i = 0; i < 64; i += 16) {
    if (vectors.maskSpecial16(at + i) != <u32>((wanted.special >> i) & 0xffff)) return "maskSpecial16";
    if (vectors.maskNoSpace16(at + i) != <u32>((wanted.spaceless >> i) & 0xffff)) return "maskNoSpace16";
  }
  if (vectors.hasSpecial64(at) != (wanted.special != 0)) return "hasSpecial64";
  if (vectors.maskByte64(at, 0x22) != wanted.quotes) return "maskByte64";
  if (vectors.maskControl64(at) != wanted.controls) return "maskControl64";
  return vectors.refuseEscaped64(at, ODD) == (wanted.refused & ODD) ? "" : "refuseEscaped64";
}

function wordsDiffer(at: usize, wanted: Masks): string {
  for (let i = 0; i < 64; i += 16) {
    if (words.maskSpecial16(at + i) != <u32>((wanted.special >> i) & 0xffff)) return "maskSpecial16";
    if (words.maskNoSpace16(at + i) != <u32>((wanted.spaceless >> i) & 0xffff)) return "maskNoSpace16";
  }
  if (words.hasSpecial64(at) != (wanted.special != 0)) return "hasSpecial64";
  if (words.maskByte64(at, 0x22) != wanted.quotes) return "maskByte64";
  if (words.maskControl64(at) != wanted.controls) return "maskControl64";
  return words.refuseEscaped64(at, ODD) == (wanted.refused & ODD) ? "" : "refuseEscaped64";
}

describe("masks of the JSON scanner", () => {
  it("are right for every byte beside every other, by vectors and by words", () => {
    const block = new StaticArray<u8>(64);
    const at = changetype<usize>(block);
    let wrong = "";
    for (let round = 0; round < 65536; round++) {
      fillBlock(block, round);
      const wanted = judge(block);
      const byVectors = vectorsDiffer(at, wanted);
      const byWords = wordsDiffer(at, wanted);
      if (byVectors != "" || byWords != "") wrong += `round ${round}: vectors ${byVectors}, words ${byWords}; `;
    }
    expect(wrong).toBe("");
  });

  it("are right for one byte among plain ones, at every place", () => {
    const block = new StaticArray<u8>(64);
    const at = changetype<usize>(block);
    let wrong = "";
    for (let place = 0; place < 64; place++) {
      for (let byte = 0; byte < 256; byte++) {
        block.fill(0x61);
        block[place] = <u8>byte;
        const wanted = judge(block);
        const byVectors = vectorsDiffer(at, wanted);
        const byWords = wordsDiffer(at, wanted);
        if (byVectors != "" || byWords != "") wrong += `${byte} at ${place}: vectors ${byVectors}, words ${byWords}; `;
      }
    }
    expect(wrong).toBe("");
  });
});
