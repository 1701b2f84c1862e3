// Edits of a byte string as a sorted list of splices, so that what is not edited is never written anew.
import { Bytes } from "../text/bytes";
import { ByteWriter } from "./write";

const FIELDS: i32 = 4; // start, end, where its text starts and ends
// So many splices are common; the room for more is given back.
const MAX_KEPT: i32 = 1 << 12;

/** Replacements and insertions at offsets of a text, kept in order; used again and again it keeps its memory. */
@final
export class Splices {
  /** The number of splices. */
  count: i32 = 0;
  /** By how much the text gets longer. */
  delta: i32 = 0;

  private fields: StaticArray<u32> = new StaticArray<u32>(16 * FIELDS);
  private texts: ByteWriter = new ByteWriter();

  /** Forgets all splices. */
  clear(): void {
    this.count = 0;
    this.delta = 0;
    this.texts.clear();
    if (this.fields.length > MAX_KEPT * FIELDS) this.fields = new StaticArray<u32>(16 * FIELDS);
  }

  /** Offset after the last edited byte: the text from here on stays as it is. 0 if there is no splice. */
  get prefixEnd(): u32 {
    return this.count == 0 ? 0 : this.field(this.count - 1, 1);
  }

  /** Puts `bytes` (copied) in the place of [start, end); false if that overlaps another splice, and then nothing changes. */
  replace(start: u32, end: u32, bytes: Bytes): bool {
    if (end < start) return false;
    let at = this.count;
    while (at > 0 && this.comesAfter(at - 1, start, end)) at--;
    if (at > 0 && this.field(at - 1, 1) > start) return false;
    if (at < this.count && this.field(at, 0) < end) return false;
    const from = this.texts.length;
    this.texts.bytes(bytes);
    if (this.texts.overflowed) return false;
    this.put(at, start, end, from);
    this.delta += bytes.byteLength - <i32>(end - start);
    return true;
  }

  /** Puts `bytes` (copied) before the byte at `at`, behind what was inserted there before; false inside a replaced range. */
  insert(at: u32, bytes: Bytes): bool {
    return this.replace(at, at, bytes);
  }

  /**
   * Writes the part [from, to) of the text with its splices. `source` holds the text from offset `sourceStart` on. Parts
   * that follow each other give the whole: a replacement is written with the part that holds its start, an insertion
   * with the part that ends at or after it (one at 0 with the first). False if `source` lacks a byte that is needed.
   */
  apply(source: Bytes, sourceStart: u32, from: u32, to: u32, out: ByteWriter): bool {
    let next = from;
    for (let i = this.firstFrom(from); i < this.count; i++) {
      const start = this.field(i, 0);
      const end = this.field(i, 1);
      if (start > to || (start == to && end > to)) break;
      const isHere = start == end ? start > from || start == 0 : start >= from;
      if (isHere) {
        if (!copyPart(source, sourceStart, next, start, out)) return false;
        this.texts.copyTo(out, <i32>this.field(i, 2), <i32>this.field(i, 3));
      }
      next = max(next, min(end, to));
    }
    return copyPart(source, sourceStart, next, to, out);
  }

  /** The first splice that does not end before `from`; they follow each other, so half of those left drop out each time. */
  private firstFrom(from: u32): i32 {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.field(middle, 1) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private comesAfter(index: i32, start: u32, end: u32): bool {
    const other = this.field(index, 0);
    // At the same offset insertions come first.
    return other > start || (other == start && start == end && this.field(index, 1) > other);
  }

  private field(index: i32, field: i32): u32 {
    if (<u32>index >= <u32>this.count) return 0;
    return unchecked(this.fields[index * FIELDS + field]);
  }

  private put(index: i32, start: u32, end: u32, textStart: i32): void {
    const count = this.count;
    if ((count + 1) * FIELDS > this.fields.length) this.grow();
    const at = changetype<usize>(this.fields) + ((<usize>(index * FIELDS)) << 2);
    memory.copy(at + (FIELDS << 2), at, (<usize>((count - index) * FIELDS)) << 2);
    store<u32>(at, start);
    store<u32>(at, end, 4);
    store<u32>(at, <u32>textStart, 8);
    store<u32>(at, <u32>this.texts.length, 12);
    this.count = count + 1;
  }

  private grow(): void {
    const wider = new StaticArray<u32>(this.fields.length * 2);
    memory.copy(changetype<usize>(wider), changetype<usize>(this.fields), (<usize>this.fields.length) << 2);
    this.fields = wider;
  }
}

/** Copies [from, to) of the text that `source` holds from `sourceStart` on; false if it does not hold all of it. */
function copyPart(source: Bytes, sourceStart: u32, from: u32, to: u32, out: ByteWriter): bool {
  if (from >= to) return true;
  if (from < sourceStart || to - sourceStart > <u32>source.byteLength) return false;
  out.copy(source.dataStart + <usize>(from - sourceStart), <i32>(to - from));
  return true;
}
