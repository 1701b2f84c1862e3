// What a scan found: where watched members stand in the body, in fixed memory that is used again for every body.
import { Bytes, EMPTY } from "../text/bytes";
import { JsonKind } from "./kind";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { unescapeTo } from "./unescape";
import { ByteWriter } from "./write";

/** So many occurrences of one watched member are kept; one more is an error. */
export const MAX_OCCURRENCES: i32 = 8;

/** The bytes of a value are kept up to this length. */
export const MAX_CAPTURE: u32 = 4096;

/** One occurrence. */
@unmanaged
class Occurrence {
  keyStart: u32;
  keyEnd: u32;
  /** Where the value of the member before it ends; 0 for the first of an object. */
  before: u32;
  /** Where the name of the member behind it starts; 0 for the last of an object. */
  next: u32;
  valueStart: u32;
  valueEnd: u32;
  captureStart: i32;
  /** -1 if the value was too long. */
  captureLength: i32;
  kind: u8;
  empty: bool;
  parent: u8;
}

const RECORD_BYTES: i32 = <i32>offsetof<Occurrence>();

/**
 * The occurrences of each watched member, in the order of the body. All offsets are in the whole body. A member that
 * does not occur, or an index out of range, is answered with 0, `None`, false, -1 or no bytes.
 */
export class Occurrences {
  /** What the body itself is. */
  rootKind: JsonKind = JsonKind.None;
  /** Offset of the first byte of the root value. */
  rootStart: u32 = 0;
  /** True for `{}` and `[]`. */
  rootEmpty: bool = false;

