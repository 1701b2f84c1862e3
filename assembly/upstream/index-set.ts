// Which members of a pool an exchange cannot ask, or has asked.

/** A set of small numbers. */
@final
export class IndexSet {
  private words: StaticArray<u64>;
  /** True when no number is in. */
  isEmpty: bool = true;

  /** An empty set of numbers below `size`. */
  constructor(size: i32) {
    this.words = new StaticArray<u64>((max(size, 0) + 63) >> 6);
  }

  /** Puts `index` in; what is outside of the size is ignored. */
  add(index: i32): void {
    const word = index >> 6;
    if (index < 0 || word >= this.words.length) return;
    this.isEmpty = false;
    unchecked((this.words[word] |= (<u64>1) << (index & 63))); // 0 <= word < length
  }

  /** The smallest number below `end` that is in, or -1. */
  firstBelow(end: i32): i32 {
    for (let i = 0; i < end; i++) {
      if (this.has(i)) return i;
    }
    return -1;
  }

  /** True when `index` is in. */
  has(index: i32): bool {
    const word = index >> 6;
    if (index < 0 || word >= this.words.length) return false;
    return (unchecked(this.words[word]) & ((<u64>1) << (index & 63))) != 0; // 0 <= word < length
  }
}
