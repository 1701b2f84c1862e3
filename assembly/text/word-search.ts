// Looks for one word in a text that comes in pieces (Horspool's algorithm: most of the bytes are never looked at).

import { Bytes } from "./bytes";

/** A word to look for, of 1 to 255 bytes. */
@final
export class WordSearch {
  // How far the word may move on when its last byte stands above each value.
  private readonly steps: StaticArray<u8> = new StaticArray<u8>(256);

  constructor(private readonly word: Bytes) {
    const last = word.byteLength - 1;
    for (let i = 0; i < 256; i++) unchecked((this.steps[i] = <u8>word.byteLength));
    for (let i = 0; i < last; i++) unchecked((this.steps[load<u8>(word.dataStart + i)] = <u8>(last - i))); // a byte is below 256
  }

  /** True when `text` holds the word, or ends in the first bytes of it, so that the next piece may hold the others. */
  mayBeIn(text: Bytes): bool {
    const word = this.word.dataStart;
    const length = this.word.byteLength;
    const last = length - 1;
    const end = text.byteLength;
    let at = 0;
    while (at + length <= end) {
      const p = text.dataStart + <usize>at;
      const byte = load<u8>(p + <usize>last);
      if (byte == load<u8>(word + <usize>last) && memory.compare(p, word, <usize>length) == 0) return true;
      at += <i32>unchecked(this.steps[byte]); // a byte is below 256
    }
    for (let left = min(last, end); left > 0; left--) {
      if (memory.compare(text.dataStart + <usize>(end - left), word, <usize>left) == 0) return true;
    }
    return false;
  }
}
