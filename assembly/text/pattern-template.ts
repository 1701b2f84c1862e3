// Fills the groups of a match into a replacement, as Go's regexp.Expand does.

import { isWord } from "./ascii";
import { Bytes } from "./bytes";
import { BytePool } from "./byte-pool";

/**
 * Appends `template` to `output`, with `$1`, `${1}`, `$name` and `${name}`
 * replaced by the groups of `text` that `slots` tell, and `$$` by `$`. As in Go
 * the longest name counts (`$1x` is group "1x"), unknown groups are empty, and a
 * dollar that begins no reference is itself.
 */
export function expandTemplate(
  template: Bytes,
  text: Bytes,
  slots: StaticArray<i32>,
  names: Array<Bytes>,
  output: BytePool,
): void {
  const length = template.byteLength;
  for (let at = 0; at < length;) {
    const byte = byteAt(template, at++);
    const next = byteAt(template, at);
    if (byte != DOLLAR || next < 0) {
      output.appendByte(<u8>byte);
      continue;
    }
    if (next == DOLLAR) {
      output.appendByte(<u8>DOLLAR);
      at++;
      continue;
    }
    const braced = next == 0x7b;
    const start = braced ? at + 1 : at;
    let end = start;
    while (isWord(byteAt(template, end))) end++;
    if (end == start || (braced && byteAt(template, end) != 0x7d)) {
      output.appendByte(<u8>DOLLAR);
      continue;
    }
    const group = findGroup(template, start, end, names);
    if (group >= 0) appendGroup(text, slots, group, output);
    at = braced ? end + 1 : end;
  }
}

const DOLLAR: i32 = 0x24;

function appendGroup(text: Bytes, slots: StaticArray<i32>, group: i32, output: BytePool): void {
  const start = unchecked(slots[2 * group]);
  if (start >= 0) output.appendRange(text, start, unchecked(slots[2 * group + 1]));
}

// A name of digits is a number, without leading zeros; -1 when no group is called that.
function findGroup(template: Bytes, start: i32, end: i32, names: Array<Bytes>): i32 {
  let number = 0;
  for (let at = start; at < end && number >= 0; at++) {
    const digit = byteAt(template, at) - 0x30;
    number = digit < 0 || digit > 9 || number > MAX_NUMBER ? -1 : number * 10 + digit;
  }
  if (byteAt(template, start) == 0x30 && end - start > 1) number = -1;
  if (number >= 0) return number < names.length ? number : -1;
  for (let group = 1; group < names.length; group++) {
    const name = unchecked(names[group]);
    if (name.byteLength != end - start) continue;
    if (memory.compare(name.dataStart, template.dataStart + start, name.byteLength) == 0) return group;
  }
  return -1;
}

const MAX_NUMBER: i32 = 100000000;

function byteAt(bytes: Bytes, at: i32): i32 {
  return at < bytes.byteLength ? <i32>load<u8>(bytes.dataStart + at) : -1;
}
