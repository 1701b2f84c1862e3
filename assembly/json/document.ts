// A whole JSON text (RFC 8259) as a flat tape: looking up a member or walking an array allocates nothing.
import { Bytes, EMPTY } from "../text/bytes";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { doubleValue, integerValue, isIntegerToken, truncatedValue } from "./number-value";
import { Scanner } from "./scanner";
import { Mark, MAX_DOCUMENT_BYTES, MAX_ENTRIES, Tape } from "./tape";
import { meansBytes, unescapeTo } from "./unescape";

// An entry takes 8 bytes; a tape whose first page has grown to the double has left as much behind.
const ENTRY_COST: u32 = 16;

/**
 * A parsed text. Values are nodes, small integers: `root`, then what `firstChild`, `nextSibling` and `find` return;
 * -1 is no node. The children of an object are the *values* of its members; `keyText` and the like take such a value.
 * Any other integer is answered like -1: kind `None`, no children, no bytes. The text is not copied and must outlive
 * the document unchanged.
 */
@final
export class JsonDocument {
  private source: Bytes = EMPTY;
  private scanner: Scanner<Tape> = new Scanner<Tape>(new Tape());
  private tooLarge: bool = false;

  /** Reads a whole text; look at `error` before anything else. A text that needs more than `room` bytes besides is too large. */
  static parse(bytes: Bytes, room: u32 = u32.MAX_VALUE): JsonDocument {
    const document = new JsonDocument();
    document.tape.limit = <i32>min(room / ENTRY_COST, <u32>MAX_ENTRIES);
    document.reparse(bytes);
    return document;
  }

  /** Reads another text into the same memory; true when it is valid. All nodes of the last text are void. */
  reparse(bytes: Bytes): bool {
    this.source = bytes;
    this.tape.clear();
    this.scanner.begin();
    this.tooLarge = bytes.byteLength > MAX_DOCUMENT_BYTES;
    if (this.tooLarge) return false;
    const start = bytes.dataStart;
    this.scanner.scan(start, start + <usize>bytes.byteLength, 0, true);
    this.tooLarge = this.tape.overflowed;
    const valid = this.error == JsonError.None;
    if (!valid) this.tape.clear();
    return valid;
  }

  /** Why the text was refused, or `None`. A refused text has no nodes. */
  get error(): JsonError {
    return this.tooLarge ? JsonError.TooLarge : this.scanner.error;
  }

  /** The offset of the first offending byte; the length of the text where more was expected. */
  get errorOffset(): i32 {
    if (this.tooLarge) return min(this.source.byteLength, MAX_DOCUMENT_BYTES);
    return <i32>this.scanner.errorOffset;
  }

  /** The value that the text is; -1 if it was refused. */
  get root(): i32 {
    return this.tape.length == 0 ? -1 : 0;
  }

  /** What the value is; `None` for no node. */
  kind(node: i32): JsonKind {
    const mark = this.tape.markOf(node);
    return mark < Mark.Name ? <JsonKind>mark : JsonKind.None;
  }

  /** Offset of the first byte of the value as it is written; of a string, its quote. */
  start(node: i32): i32 {
    return <i32>this.tape.startOf(node);
  }

  /** Offset after the last byte of the value as it is written. */
  end(node: i32): i32 {
    return <i32>this.tape.endOf(node);
  }

  /** The first element, or the value of the first member; -1 if there is none or the node is no container. */
  firstChild(node: i32): i32 {
    const kind = this.kind(node);
    if (kind != JsonKind.Array && kind != JsonKind.Object) return -1;
    return this.valueAt(node + 1);
  }

  /** The next element, or the value of the next member; -1 after the last one. */
  nextSibling(node: i32): i32 {
    return node < 0 ? -1 : this.valueAt(this.tape.after(node));
  }

  /** The value of the member called `name`, the last one if there are several; -1 if there is none. Escapes in names count as what they mean. */
  find(object: i32, name: Bytes): i32 {
    if (this.kind(object) != JsonKind.Object) return -1;
    return this.tape.memberOf(object, this.source.dataStart, name.dataStart, <u32>name.byteLength);
  }

  /** True when the node is the value of a member called `name`. */
  hasName(node: i32, name: Bytes): bool {
    const key = this.keyOf(node);
    return key >= 0 && this.isSpelled(key, name);
  }

