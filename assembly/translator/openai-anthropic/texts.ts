// Texts of a chat, as Anthropic's blocks.
// https://docs.anthropic.com/en/api/messages#body-messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf } from "../typed-member";

const CACHE_CONTROL = utf8("cache_control");
const CITATIONS = utf8("citations");
const INPUT_TEXT = utf8("input_text");
const OUTPUT_TEXT = utf8("output_text");
const REFUSAL = utf8("refusal");
const TEXT = utf8("text");
const TYPE = utf8("type");
const BACKSLASH: u8 = 0x5c;

/** The `cache_control` of a message, a part or a tool; -1 where there is none. */
export function cacheControlOf(document: JsonDocument, owner: i32): i32 {
  return findOf(document, owner, CACHE_CONTROL, JsonKind.Object);
}

/** True for a part that is a text: also a refusal, a plain string, and a text that does not say so. */
export function isTextPart(document: JsonDocument, part: i32): bool {
  if (document.kind(part) == JsonKind.String) return true;
  const type = document.find(part, TYPE);
  if (document.kind(type) <= JsonKind.Null) return document.find(part, TEXT) >= 0;
  if (document.means(type, TEXT) || document.means(type, REFUSAL)) return true;
  return document.means(type, INPUT_TEXT) || document.means(type, OUTPUT_TEXT);
}

/** Writes the block of such a part, unless it says nothing; "", or why it cannot be sent. */
export function writeTextPart(document: JsonDocument, part: i32, json: JsonWriter): string {
  const isRefusal = document.means(document.find(part, TYPE), REFUSAL);
  const isPlain = document.kind(part) == JsonKind.String;
  const text = isPlain ? part : document.find(part, isRefusal ? REFUSAL : TEXT);
  const kind = document.kind(text);
  if (kind > JsonKind.Null && kind != JsonKind.String) return "expected a text that is a string";
  if (saysSomething(document, text)) writeTextBlock(document, text, part, json);
  return "";
}

/** Writes the block of `text`, a string, with what else its part, or its message, says of it (-1: nothing). */
export function writeTextBlock(document: JsonDocument, text: i32, part: i32, json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.member("text", document, text);
  json.member("citations", document, findOf(document, part, CITATIONS, JsonKind.Array));
  json.member("cache_control", document, cacheControlOf(document, part));
  json.closeObject();
}

/** True for a string with more than white space in it: Anthropic refuses blocks without. */
export function saysSomething(document: JsonDocument, node: i32): bool {
  if (document.kind(node) != JsonKind.String) return false;
  const raw = document.raw(node);
  let at = raw.dataStart + 1;
  const end = raw.dataStart + <usize>raw.byteLength - 1; // the quote
  while (at < end) {
    const byte = load<u8>(at);
    if (byte == BACKSLASH && isSpaceEscape(load<u8>(at + 1))) at += 2;
    else if (byte == 0x20) at++;
    else return true;
  }
  return false;
}

// \n, \r, \t, \f
function isSpaceEscape(letter: u8): bool {
  return letter == 0x6e || letter == 0x72 || letter == 0x74 || letter == 0x66;
}
