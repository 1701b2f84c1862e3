// Texts of Anthropic's blocks, as a chat's content: one text as a string, several as parts.

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { utf8 } from "../../text/bytes";
import { isText } from "./answer";

const CACHE_CONTROL = utf8("cache_control");
const TEXT = utf8("text");
const TYPE = utf8("type");

/** The text of a block that is one; -1: it is none, or an empty one. */
export function textOfBlock(document: JsonDocument, block: i32): i32 {
  if (!document.means(document.find(block, TYPE), TEXT)) return -1;
  const text = document.find(block, TEXT);
  return isText(document, text) ? text : -1;
}

/** The text of the only block if nothing but its text is to be told (`keepsCache`: nor how it is cached); else -1. */
export function onlyTextOf(document: JsonDocument, blocks: i32, keepsCache: bool): i32 {
  let only = -1;
  for (let block = document.firstChild(blocks); block >= 0; block = document.nextSibling(block)) {
    const text = textOfBlock(document, block);
    if (text < 0 && isEmptyText(document, block)) continue;
    if (text < 0 || only >= 0 || (keepsCache && document.find(block, CACHE_CONTROL) >= 0)) return -1;
    only = text;
  }
  return only;
}

/** Writes a part for a text, with the `cache_control` of its block if `keepsCache`. */
export function writeTextPart(document: JsonDocument, text: i32, block: i32, keepsCache: bool, json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.member("text", document, text);
  if (keepsCache) json.member("cache_control", document, document.find(block, CACHE_CONTROL));
  json.closeObject();
}

/** True for a text block in which nothing is said. */
export function isEmptyText(document: JsonDocument, block: i32): bool {
  return document.means(document.find(block, TYPE), TEXT) && textOfBlock(document, block) < 0;
}