  /** What the scan looked for. */
  paths: MemberPaths = new MemberPaths();
  private counts: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED);
  /** `MAX_OCCURRENCES` records for each node. */
  private records: StaticArray<u8> = new StaticArray<u8>(0);
  private captures: ByteWriter = new ByteWriter();

  /** How often the member occurs, in all occurrences of its parent together. */
  count(node: i32): i32 {
    return <u32>node < <u32>MAX_WATCHED ? unchecked(this.counts[node]) : 0;
  }

  /**
   * The occurrence that counts for a reader that takes the last of equal names: the last one inside the last one of its
   * parent; -1 if there is none.
   */
  effective(node: i32): i32 {
    // From the node up to the root, the answer depends on the parent's; walking down needs no stack.
    let found = 0;
    for (let level = this.levelOf(node); level >= 0; level--) {
      found = this.lastWithin(this.ancestorOf(node, level), found);
      if (found < 0) return -1;
    }
    return this.count(node) > 0 ? found : -1;
  }

  /** The last occurrence of the member inside the given occurrence of its parent (0 for the root), or -1. */
  lastWithin(node: i32, parent: i32): i32 {
    for (let i = this.count(node) - 1; i >= 0; i--) {
      if (this.parent(node, i) == parent) return i;
    }
    return -1;
  }

  /** Offset of the quote that opens the name. */
  keyStart(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.keyStart : 0;
  }

  /** Offset after the quote that closes the name. */
  keyEnd(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.keyEnd : 0;
  }

  /** Offset after the value of the member before this one; 0 if this is the first of its object. */
  previousEnd(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.before : 0;
  }

  /** Offset of the quote that opens the name of the member behind this one; 0 if this is the last of its object. */
  nextStart(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.next : 0;
  }

  /** Offset of the first byte of the value. */
  valueStart(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.valueStart : 0;
  }

  /** Offset after the value. */
  valueEnd(node: i32, index: i32): u32 {
    const record = this.find(node, index);
    return record ? record.valueEnd : 0;
  }

  /** What the value is. */
  kind(node: i32, index: i32): JsonKind {
    const record = this.find(node, index);
    return record ? <JsonKind>record.kind : JsonKind.None;
  }

  /** True for `{}` and `[]`, white space inside allowed. */
  isEmpty(node: i32, index: i32): bool {
    const record = this.find(node, index);
    return record ? record.empty : false;
  }

  /** Offset after the `{` or `[` of a container. */
  contentStart(node: i32, index: i32): u32 {
    return this.valueStart(node, index) + 1;
  }

  /** Which occurrence of the parent this one stands in; 0 if the parent is the root. */
  parent(node: i32, index: i32): i32 {
    const record = this.find(node, index);
    return record ? <i32>record.parent : -1;
  }

  /** True if the bytes of the value were kept: it has at most `MAX_CAPTURE`. */
  isCaptured(node: i32, index: i32): bool {
    const record = this.find(node, index);
    return record ? record.captureLength >= 0 : false;
  }

  /** The value as it is written, good until the next scan; empty if it was not kept. */
  raw(node: i32, index: i32): Bytes {
    const record = this.find(node, index);
    if (!record || record.captureLength < 0) return EMPTY;
    return this.captures.slice(record.captureStart, record.captureStart + record.captureLength);
  }

  /** What a string means, escapes undone, good until the next scan; empty for other kinds or if it was not kept. */
  text(node: i32, index: i32): Bytes {
    const raw = this.raw(node, index);
    const length = raw.byteLength - 2;
    if (length <= 0 || this.kind(node, index) != JsonKind.String) return EMPTY;
    const start = raw.dataStart + 1;
    let escaped = false;
    for (let i = 0; i < length; i++) escaped = escaped || load<u8>(start + <usize>i) == 0x5c;
    if (!escaped) return raw.subarray(1, length + 1);
    const meant = new Uint8Array(length);
    return meant.subarray(0, <i32>(unescapeTo(start, start + <usize>length, meant.dataStart) - meant.dataStart));
  }

  /** Forgets all. */
  protected clear(paths: MemberPaths): void {
    this.paths = paths;
    this.rootKind = JsonKind.None;
    this.rootStart = 0;
    this.rootEmpty = false;
    this.captures.clear();
    const needed = paths.length * MAX_OCCURRENCES * RECORD_BYTES;
    if (this.records.length < needed) this.records = new StaticArray<u8>(needed);
    memory.fill(changetype<usize>(this.counts), 0, (<usize>MAX_WATCHED) << 2);
  }

  /** For the scan: notes an occurrence whose value begins; its index, or -1 if there are too many. */
  open(node: i32, parent: i32, valueStart: u32, kind: JsonKind): i32 {
    const index = this.count(node);
    if (<u32>node >= <u32>this.paths.length || index >= MAX_OCCURRENCES) return -1;
    unchecked((this.counts[node] = index + 1));
    const record = this.find(node, index);
    if (!record) return -1;
    record.next = 0;
    record.valueStart = valueStart;
    record.valueEnd = valueStart;
    record.captureStart = this.captures.length;
    record.captureLength = -1;
    record.kind = <u8>kind;
    record.empty = false;
    record.parent = <u8>parent;
    return index;
  }

  /** For the scan: notes where a name stands, and where the value before it ended (0: there is none). */
  name(node: i32, index: i32, keyStart: u32, keyEnd: u32, before: u32): void {
    const record = this.find(node, index);
    if (!record) return;
    record.keyStart = keyStart;
    record.keyEnd = keyEnd;
    record.before = before;
  }

  /** For the scan: notes where the name of the next member of the same object starts. */
  follow(node: i32, index: i32, next: u32): void {
    const record = this.find(node, index);
    if (record) record.next = next;
  }

  /** For the scan: notes where a value ended. */
  close(node: i32, index: i32, end: u32, empty: bool): void {
    const record = this.find(node, index);
    if (!record) return;
    record.valueEnd = end;
    record.empty = empty;
  }

  /** For the scan: keeps the bytes of a value, which lie in two pieces if two windows share it. */
  capture(node: i32, index: i32, first: usize, firstLength: i32, second: usize, secondLength: i32): void {
    const record = this.find(node, index);
    if (!record) return;
    record.captureStart = this.captures.length;
    this.captures.copy(first, firstLength);
    this.captures.copy(second, secondLength);
    record.captureLength = this.captures.length - record.captureStart;
  }

  private levelOf(node: i32): i32 {
    let level = 0;
    for (let above = this.paths.parentOf(node); above >= 0; above = this.paths.parentOf(above)) level++;
    return level;
  }

  private ancestorOf(node: i32, steps: i32): i32 {
    let above = node;
    for (let i = 0; i < steps; i++) above = this.paths.parentOf(above);
    return above;
  }

  private find(node: i32, index: i32): Occurrence | null {
    if (index < 0 || index >= this.count(node)) return null;
    const at = (node * MAX_OCCURRENCES + index) * RECORD_BYTES;
    if (at + RECORD_BYTES > this.records.length) return null;
    return changetype<Occurrence>(changetype<usize>(this.records) + <usize>at);
  }
}
