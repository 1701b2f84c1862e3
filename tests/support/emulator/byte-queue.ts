// A growing buffer with the operations of Envoy's Buffer::Instance that a filter can reach.

/** Bytes in pieces: adding, prepending and moving cost nothing per byte, so that a 100 MB body is copied only when it is read. */
export class ByteQueue {
  private pieces: Uint8Array[] = [];
  private total = 0;

  get length(): number {
    return this.total;
  }

  /** Appends bytes. The caller must not change them afterwards. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.push(bytes);
    this.total += bytes.length;
  }

  /** Puts bytes in front. */
  prepend(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.unshift(bytes);
    this.total += bytes.length;
  }

  /** Drops up to `count` bytes from the front. */
  drain(count: number): void {
    let left = count;
    while (left > 0 && this.pieces.length > 0) {
      const first = this.pieces[0];
      if (first.length > left) {
        this.pieces[0] = first.subarray(left);
        this.total -= left;
        return;
      }
      this.pieces.shift();
      this.total -= first.length;
      left -= first.length;
    }
  }

  /** Takes everything out of `other`; the other is empty afterwards. */
  moveFrom(other: ByteQueue): void {
    for (const piece of other.pieces) this.add(piece);
    other.pieces = [];
    other.total = 0;
  }

  /** Copies `target.length` bytes from `start` into `target`. The range must exist. */
  copyOut(start: number, target: Uint8Array): void {
    let at = 0;
    let written = 0;
    for (const piece of this.pieces) {
      const from = Math.max(0, start + written - at);
      if (from < piece.length) {
        const part = piece.subarray(from, from + target.length - written);
        target.set(part, written);
        written += part.length;
        if (written === target.length) return;
      }
      at += piece.length;
    }
  }

  /** All bytes as one array. */
  toBytes(): Uint8Array {
    if (this.pieces.length === 1) return this.pieces[0];
    const all = new Uint8Array(this.total);
    this.copyOut(0, all);
    return all;
  }
}
