// Copies a JSON text as the scanner reads it, with another value in the place of each that must not be seen.
import { JsonError, MAX_DEPTH } from "./error";
import { JsonKind } from "./kind";
import { RedactPaths } from "./redact-paths";
import { RedactPlace } from "./redact-place";
import { ByteWriter } from "./write";

/** No container is skipped. */
const NOWHERE: i32 = MAX_DEPTH;

/** The sink of a `Redactor`: follows the paths and writes what may be seen. */
@final
export class RedactSink {
  private out: ByteWriter = new ByteWriter();
  private text: usize = 0;
  private place: RedactPlace = new RedactPlace();

  /** All of the text before this offset has been dealt with. */
  private copied: u32 = 0;
  /** The end of what was told last; behind it are only white space, commas, colons and the next token. */
  private told: u32 = 0;
  /** How many containers are open, but for a skipped one and those in it. */
  private depth: i32 = 0;
  /** The depth at which a container stands that is redacted, or into which no path leads. */
  private skipped: i32 = NOWHERE;

  /** Prepares for the text at an address. */
  begin(out: ByteWriter, text: usize, paths: RedactPaths): void {
    this.out = out;
    this.text = text;
    this.place.begin(paths);
    this.copied = 0;
    this.told = 0;
    this.depth = 0;
    this.skipped = NOWHERE;
  }

  /** Writes what is left of a text without error that ends at `end`, be it cut or not. */
  finish(end: u32): void {
    let last = end;
    if (this.skipped == NOWHERE) {
      let next = this.told;
      while (next < end && isBetween(load<u8>(this.text + <usize>next))) next++;
      // A token that was not told is the name or the value that comes next, as far as the cut text has it.
      if (next < end) this.place.meetElement(this.depth);
      if (this.place.isHidden) last = next;
    } else if (this.place.isHidden) {
      last = this.copied;
    }
    this.copyTo(last);
  }

  wantsName(depth: i32): bool {
    return false; // there is one window, and a name that its end cuts has no value
  }


  @inline
  wantsText(_depth: i32, _length: u32): bool {
    return false;
  }


  @inline
  onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError {
    if (depth > this.skipped) return JsonError.None;
    this.told = end;
    this.place.meetName(this.text + <usize>start + 1, <i32>(end - start) - 2, escaped, depth);
    return JsonError.None;
  }


  @inline
  onScalar(kind: JsonKind, start: u32, end: u32, escaped: bool, depth: i32): void {
    if (depth > this.skipped) return;
    this.told = end;
    this.place.meetElement(depth);
    if (!this.place.isHidden) return;
    this.replaceFrom(start);
    this.copied = end;
    this.place.isHidden = false;
  }


  @inline
  onOpen(kind: JsonKind, at: u32, depth: i32): void {
    if (depth <= this.skipped) this.enter(kind, at, depth);
  }


  @inline
  onClose(end: u32, empty: bool, depth: i32): void {
    if (depth <= this.skipped) this.leave(end, depth);
  }

  private enter(kind: JsonKind, at: u32, depth: i32): void {
    const place = this.place;
    this.told = at + 1;
    place.meetElement(depth);
    if (place.isHidden) this.replaceFrom(at);
    if (place.isHidden || !place.isWanted) {
      this.skipped = depth;
      return;
    }
    place.enter(kind == JsonKind.Array, depth);
    this.depth = depth + 1;
  }

  private leave(end: u32, depth: i32): void {
    this.told = end;
    this.depth = depth;
    this.skipped = NOWHERE;
    if (this.place.isHidden) this.copied = end;
    this.place.isHidden = false;
  }

  private replaceFrom(start: u32): void {
    this.copyTo(start);
    this.out.ascii('"[redacted]"');
  }

  private copyTo(end: u32): void {
    this.out.copy(this.text + <usize>this.copied, <i32>(end - this.copied));
    this.copied = end;
  }
}

/** What stands between tokens that the scanner tells. */
function isBetween(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 || byte == 0x2c || byte == 0x3a;
}
