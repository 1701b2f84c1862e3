// What a tool has answered, as Anthropic's block.
// https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use#handling-tool-use-and-tool-result-content-blocks

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { findText } from "../typed-member";
import { refuseContent, writeParts } from "./parts";
import { cacheControlOf } from "./texts";
import { writeFunctionId } from "./tool-call";
import { writeToolId } from "./tool-id";

const CALL_ID = utf8("tool_call_id");
const CONTENT = utf8("content");
const IS_ERROR = utf8("is_error");

/**
 * Writes the block of message `index`. Where it does not say to which call it belongs, that is the `function_call` of
 * this number (0: none). Null, or why it cannot be sent.
 */
export function writeToolResult(
  document: JsonDocument,
  message: i32,
  number: i32,
  index: i32,
  json: JsonWriter,
): Refusal | null {
  const id = findText(document, message, CALL_ID);
  if (id < 0 && number == 0)
    return refuseAt(`${placeOf("messages", index)}.tool_call_id`, "expected the id of a call of a tool");
  json.openObject();
  json.key("type");
  json.ascii("tool_result");
  json.key("tool_use_id");
  if (id >= 0) writeToolId(document, id, json);
  else writeFunctionId(number, json);
  const refusal = writeContent(document, document.find(message, CONTENT), index, json);
  const isError = document.find(message, IS_ERROR);
  if (document.kind(isError) == JsonKind.True) json.member("is_error", document, isError);
  json.member("cache_control", document, cacheControlOf(document, message));
  json.closeObject();
  return refusal;
}

function writeContent(document: JsonDocument, content: i32, index: i32, json: JsonWriter): Refusal | null {
  const kind = document.kind(content);
  if (kind <= JsonKind.Null) return null;
  if (kind == JsonKind.String) {
    json.member("content", document, content);
    return null;
  }
  if (kind != JsonKind.Array) return refuseContent(index);
  json.key("content");
  json.openArray();
  const refusal = writeParts(document, content, index, json);
  json.closeArray();
  return refusal;
}
