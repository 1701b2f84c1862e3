// The flat form of a parsed text: 8 bytes a value, a name or an end of a container, in the order of the text.
import { JsonError, MAX_DEPTH } from "./error";
import { JsonKind } from "./kind";
import { meansBytes } from "./unescape";

/**
 * What an entry is, in the top four bits of its first word: a `JsonKind` or one of these. The other 28 bits are where
 * the entry starts in the text. The second word of a scalar or a name is where it ends, with the top bit set if it
 * holds an escape; that of a container is the index of its end entry, whose second word is where the container ends.
 */
export const enum Mark {
  Name = 8,
  End = 9,
}

/** A start takes 28 bits. */
export const MAX_DOCUMENT_BYTES: i32 = 0x0fff_ffff;

/** The most entries; they take 32 MiB. */
export const MAX_ENTRIES: i32 = 1 << 22;

const FIRST_CAPACITY: i32 = 64;
// Entries stand in pages, so that a tape that grows copies nothing and leaves nothing behind, but for its first page,
// which grows to the double each time.
const PAGE_BITS: i32 = 13;
const PAGE_ENTRIES: i32 = 1 << PAGE_BITS;
const IN_PAGE: i32 = PAGE_ENTRIES - 1;
const ESCAPED: u32 = 0x8000_0000;

/** The sink that writes what a scanner meets; reading it is safe for every index, an index outside of it is an `End`. */
@final
export class Tape {
  private pages: Array<StaticArray<u64>> = [new StaticArray<u64>(FIRST_CAPACITY)];
  private capacity: i32 = FIRST_CAPACITY;
  private count: i32 = 0;
  /** About so many entries are taken, less than a page more; `MAX_ENTRIES` unless its maker says less. */
  limit: i32 = MAX_ENTRIES;
  /** True when the text had more than `limit`, of which only the first are there. */
  overflowed: bool = false;
  /** The entries of the open containers, outermost first. */
  private open: StaticArray<i32> = new StaticArray<i32>(MAX_DEPTH);

  /** Forgets all entries and keeps the memory. */
  clear(): void {
    this.count = 0;
    this.overflowed = false;
  }

  /** The number of entries. */
  @inline
  get length(): i32 {
    return this.count;
  }

  /** A `JsonKind` or a `Mark`. */
  @inline
  markOf(index: i32): i32 {
    return (<u32>this.entry(index)) >> 28;
  }

  /** Where the entry starts in the text. */
  @inline
  startOf(index: i32): u32 {
    return (<u32>this.entry(index)) & (<u32>MAX_DOCUMENT_BYTES);
  }

  /** Where the entry ends in the text. */
  @inline
  endOf(index: i32): u32 {
    const entry = this.entry(index);
    const last = isContainer((<u32>entry) >> 28) ? this.entry(<i32>(entry >> 32)) : entry;
    return (<u32>(last >> 32)) & ~ESCAPED;
  }

  /** True for a string or a name that holds an escape. */
  @inline
  isEscaped(index: i32): bool {
    const entry = this.entry(index);
    return !isContainer((<u32>entry) >> 28) && ((<u32>(entry >> 32)) & ESCAPED) != 0;
  }

  /** The entry after the whole value. */
  @inline
  after(index: i32): i32 {
    const entry = this.entry(index);
    return isContainer((<u32>entry) >> 28) ? <i32>(entry >> 32) + 1 : index + 1;
  }

  /**
   * The value of the last member of the object at `index` whose name means the `length` bytes at `name`; -1: there is none.
   * The text begins at `source`. One pass over the names, since whoever reads an object asks for many.
   */
  memberOf(index: i32, source: usize, name: usize, length: u32): i32 {
    let found = -1;
    let at = index + 1;
    for (let key = this.entry(at); (<u32>key) >> 28 == Mark.Name; key = this.entry(at)) {
      const start = source + <usize>((<u32>key) & (<u32>MAX_DOCUMENT_BYTES)) + 1; // behind the quote
      const last = <u32>(key >> 32);
      const end = source + <usize>(last & ~ESCAPED) - 1;
      const isNamed =
        (last & ESCAPED) != 0
          ? meansBytes(start, end, name, <usize>length)
          : <u32>(end - start) == length && memory.compare(start, name, <usize>length) == 0;
      if (isNamed) found = at + 1;
      at = this.after(at + 1);
    }
    return found;
  }

  wantsName(depth: i32): bool {
    return true;
  }


  @inline
  wantsText(_depth: i32, _length: u32): bool {
    return false;
  }


  @inline
  onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError {
    this.push(Mark.Name, start, end | (escaped ? ESCAPED : 0));
    return JsonError.None;
  }


  @inline
  onScalar(kind: JsonKind, start: u32, end: u32, escaped: bool, depth: i32): void {
    this.push(kind, start, end | (escaped ? ESCAPED : 0));
  }


  @inline
  onOpen(kind: JsonKind, at: u32, depth: i32): void {
    if (depth < 0 || depth >= MAX_DEPTH) return;
    unchecked((this.open[depth] = this.count));
    this.push(kind, at, 0);
  }


  @inline
  onClose(end: u32, empty: bool, depth: i32): void {
    if (depth < 0 || depth >= MAX_DEPTH) return;
    const opener = unchecked(this.open[depth]);
    if (opener < 0 || opener >= this.count) return;
    const entry = this.entry(opener);
    this.set(opener, (entry & 0xffff_ffff) | ((<u64>this.count) << 32));
    this.push(Mark.End, (<u32>entry) & (<u32>MAX_DOCUMENT_BYTES), end);
  }


  @inline
  private entry(index: i32): u64 {
    if (<u32>index >= <u32>this.count) return (<u64>Mark.End) << 28;
    return unchecked(this.pages[index >> PAGE_BITS][index & IN_PAGE]); // index < count, which is at most the capacity
  }


  @inline
  private push(mark: u32, start: u32, second: u32): void {
    const index = this.count;
    if (index >= this.capacity && !this.grow()) return;
    this.set(index, ((<u64>second) << 32) | (<u64>((mark << 28) | start)));
    this.count = index + 1;
  }


  @inline
  private set(index: i32, entry: u64): void {
    unchecked((this.pages[index >> PAGE_BITS][index & IN_PAGE] = entry)); // both callers: index < capacity
  }

  // A text of brackets has an entry for each byte; beyond the bound entries are dropped, and the document refused.
  private grow(): bool {
    this.overflowed = this.count >= this.limit;
    if (this.overflowed) return false;
    if (this.capacity < PAGE_ENTRIES) this.widenFirst();
    else this.addPage();
    return true;
  }

  private widenFirst(): void {
    const first = unchecked(this.pages[0]); // there is one from the start
    const wider = new StaticArray<u64>(this.capacity * 2);
    memory.copy(changetype<usize>(wider), changetype<usize>(first), (<usize>this.count) << 3);
    unchecked((this.pages[0] = wider)); // as above
    this.capacity = wider.length;
  }

  private addPage(): void {
    this.pages.push(new StaticArray<u64>(PAGE_ENTRIES));
    this.capacity += PAGE_ENTRIES;
  }
}


@inline
function isContainer(mark: u32): bool {
  return mark == JsonKind.Array || mark == JsonKind.Object;
}
