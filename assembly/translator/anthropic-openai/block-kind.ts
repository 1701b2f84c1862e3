// What the blocks of Anthropic's turns are, as far as a chat can say it.
// https://docs.anthropic.com/en/api/messages#body-messages-content

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { textOf, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";

const DOCUMENT = utf8("document");
const IMAGE = utf8("image");
const SEARCH_RESULT = utf8("search_result");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const TOOL_REFERENCE = utf8("tool_reference");
const TOOL_RESULT = utf8("tool_result");
const TOOL_USE = utf8("tool_use");
const TYPE = utf8("type");

/** What a block is. */
export const enum BlockKind {
  /** No block: it has no type. */
  None,
  /** One that no chat has. */
  Other,
  Text,
  Image,
  Document,
  SearchResult,
  Thinking,
  ToolUse,
  ToolResult,
  /** A tool that a search for tools has found. */
  ToolReference,
}

/** What `block` is. */
export function blockKind(document: JsonDocument, block: i32): BlockKind {
  const type = document.find(block, TYPE);
  if (document.kind(type) != JsonKind.String) return BlockKind.None;
  if (document.means(type, TEXT)) return BlockKind.Text;
  if (document.means(type, TOOL_USE)) return BlockKind.ToolUse;
  if (document.means(type, TOOL_RESULT)) return BlockKind.ToolResult;
  if (document.means(type, THINKING)) return BlockKind.Thinking;
  if (document.means(type, IMAGE)) return BlockKind.Image;
  if (document.means(type, DOCUMENT)) return BlockKind.Document;
  if (document.means(type, SEARCH_RESULT)) return BlockKind.SearchResult;
  return document.means(type, TOOL_REFERENCE) ? BlockKind.ToolReference : BlockKind.Other;
}

/** Why a block that is in no chat, or not here, cannot be sent. */
export function whyNot(document: JsonDocument, block: i32): string {
  const type = document.find(block, TYPE);
  if (document.kind(type) != JsonKind.String) return "expected a block of content";
  return `a block of type "${textOf(document.text(type))}" cannot be sent to this provider`;
}

/** Where block number `at` of turn number `index` stands. */
export function placeOfBlock(index: i32, at: i32): string {
  return placeOf(`${placeOf("messages", index)}.content`, at);
}

/** Null for "", else the refusal of block number `at` of turn number `index` for this reason. */
export function refuseBlock(index: i32, at: i32, why: string): Refusal | null {
  return why.length == 0 ? null : refuseAt(placeOfBlock(index, at), why);
}
