// Which members of a pool an exchange cannot ask, or has asked.

/** A set of small numbers. */
@final
export class IndexSet {
  private words: StaticArray<u64>;

  /** An empty set of numbers below `size`. */
  constructor(size: i32) {
    this.words = new StaticArray<u64>((max(size, 0) + 63) >> 6);
  }

  /** Puts `index` in; what is outside of the size is ignored. */
  add(index: i32): void {
    const word = index >> 6;
    if (index < 0 || word >= this.words.length) return;
    unchecked((this.words[word] |= (<u64>1) << (index & 63))); // 0 <= word < length
  }

  /** True when `index` is in. */
  has(index: i32): bool {
    const word = index >> 6;
    if (index < 0 || word >= this.words.length) return false;
    return (unchecked(this.words[word]) & ((<u64>1) << (index & 63))) != 0; // 0 <= word < length
  }
}
