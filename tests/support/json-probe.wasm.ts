// Tiny exports around the JSON room, for the tests that need files or a second opinion from Node.
import { JsonDocument } from "../../assembly/json/document";

let input = new Uint8Array(0);
const document = new JsonDocument();

/** Makes room for a text of `length` bytes and returns its address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** Parses the reserved text into a tape: its error, 0 if it is valid. */
export function parse(): i32 {
  document.reparse(input);
  return document.error;
}
