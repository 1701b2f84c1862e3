// What tools have answered, as messages of their own, which come before whatever else their turn says.
// https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use · https://platform.openai.com/docs/guides/function-calling

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { startsWith, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { writePart } from "./parts";
import { isEmptyText, textOfBlock } from "./text-parts";

const CONTENT = utf8("content");
const ID = utf8("tool_use_id");
const IS_ERROR = utf8("is_error");
const TOOL_RESULT = utf8("tool_result");
const TYPE = utf8("type");
// OpenAI has no flag for a call that failed, so the text says it.
const ERROR = "Error: ";
const ERROR_BYTES = utf8("Error");

/** True for the block of a tool's result. */
export function isToolResult(document: JsonDocument, block: i32): bool {
  return document.means(document.find(block, TYPE), TOOL_RESULT);
}

/** Writes the message of a tool; null, or why block number `at` of turn number `index` cannot be sent. */
export function writeToolResult(
  document: JsonDocument,
  block: i32,
  index: i32,
  at: i32,
  json: JsonWriter,
): Refusal | null {
  const id = document.find(block, ID);
  if (document.kind(id) != JsonKind.String)
    return refuseAt(`${placeOfBlock(index, at)}.tool_use_id`, "expected a string");
  const isError = document.kind(document.find(block, IS_ERROR)) == JsonKind.True;
  const content = document.find(block, CONTENT);
  json.openObject();
  json.key("role");
  json.ascii("tool");
  json.member("tool_call_id", document, id);
  json.key("content");
  const why = isPlain(document, content)
    ? writeText(document, content, isError, json)
    : writeParts(document, content, isError, json);
  json.closeObject();
  return why.length == 0 ? null : refuseAt(`${placeOfBlock(index, at)}.content`, why);
}

function placeOfBlock(index: i32, at: i32): string {
  return placeOf(`${placeOf("messages", index)}.content`, at);
}

// True for a text, for nothing, and for a list of texts.
function isPlain(document: JsonDocument, content: i32): bool {
  if (document.kind(content) != JsonKind.Array) return true;
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
    if (textOfBlock(document, part) < 0 && !isEmptyText(document, part)) return false;
  }
  return true;
}

function writeText(document: JsonDocument, content: i32, isError: bool, json: JsonWriter): string {
  const kind = document.kind(content);
  if (kind > JsonKind.Null && kind != JsonKind.String && kind != JsonKind.Array) return "expected a text or a list";
  json.openString();
  let isFirst = true;
  if (kind == JsonKind.String) {
    if (isError && !saysError(document, content)) json.out.ascii(ERROR);
    json.addToString(document, content);
    isFirst = false;
  }
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
    const text = textOfBlock(document, part);
    if (text < 0) continue;
    if (isFirst && isError && !saysError(document, text)) json.out.ascii(ERROR);
    if (!isFirst) json.out.ascii("\\n");
    json.addToString(document, text);
    isFirst = false;
  }
  if (isFirst && isError) json.out.ascii("Error");
  json.closeString();
  return "";
}

function writeParts(document: JsonDocument, content: i32, isError: bool, json: JsonWriter): string {
  json.openArray();
  const first = document.firstChild(content);
  if (isError && !saysError(document, textOfBlock(document, first))) {
    json.openObject();
    json.key("type");
    json.ascii("text");
    json.key("text");
    json.ascii("Error:");
    json.closeObject();
  }
  for (let part = first; part >= 0; part = document.nextSibling(part)) {
    const why = writePart(document, part, false, json);
    if (why.length > 0) return why;
  }
  json.closeArray();
  return "";
}

function saysError(document: JsonDocument, text: i32): bool {
  return startsWith(document.text(text), ERROR_BYTES);
}
