// What Claude Code says about itself in front of its prompt. Its `cch` changes with each request, and with it the
// beginning of the prompt, which no cache would know again.

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { Bytes, startsWith, utf8 } from "../../text/bytes";

const BEGIN = utf8("x-anthropic-billing-header:");
const HASH = utf8("cch=");
const BACKSLASH: u8 = 0x5c;
const CARRIAGE_RETURN: u8 = 0x0d;
const LINE_FEED: u8 = 0x0a;
const SEMICOLON: u8 = 0x3b;
const SPACE: u8 = 0x20;
const X: u8 = 0x78;

/** The header. */
@final
export class BillingHeader {
  /** False for a string that does not begin with it; prompts are long, and not looked at for it. */
  static mayBegin(document: JsonDocument, text: i32): bool {
    const raw = document.raw(text);
    const first = raw.byteLength > 2 ? load<u8>(raw.dataStart + 1) : 0; // behind the quote
    return first == X || first == BACKSLASH;
  }

  /** True for a text that begins with it. */
  static begins(text: Bytes): bool {
    return startsWith(text, BEGIN);
  }

  /** Writes such a text as a string, without each `; cch=…` up to the next semicolon or the end of its line. */
  static write(text: Bytes, json: JsonWriter): void {
    const size = text.byteLength;
    json.openString();
    for (let at = 0; at < size;) {
      const isOut = isHash(text, at);
      const end = fieldEnd(text, at + 1, isOut);
      if (!isOut) json.out.jsonContents(text.subarray(at, end)); // cut at ASCII characters
      at = end;
    }
    json.closeString();
  }
}

// Where the next semicolon stands from `from` on (or, if that counts, the end of the line), or the end.
function fieldEnd(text: Bytes, from: i32, endsByLine: bool): i32 {
  let at = from;
  for (; at < text.byteLength; at++) {
    const byte = load<u8>(text.dataStart + <usize>at); // at < byteLength
    if (byte == SEMICOLON || (endsByLine && (byte == LINE_FEED || byte == CARRIAGE_RETURN))) break;
  }
  return at;
}

function isHash(text: Bytes, at: i32): bool {
  if (load<u8>(text.dataStart + <usize>at) != SEMICOLON) return false; // at < byteLength
  let start = at + 1;
  while (start < text.byteLength && load<u8>(text.dataStart + <usize>start) == SPACE) start++;
  return startsWith(text.subarray(start), HASH);
}
