// The messages of a chat, as Anthropic's turns.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { AssistantTurn } from "./assistant-turn";
import { writeParts } from "./parts";
import { isSystem } from "./system";
import { isToolResult, writeToolResult } from "./tool-result";

const ASSISTANT = utf8("assistant");
const CONTENT = utf8("content");
const ROLE = utf8("role");
const USER = utf8("user");

/** Writes the member `messages`; null, or why one cannot be sent. */
export function writeMessages(document: JsonDocument, messages: i32, json: JsonWriter): Refusal | null {
  const turn = new AssistantTurn();
  let isInResults = false;
  let index = 0;
  json.key("messages");
  json.openArray();
  for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
    const isResult = isToolResult(document, message);
    // All results of one turn's calls belong to one message.
    if (isResult && !isInResults) openMessage(json, "user");
    if (!isResult && isInResults) closeMessage(json);
    isInResults = isResult;
    const refusal = isResult
      ? writeToolResult(document, message, turn.lastCallId, index, json)
      : writeMessage(document, message, index, turn, json);
    if (refusal !== null) return refusal;
    index++;
  }
  if (isInResults) closeMessage(json);
  json.closeArray();
  return null;
}

function writeMessage(
  document: JsonDocument,
  message: i32,
  index: i32,
  turn: AssistantTurn,
  json: JsonWriter,
): Refusal | null {
  if (isSystem(document, message)) return null;
  const role = document.find(message, ROLE);
  if (document.means(role, ASSISTANT)) return turn.write(document, message, index, json);
  if (document.means(role, USER)) return writeUser(document, message, index, json);
  const place = placeOf("messages", index);
  if (document.kind(message) != JsonKind.Object) return refuseAt(place, "expected an object");
  return refuseAt(`${place}.role`, "expected system, developer, user, assistant, tool or function");
}

function writeUser(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
  const content = document.find(message, CONTENT);
  const kind = document.kind(content);
  if (kind == JsonKind.String) {
    json.openObject();
    json.key("role");
    json.ascii("user");
    json.member("content", document, content);
    json.closeObject();
    return null;
  }
  const place = `${placeOf("messages", index)}.content`;
  if (kind != JsonKind.Array) return refuseAt(place, "expected a string or a list of parts");
  const from = json.out.length;
  openMessage(json, "user");
  const start = json.out.length;
  const refusal = writeParts(document, content, place, json);
  const isEmpty = json.out.length == start;
  closeMessage(json);
  // Anthropic refuses a turn in which nothing is said.
  if (isEmpty) json.out.cutTo(from);
  return refusal;
}

function openMessage(json: JsonWriter, role: string): void {
  json.openObject();
  json.key("role");
  json.ascii(role);
  json.key("content");
  json.openArray();
}

function closeMessage(json: JsonWriter): void {
  json.closeArray();
  json.closeObject();
}
