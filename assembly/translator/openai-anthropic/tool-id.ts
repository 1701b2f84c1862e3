// Identities of calls, which Anthropic takes only of letters, digits, `_` and `-`; other providers' may have more.
// https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { isWord } from "../../text/ascii";
import { Bytes, copyOf } from "../../text/bytes";

const HYPHEN: u8 = 0x2d;
const UNDERSCORE: u8 = 0x5f;

/** Writes an identity, a string, with `_` for each byte that Anthropic refuses: the same for a call and its result. */
export function writeToolId(document: JsonDocument, id: i32, json: JsonWriter): void {
  const text = document.text(id);
  if (findForeign(text, 0) < 0) return json.string(text);
  const mended = copyOf(text);
  for (let at = findForeign(mended, 0); at >= 0; at = findForeign(mended, at + 1)) {
    store<u8>(mended.dataStart + <usize>at, UNDERSCORE); // at < byteLength
  }
  json.string(mended);
}

function findForeign(text: Bytes, from: i32): i32 {
  for (let i = from, length = text.byteLength; i < length; i++) {
    const byte = load<u8>(text.dataStart + <usize>i); // i < length
    if (byte != HYPHEN && !isWord(byte)) return i;
  }
  return -1;
}
