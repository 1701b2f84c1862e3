// Appends bytes and JSON strings (RFC 8259, section 7) to one growing buffer.
import { Bytes, EMPTY } from "../text/bytes";
import { findSpecialByte } from "./string-lexer";
import { findInvalidUtf8 } from "./utf8";

const FIRST_CAPACITY: i32 = 256;
const HEX: usize = memory.data<u8>([
  0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
]);

/** A writer holds at most this many bytes unless its maker says less. */
export const MAX_WRITER_BYTES: i32 = 0x0fff_ffff;

// A window of a body and what is put into it; who writes more at once is rare.
const MAX_KEPT_BYTES: i32 = 2 << 20;

/**
 * A byte string that grows at its end, at least to the double each time. What would pass `limit` is not written at
 * all: `overflowed` is set, and the writer takes nothing more until `clear` or `take`. The limit is the only guard:
 * the allocator traps when memory ends, so who writes what a stranger sends keeps the limit within the VM's budget.
 */
@final
export class ByteWriter {
  /** Something did not fit; what is held is not what was meant. */
  overflowed: bool = false;

  private buffer: Bytes = EMPTY;
  private used: i32 = 0;

  constructor(private limit: i32 = MAX_WRITER_BYTES) {}

  /** The number of bytes held. */
  get length(): i32 {
    return this.used;
  }

  /** The byte written last; 0 when there is none. */
  get last(): u8 {
    return this.used == 0 ? 0 : load<u8>(this.buffer.dataStart + <usize>(this.used - 1)); // used <= byteLength
  }

  /** Makes room for `size` bytes more at once; what does not fit the limit overflows only when it is written. */
  expect(size: i32): void {
    const needed = <i64>this.used + <i64>size;
    if (needed > <i64>this.buffer.byteLength && needed <= <i64>this.limit) this.grow(<i32>needed, false);
  }

  /** Forgets what was written behind the first `length` bytes. */
  cutTo(length: i32): void {
    this.used = max(0, min(length, this.used));
  }

  /** Writes a space in the place of each byte from `from` on that ends a line; for JSON, whose strings hold none. */
  spaceLines(from: i32): void {
    const start = this.buffer.dataStart;
    for (let i = max(0, from), end = this.used; i < end; i++) {
      const byte = load<u8>(start + <usize>i); // i < used
      if (byte == 0x0a || byte == 0x0d) store<u8>(start + <usize>i, 0x20);
    }
  }

  /** Appends one byte. */
  byte(byte: u8): void {
    const at = this.reserve(1);
    if (at != 0) store<u8>(at, byte);
  }

  /** Appends bytes. */
  bytes(bytes: Bytes): void {
    this.copy(bytes.dataStart, bytes.byteLength);
  }

  /** Appends `length` bytes from an address; they must not be this writer's own. */
  copy(from: usize, length: i32): void {
    if (length <= 0) return;
    const at = this.reserve(length);
    if (at != 0) memory.copy(at, from, <usize>length);
  }

  /** Appends a text of ASCII characters, meant for constants; others are written as `?`. */
  ascii(text: string): void {
    const length = text.length;
    const at = this.reserve(length);
    if (at == 0) return;
    const from = changetype<usize>(text);
    for (let i: usize = 0; i < <usize>length; i++) {
      const unit = load<u16>(from + (i << 1));
      store<u8>(at + i, unit < 0x80 ? <u8>unit : 0x3f);
    }
  }

  /** Appends an integer in decimal. */
  integer(value: i64): void {
    let rest: u64 = value < 0 ? 0 - <u64>value : <u64>value;
    let digits = 1;
    for (let tens = rest / 10; tens != 0; tens /= 10) digits++;
    const length = value < 0 ? digits + 1 : digits;
    const at = this.reserve(length);
    if (at == 0) return;
    if (value < 0) store<u8>(at, 0x2d);
    for (let p = at + <usize>length; digits > 0; digits--) {
      p--;
      store<u8>(p, <u8>(0x30 + (rest % 10)));
      rest /= 10;
    }
  }

  /** Appends a JSON string that means `text`; each byte that is not UTF-8 becomes U+FFFD. */
  jsonString(text: Bytes): void {
    this.byte(0x22);
    this.jsonContents(text);
    this.byte(0x22);
  }

  /** Appends the inside of a JSON string that means `text`; parts of one string must be cut between characters. */
  jsonContents(text: Bytes): void {
    let p = text.dataStart;
    const end = p + <usize>text.byteLength;
    while (p < end) {
      const valid = findInvalidUtf8(p, end);
      this.escape(p, valid);
      if (valid >= end) return;
      this.byte(0xef);
      this.byte(0xbf);
      this.byte(0xbd);
      p = valid + 1;
    }
  }

  /** Forgets what was written and keeps the memory, unless it is more than `MAX_KEPT_BYTES`. */
  clear(): void {
    if (this.buffer.byteLength > MAX_KEPT_BYTES) this.buffer = EMPTY;
    this.used = 0;
    this.overflowed = false;
  }

  /** What was written, sharing the writer's memory: good until the next write, `clear` or `take`. */
  view(): Bytes {
    return this.buffer.subarray(0, this.used);
  }

  /** A part of what was written, shared like `view`; indices out of range are brought into it. */
  slice(from: i32, to: i32): Bytes {
    return this.buffer.subarray(max(0, min(from, this.used)), max(0, min(to, this.used)));
  }

  /** Appends a part of what was written to another writer; indices as for `slice`. */
  copyTo(out: ByteWriter, from: i32, to: i32): void {
    const start = max(0, min(from, this.used));
    out.copy(this.buffer.dataStart + <usize>start, min(to, this.used) - start);
  }

  /** Hands over what was written; the writer starts anew with memory of its own. */
  take(): Bytes {
    const written = this.view();
    this.buffer = EMPTY;
    this.clear();
    return written;
  }

  /** Appends valid UTF-8 from [start, end), in runs between the bytes that must be escaped. */
  private escape(start: usize, end: usize): void {
    let run = start;
    while (run < end) {
      const special = findSpecialByte(run, end);
      this.copy(run, <i32>(special - run));
      if (special >= end) return;
      this.escapeByte(load<u8>(special));
      run = special + 1;
    }
  }

  private escapeByte(byte: u8): void {
    this.byte(0x5c);
    if (byte >= 0x20) this.byte(byte);
    else if (byte == 0x0a) this.byte(0x6e);
    else if (byte == 0x0d) this.byte(0x72);
    else if (byte == 0x09) this.byte(0x74);
    else {
      this.ascii("u00");
      this.byte(load<u8>(HEX + ((<usize>byte) >> 4)));
      this.byte(load<u8>(HEX + ((<usize>byte) & 15)));
    }
  }

  /** Makes room and returns its address, or 0 when the limit is reached. */
  private reserve(length: i32): usize {
    const used = this.used;
    if (this.overflowed || length > this.limit - used) {
      this.overflowed = true;
      return 0;
    }
    if (used + length > this.buffer.byteLength) this.grow(used + length);
    this.used = used + length;
    return this.buffer.dataStart + <usize>used;
  }

  private grow(needed: i32, doubles: bool = true): void {
    const doubled = doubles ? min<i64>(<i64>this.buffer.byteLength * 2, <i64>this.limit) : 0;
    const wider = new Uint8Array(max(needed, max(<i32>doubled, FIRST_CAPACITY)));
    memory.copy(wider.dataStart, this.buffer.dataStart, <usize>this.used);
    this.buffer = wider;
  }
}
