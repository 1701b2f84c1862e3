// Anthropic's `system`, as the first message of a chat.
// https://docs.anthropic.com/en/api/messages#body-system

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Bytes, startsWith, utf8 } from "../../text/bytes";
import { isText } from "./answer";
import { onlyTextOf, textOfBlock, writeTextPart } from "./text-parts";

// Claude Code's; what follows `cch` changes with each request, and with it the beginning of the prompt, which no cache
// would know again.
const BILLING = utf8("x-anthropic-billing-header:");
const HASH = utf8("cch=");
const SEMICOLON: u8 = 0x3b;
const SPACE: u8 = 0x20;

/** Writes the message for `system`, a text or a list of text blocks, into the array that is open, if it says anything. */
export function writeSystem(document: JsonDocument, system: i32, keepsCache: bool, json: JsonWriter): void {
  const only = isText(document, system) ? system : onlyTextOf(document, system, keepsCache);
  if (only < 0 && !hasText(document, system)) return;
  json.openObject();
  json.key("role");
  json.ascii("system");
  json.key("content");
  if (only >= 0) writeText(document, only, json);
  else writeParts(document, system, keepsCache, json);
  json.closeObject();
}

function hasText(document: JsonDocument, system: i32): bool {
  if (document.kind(system) != JsonKind.Array) return false;
  for (let block = document.firstChild(system); block >= 0; block = document.nextSibling(block)) {
    if (textOfBlock(document, block) >= 0) return true;
  }
  return false;
}

function writeParts(document: JsonDocument, system: i32, keepsCache: bool, json: JsonWriter): void {
  json.openArray();
  for (let block = document.firstChild(system); block >= 0; block = document.nextSibling(block)) {
    const text = textOfBlock(document, block);
    if (text < 0) continue;
    if (!startsWith(document.text(text), BILLING)) {
      writeTextPart(document, text, block, keepsCache, json);
      continue;
    }
    json.openObject();
    json.key("type");
    json.ascii("text");
    json.key("text");
    writeText(document, text, json);
    json.closeObject();
  }
  json.closeArray();
}

function writeText(document: JsonDocument, text: i32, json: JsonWriter): void {
  const meant = document.text(text);
  if (startsWith(meant, BILLING)) json.string(withoutHash(meant));
  else json.raw(document.raw(text));
}

// The text without each `; cch=…`, up to the next semicolon.
function withoutHash(text: Bytes): Bytes {
  const out = new ByteWriter();
  const size = text.byteLength;
  for (let at = 0; at < size;) {
    const end = fieldEnd(text, at + 1);
    if (!isHash(text, at)) out.bytes(text.subarray(at, end));
    at = end;
  }
  return out.take();
}

// Where the next semicolon stands from `from` on, or the end.
function fieldEnd(text: Bytes, from: i32): i32 {
  let at = from;
  while (at < text.byteLength && load<u8>(text.dataStart + <usize>at) != SEMICOLON) at++;
  return at;
}

function isHash(text: Bytes, at: i32): bool {
  if (load<u8>(text.dataStart + <usize>at) != SEMICOLON) return false; // at < byteLength
  let start = at + 1;
  while (start < text.byteLength && load<u8>(text.dataStart + <usize>start) == SPACE) start++;
  return startsWith(text.subarray(start), HASH);
}
