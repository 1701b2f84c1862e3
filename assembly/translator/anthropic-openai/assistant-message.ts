// What the assistant has said, thought and called, as one message of a chat.
// https://platform.openai.com/docs/guides/function-calling · reasoning: https://api-docs.deepseek.com/guides/thinking_mode

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { isText } from "./answer";
import { ToolNames } from "./tool-names";

const ID = utf8("id");
const INPUT = utf8("input");
const NAME = utf8("name");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const TOOL_USE = utf8("tool_use");
const TYPE = utf8("type");
const EMPTY_OBJECT = utf8("{}");

/** Writes the message for an assistant's blocks, unless they say nothing; null, or why the turn, number `index`, cannot be sent. */
export function writeAssistant(
  document: JsonDocument,
  content: i32,
  index: i32,
  keepsThinking: bool,
  names: ToolNames,
  json: JsonWriter,
): Refusal | null {
  const hasCalls = hasBlock(document, content, TOOL_USE);
  const from = json.out.length;
  json.openObject();
  json.key("role");
  json.ascii("assistant");
  json.key("content");
  // Blocks of one answer are one text, which citations have cut; what stands around calls are several.
  const hasText = joinBlocks(document, content, TEXT, hasCalls ? "\\n\\n" : "", json);
  if (!hasText) json.null();
  if (keepsThinking) writeThinking(document, content, json);
  const why = hasCalls ? writeCalls(document, content, names, json) : "";
  json.closeObject();
  if (!hasText && !hasCalls) json.out.cutTo(from);
  return why.length == 0 ? null : refuseAt(`${placeOf("messages", index)}.content`, why);
}

function hasBlock(document: JsonDocument, content: i32, type: Bytes): bool {
  for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
    if (document.means(document.find(block, TYPE), type)) return true;
  }
  return false;
}

// Writes the texts of all blocks of this type, in which they are the member of the same name, as one string; false: none.
function joinBlocks(document: JsonDocument, content: i32, type: Bytes, between: string, json: JsonWriter): bool {
  let isOpen = false;
  for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
    const text = document.means(document.find(block, TYPE), type) ? document.find(block, type) : -1;
    if (!isText(document, text)) continue;
    if (isOpen) json.out.ascii(between);
    else json.openString();
    isOpen = true;
    json.addToString(document, text);
  }
  if (isOpen) json.closeString();
  return isOpen;
}

function writeThinking(document: JsonDocument, content: i32, json: JsonWriter): void {
  const from = json.out.length;
  json.key("reasoning_content");
  if (!joinBlocks(document, content, THINKING, "", json)) json.out.cutTo(from);
}

// Returns "", or why a call cannot be sent.
function writeCalls(document: JsonDocument, content: i32, names: ToolNames, json: JsonWriter): string {
  json.key("tool_calls");
  json.openArray();
  for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
    if (!document.means(document.find(block, TYPE), TOOL_USE)) continue;
    const id = document.find(block, ID);
    const name = document.find(block, NAME);
    const input = document.find(block, INPUT);
    if (document.kind(id) != JsonKind.String || document.kind(name) != JsonKind.String) {
      return "expected an id and a name in each tool_use";
    }
    json.openObject();
    json.member("id", document, id);
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    json.key("name");
    json.string(names.shorten(document.text(name)));
    json.key("arguments");
    json.string(document.kind(input) == JsonKind.Object ? document.raw(input) : EMPTY_OBJECT);
    json.closeObject();
    json.closeObject();
  }
  json.closeArray();
  return "";
}
