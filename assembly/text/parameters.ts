// Parameters behind a header's value, `; name=value; name="value"` (RFC 9110, section 5.6.6), read in place.

const SEMICOLON: u8 = 0x3b;
const EQUALS: u8 = 0x3d;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const SPACE: u8 = 0x20;
const TAB: u8 = 0x09;

/** Walks over parameters by address and allocates nothing: a client decides how many there are. */
@final
export class Parameters {
  /** The name of the parameter at hand. */
  nameStart: usize = 0;
  nameEnd: usize = 0;
  /** Its value, less the quotes; escapes are not undone. */
  valueStart: usize = 0;
  valueEnd: usize = 0;
  /** True when something was found that no grammar knows, so that readers may differ. */
  isBroken: bool = false;

  private rest: usize = 0;
  private end: usize = 0;
  private hasEscapes: bool = true;

  /** Begins with a whole value, what stands before its first parameter included; with `hasEscapes` a backslash in quotes is one. */
  begin(start: usize, end: usize, hasEscapes: bool = true): void {
    this.end = end;
    this.hasEscapes = hasEscapes;
    this.isBroken = false;
    this.rest = this.find(start, SEMICOLON);
  }

  /** Goes on to the next parameter; false when there is none. */
  next(): bool {
    let p = this.skipSpace(this.rest);
    if (p < this.end && load<u8>(p) != SEMICOLON) {
      this.isBroken = true;
      p = this.find(p, SEMICOLON);
    }
    while (p < this.end && (load<u8>(p) == SEMICOLON || isBlank(load<u8>(p)))) p++;
    if (p >= this.end) return false;
    this.nameStart = p;
    while (p < this.end && load<u8>(p) != EQUALS && load<u8>(p) != SEMICOLON) p++;
    this.nameEnd = this.trimEnd(this.nameStart, p);
    const hasValue = p < this.end && load<u8>(p) == EQUALS;
    if (hasValue && this.nameEnd < p) this.isBroken = true;
    this.readValue(hasValue ? p + 1 : p);
    return true;
  }

  private readValue(start: usize): void {
    const p = this.skipSpace(start);
    if (p > start) this.isBroken = true;
    if (p < this.end && load<u8>(p) == QUOTE) return this.readQuoted(p + 1);
    this.rest = this.find(p, SEMICOLON);
    this.valueStart = p;
    this.valueEnd = this.trimEnd(p, this.rest);
    for (let at = p; at < this.valueEnd; at++) {
      if (load<u8>(at) == QUOTE) this.isBroken = true;
    }
  }

  private readQuoted(start: usize): void {
    let p = start;
    for (; p < this.end && load<u8>(p) != QUOTE; p++) {
      if (this.hasEscapes && load<u8>(p) == BACKSLASH) p++;
    }
    if (p >= this.end) this.isBroken = true;
    this.valueStart = start;
    this.valueEnd = min(p, this.end);
    this.rest = min(p + 1, this.end);
  }

  private skipSpace(start: usize): usize {
    let p = start;
    while (p < this.end && isBlank(load<u8>(p))) p++;
    return p;
  }

  private trimEnd(start: usize, end: usize): usize {
    let p = end;
    while (p > start && isBlank(load<u8>(p - 1))) p--;
    return p;
  }

  private find(start: usize, byte: u8): usize {
    let p = start;
    while (p < this.end && load<u8>(p) != byte) p++;
    return p;
  }
}

/** True when [start, end) is `text`, which has no capitals, but for the case of ASCII letters. */
export function isText(start: usize, end: usize, text: Uint8Array): bool {
  if (end - start != <usize>text.byteLength) return false;
  for (let i: usize = 0; i < end - start; i++) {
    const byte = load<u8>(start + i);
    const lower: u8 = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower != load<u8>(text.dataStart + i)) return false;
  }
  return true;
}

function isBlank(byte: u8): bool {
  return byte == SPACE || byte == TAB;
}
