// Is a text JSON (RFC 8259)? For texts inside of strings, of which nothing but that is to be known.

import { trimSpace } from "../text/ascii";
import { Bytes } from "../text/bytes";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { Scanner } from "./scanner";

const OPEN_OBJECT: u8 = 0x7b;

/** The sink that keeps nothing. */
@final
class NoSink {
  wantsName(depth: i32): bool {
    return false;
  }

  wantsText(depth: i32, length: u32): bool {
    return false;
  }

  onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError {
    return JsonError.None;
  }

  onScalar(kind: JsonKind, start: u32, end: u32, escaped: bool, depth: i32): void {}

  onOpen(kind: JsonKind, at: u32, depth: i32): void {}

  onClose(end: u32, empty: bool, depth: i32): void {}
}

const scanner = new Scanner<NoSink>(new NoSink());

/** `text` without the white space around it if it is a JSON object, else null; shares its memory. */
export function objectIn(text: Bytes): Bytes | null {
  const object = trimSpace(text);
  const start = object.dataStart;
  if (object.byteLength == 0 || load<u8>(start) != OPEN_OBJECT) return null;
  scanner.begin();
  scanner.scan(start, start + <usize>object.byteLength, 0, true);
  return scanner.error == JsonError.None ? object : null;
}
