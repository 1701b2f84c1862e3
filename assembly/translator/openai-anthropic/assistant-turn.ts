// What the assistant has thought, said and called, as Anthropic's blocks.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { refuseContent, writeParts } from "./parts";
import { isBare } from "./role";
import { cacheControlOf, saysSomething, writeTextBlock } from "./texts";
import { hasThinking, writeThinking } from "./thinking-blocks";
import { functionCallOf, hasCalls, writeCalls, writeFunctionCall } from "./tool-call";

const CONTENT = utf8("content");
const REFUSAL = utf8("refusal");

/** Writes an assistant's message, unless it says nothing, with this number for its `function_call`; null, or why it cannot be sent. */
export function writeAssistant(
  document: JsonDocument,
  message: i32,
  number: i32,
  index: i32,
  json: JsonWriter,
): Refusal | null {
  const from = json.out.length;
  json.openObject();
  json.key("role");
  json.ascii("assistant");
  if (isPlain(document, message)) {
    json.member("content", document, document.find(message, CONTENT));
    json.closeObject();
    return null;
  }
  json.key("content");
  json.openArray();
  const start = json.out.length;
  const refusal = writeBlocks(document, message, number, index, json);
  const isEmpty = json.out.length == start;
  json.closeArray();
  json.closeObject();
  if (isEmpty) json.out.cutTo(from);
  return refusal;
}

// A text and nothing else.
function isPlain(document: JsonDocument, message: i32): bool {
  if (!saysSomething(document, document.find(message, CONTENT))) return false;
  if (isBare(document, message)) return true;
  if (saysSomething(document, document.find(message, REFUSAL)) || cacheControlOf(document, message) >= 0) return false;
  return !hasThinking(document, message) && !hasCalls(document, message);
}

function writeBlocks(document: JsonDocument, message: i32, number: i32, index: i32, json: JsonWriter): Refusal | null {
  writeThinking(document, message, json);
  const content = document.find(message, CONTENT);
  const kind = document.kind(content);
  if (kind > JsonKind.Null && kind != JsonKind.String && kind != JsonKind.Array) return refuseContent(index);
  if (saysSomething(document, content)) writeTextBlock(document, content, message, json);
  if (kind == JsonKind.Array) {
    const refusal = writeParts(document, content, index, json);
    if (refusal !== null) return refusal;
  }
  const refused = document.find(message, REFUSAL);
  if (saysSomething(document, refused)) writeTextBlock(document, refused, -1, json);
  const wrong = writeCalls(document, message, index, json);
  if (wrong !== null || functionCallOf(document, message) < 0) return wrong;
  return writeFunctionCall(document, message, number, index, json);
}
