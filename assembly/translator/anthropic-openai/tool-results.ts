// What tools have answered, as messages of their own, which come before whatever else their turn says.
// https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use · https://platform.openai.com/docs/guides/function-calling

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { startsWith, utf8 } from "../../text/bytes";
import { refuseAt } from "../refuse";
import { findOf } from "../typed-member";
import { BlockKind, blockKind, placeOfBlock } from "./block-kind";
import { writePart } from "./parts";
import { textIn } from "./text-parts";

const CONTENT = utf8("content");
const ID = utf8("tool_use_id");
const IS_ERROR = utf8("is_error");
// OpenAI has no flag for a call that failed, so the text says it.
const ERROR = "Error: ";
const ERROR_BYTES = utf8("Error");

/** Writes the message of a tool; null, or why block number `at` of turn number `index` cannot be sent. */
export function writeToolResult(
  document: JsonDocument,
  block: i32,
  index: i32,
  at: i32,
  json: JsonWriter,
): Refusal | null {
  const id = findOf(document, block, ID, JsonKind.String);
  if (id < 0) return refuseAt(`${placeOfBlock(index, at)}.tool_use_id`, "expected a string");
  const isError = findOf(document, block, IS_ERROR, JsonKind.True) >= 0;
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

// True for a text, for nothing, and for a list of texts.
function isPlain(document: JsonDocument, content: i32): bool {
  if (document.kind(content) != JsonKind.Array) return true;
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
    const kind = blockKind(document, part);
    if (kind != BlockKind.Text && kind != BlockKind.ToolReference) return false;
  }
  return true;
}

// Writes one string for a text, nothing, or a list of texts; "" or why it cannot be sent.
function writeText(document: JsonDocument, content: i32, isError: bool, json: JsonWriter): string {
  const kind = document.kind(content);
  if (kind > JsonKind.Null && kind != JsonKind.String && kind != JsonKind.Array) return "expected a text or a list";
  json.openString();
  let isFirst = true;
  if (kind == JsonKind.String) {
    addFirst(document, content, isError, json);
    isFirst = false;
  }
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
    const text = textIn(document, part, blockKind(document, part));
    if (text < 0) continue;
    if (!isFirst) json.out.ascii("\\n");
    addFirst(document, text, isError && isFirst, json);
    isFirst = false;
  }
  if (isFirst && isError) json.out.ascii("Error");
  json.closeString();
  return "";
}

function addFirst(document: JsonDocument, text: i32, isError: bool, json: JsonWriter): void {
  if (isError && !saysError(document, text)) json.out.ascii(ERROR);
  json.addToString(document, text);
}

function writeParts(document: JsonDocument, content: i32, isError: bool, json: JsonWriter): string {
  json.openArray();
  const first = document.firstChild(content);
  if (isError && !saysError(document, textIn(document, first, blockKind(document, first)))) {
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
