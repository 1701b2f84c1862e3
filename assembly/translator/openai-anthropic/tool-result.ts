// What a tool has answered, as Anthropic's block.
// https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use#handling-tool-use-and-tool-result-content-blocks

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { writeParts } from "./parts";

const CACHE_CONTROL = utf8("cache_control");
const CALL_ID = utf8("tool_call_id");
const CONTENT = utf8("content");
const FUNCTION = utf8("function");
const IS_ERROR = utf8("is_error");
const ROLE = utf8("role");
const TOOL = utf8("tool");

/** True for a message that says what a tool, or a function, has answered. */
export function isToolResult(document: JsonDocument, message: i32): bool {
  const role = document.find(message, ROLE);
  return document.means(role, TOOL) || document.means(role, FUNCTION);
}

/** Writes its block; `lastCall` is the call that a function's answer, which names none, belongs to. Null, or why it cannot be sent. */
export function writeToolResult(
  document: JsonDocument,
  message: i32,
  lastCall: Bytes,
  index: i32,
  json: JsonWriter,
): Refusal | null {
  const id = document.find(message, CALL_ID);
  const content = document.find(message, CONTENT);
  json.openObject();
  json.key("type");
  json.ascii("tool_result");
  json.key("tool_use_id");
  if (document.kind(id) == JsonKind.String) json.raw(document.raw(id));
  else if (document.means(document.find(message, ROLE), FUNCTION)) json.string(lastCall);
  else return refuseAt(`${placeOf("messages", index)}.tool_call_id`, "expected a string");
  if (document.kind(content) == JsonKind.String) json.member("content", document, content);
  const isList = document.kind(content) == JsonKind.Array;
  if (isList) {
    json.key("content");
    json.openArray();
    const refusal = writeParts(document, content, `${placeOf("messages", index)}.content`, json);
    if (refusal !== null) return refusal;
    json.closeArray();
  }
  const isError = document.find(message, IS_ERROR);
  if (document.kind(isError) == JsonKind.True) json.member("is_error", document, isError);
  json.member("cache_control", document, document.find(message, CACHE_CONTROL));
  json.closeObject();
  return null;
}
