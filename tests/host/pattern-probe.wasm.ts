// Lets Node call the pattern matcher: bytes go in and out through the module's memory.

import { Bytes, EMPTY } from "../../assembly/text/bytes";
import { Pattern } from "../../assembly/text/pattern";

let pattern: Pattern = Pattern.compile(EMPTY);
let source: Bytes = EMPTY;
let text: Bytes = EMPTY;
let template: Bytes = EMPTY;
let result: Bytes = EMPTY;

/** Makes room for a pattern (0), a text (1) or a template (2) of `size` bytes and returns its address. */
export function allot(what: i32, size: i32): usize {
  const bytes = new Uint8Array(size);
  if (what == 0) source = bytes;
  else if (what == 1) text = bytes;
  else template = bytes;
  return bytes.dataStart;
}

export function compile(): bool {
  __collect();
  pattern = Pattern.compile(source);
  return pattern.error.length == 0;
}

export function isMatch(): bool {
  return pattern.isMatch(text);
}

export function matchWhole(): bool {
  return pattern.matchWhole(text);
}

/** Replaces and returns the result's length; its bytes lie at `resultAddress()`. */
export function replaceAll(): i32 {
  result = pattern.replaceAll(text, template);
  return result.byteLength;
}

export function resultAddress(): usize {
  return result.dataStart;
}

/** Address of the message why the pattern does not compile, as UTF-16; `errorLength()` code units. */
export function errorAddress(): usize {
  return changetype<usize>(pattern.error);
}

export function errorLength(): i32 {
  return pattern.error.length;
}
