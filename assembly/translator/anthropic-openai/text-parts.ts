// Texts of Anthropic's blocks, as a chat's content: one text as a string, several as parts.

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf, findText } from "../typed-member";
import { BlockKind, blockKind } from "./block-kind";

const CACHE_CONTROL = utf8("cache_control");
const TEXT = utf8("text");
const TOOL_NAME = utf8("tool_name");

/** The text of a block of this kind: what it says, or the tool that it names; -1: it is none, or an empty one. */
export function textIn(document: JsonDocument, block: i32, kind: BlockKind): i32 {
  if (kind == BlockKind.Text) return findText(document, block, TEXT);
  return kind == BlockKind.ToolReference ? findText(document, block, TOOL_NAME) : -1;
}

/** The text of the only block if nothing but its text is to be told (`keepsCache`: nor how it is cached); else -1. */
export function onlyTextOf(document: JsonDocument, blocks: i32, keepsCache: bool): i32 {
  let only = -1;
  for (let block = document.firstChild(blocks); block >= 0; block = document.nextSibling(block)) {
    if (blockKind(document, block) != BlockKind.Text) return -1;
    const text = textIn(document, block, BlockKind.Text);
    if (text < 0) continue;
    if (only >= 0 || (keepsCache && cacheOf(document, block) >= 0)) return -1;
    only = text;
  }
  return only;
}

/** How a block, or a tool, is cached; -1: it is not said. */
export function cacheOf(document: JsonDocument, block: i32): i32 {
  return findOf(document, block, CACHE_CONTROL, JsonKind.Object);
}

/** Writes a part for a text, with the `cache_control` of its block if `keepsCache`. */
export function writeTextPart(document: JsonDocument, text: i32, block: i32, keepsCache: bool, json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.member("text", document, text);
  if (keepsCache) json.member("cache_control", document, cacheOf(document, block));
  json.closeObject();
}