  /** Offset of the opening quote of the member's name; -1 if the node is not the value of a member. */
  keyStart(node: i32): i32 {
    const key = this.keyOf(node);
    return key < 0 ? -1 : <i32>this.tape.startOf(key);
  }

  /** Offset after the closing quote of the member's name; -1 if the node is not the value of a member. */
  keyEnd(node: i32): i32 {
    const key = this.keyOf(node);
    return key < 0 ? -1 : <i32>this.tape.endOf(key);
  }

  /** The value as it is written, sharing the text's memory. */
  raw(node: i32): Bytes {
    if (this.kind(node) == JsonKind.None) return EMPTY;
    return this.source.subarray(this.start(node), this.end(node));
  }

  /** What a string means, in UTF-8; shares the text's memory if it has no escape. Empty for other kinds. */
  text(node: i32): Bytes {
    return this.kind(node) == JsonKind.String ? this.contents(node) : EMPTY;
  }

  /** True for a string that means these bytes. */
  means(node: i32, bytes: Bytes): bool {
    return this.kind(node) == JsonKind.String && this.isSpelled(node, bytes);
  }

  /** Writes what a string means to `target`, at most its bytes without the quotes, and returns how many bytes; 0 for other kinds. */
  copyText(node: i32, target: usize): i32 {
    if (this.kind(node) != JsonKind.String) return 0;
    const at = this.source.dataStart;
    return <i32>(unescapeTo(at + <usize>(this.start(node) + 1), at + <usize>(this.end(node) - 1), target) - target);
  }

  /** What the name of the member means, in UTF-8; empty if the node is not the value of a member. */
  keyText(node: i32): Bytes {
    const key = this.keyOf(node);
    return key < 0 ? EMPTY : this.contents(key);
  }

  /** True for a number that is written without fraction and exponent. */
  isInteger(node: i32): bool {
    if (this.kind(node) != JsonKind.Number) return false;
    const at = this.source.dataStart;
    return isIntegerToken(at + <usize>this.start(node), at + <usize>this.end(node));
  }

  /** A number, cut towards zero and held within the range of i64; 0 for other kinds. */
  toI64(node: i32): i64 {
    if (!this.isInteger(node)) return truncatedValue(this.toF64(node));
    const at = this.source.dataStart;
    return integerValue(at + <usize>this.start(node), at + <usize>this.end(node));
  }

  /** A number as a double (exact up to 15 digits, see number-value.ts); 0 for other kinds. */
  toF64(node: i32): f64 {
    if (this.kind(node) != JsonKind.Number) return 0;
    const at = this.source.dataStart;
    return doubleValue(at + <usize>this.start(node), at + <usize>this.end(node));
  }


  @inline
  private get tape(): Tape {
    return this.scanner.sink;
  }

  /** The entry itself, or in an object the value behind the name; -1 at the end. */
  private valueAt(entry: i32): i32 {
    const mark = this.tape.markOf(entry);
    if (mark == Mark.Name) return entry + 1;
    return mark == Mark.End ? -1 : entry;
  }

  /** The name entry before the value of a member, or -1. */
  private keyOf(node: i32): i32 {
    if (this.kind(node) == JsonKind.None) return -1;
    return this.tape.markOf(node - 1) == Mark.Name ? node - 1 : -1;
  }

  /** True when the string or name means these bytes. */
  private isSpelled(entry: i32, bytes: Bytes): bool {
    const start = this.tape.startOf(entry) + 1;
    const length = this.tape.endOf(entry) - 1 - start;
    const at = this.source.dataStart + <usize>start;
    const wanted = bytes.byteLength;
    if (this.tape.isEscaped(entry)) return meansBytes(at, at + <usize>length, bytes.dataStart, <usize>wanted);
    return length == wanted && memory.compare(at, bytes.dataStart, <usize>wanted) == 0;
  }

  private contents(entry: i32): Bytes {
    const start = <i32>this.tape.startOf(entry) + 1;
    const end = <i32>this.tape.endOf(entry) - 1;
    if (!this.tape.isEscaped(entry)) return this.source.subarray(start, end);
    const meant = new Uint8Array(end - start);
    const at = this.source.dataStart;
    const stop = unescapeTo(at + <usize>start, at + <usize>end, meant.dataStart);
    return meant.subarray(0, <i32>(stop - meant.dataStart));
  }
}
