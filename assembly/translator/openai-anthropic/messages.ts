// The messages of a chat, as Anthropic's turns.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { writeAssistant } from "./assistant-turn";
import { refuseContent, writeParts } from "./parts";
import { isBare, Role, roleOf } from "./role";
import { cacheControlOf, saysSomething, writeTextBlock } from "./texts";
import { functionCallOf } from "./tool-call";
import { writeToolResult } from "./tool-result";

const CONTENT = utf8("content");

/** The messages of one chat. */
@final
export class ChatMessages {
  /** How many `function_call`s there were; each has its place in that order for an identity. */
  private functionCalls: i32 = 0;
  /** True while a message of results is open. */
  private isInResults: bool = false;

  /** Writes the member `messages`; null, or why one cannot be sent. */
  write(document: JsonDocument, messages: i32, json: JsonWriter): Refusal | null {
    json.key("messages");
    json.openArray();
    let index = 0;
    for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message), index++) {
      const role = roleOf(document, message);
      // It stands in `system`, and parts no results from each other.
      if (role == Role.System) continue;
      this.turnTo(role == Role.Tool || role == Role.Function, json);
      const refusal = this.writeMessage(document, message, role, index, json);
      if (refusal !== null) return refusal;
    }
    this.turnTo(false, json);
    json.closeArray();
    return null;
  }

  // All results of one turn's calls belong to one message.
  private turnTo(isResult: bool, json: JsonWriter): void {
    if (isResult && !this.isInResults) openUser(json);
    if (!isResult && this.isInResults) closeUser(json);
    this.isInResults = isResult;
  }

  private writeMessage(document: JsonDocument, message: i32, role: Role, index: i32, json: JsonWriter): Refusal | null {
    switch (role) {
      case Role.User:
        return writeUser(document, message, index, json);
      case Role.Assistant:
        if (functionCallOf(document, message) >= 0) this.functionCalls++;
        return writeAssistant(document, message, this.functionCalls, index, json);
      case Role.Tool:
      case Role.Function:
        return writeToolResult(document, message, role == Role.Tool ? 0 : this.functionCalls, index, json);
      default:
        return refuseRole(document, message, index);
    }
  }
}

function refuseRole(document: JsonDocument, message: i32, index: i32): Refusal {
  const place = placeOf("messages", index);
  if (document.kind(message) != JsonKind.Object) return refuseAt(place, "expected an object");
  return refuseAt(`${place}.role`, "expected system, developer, user, assistant, tool or function");
}

function writeUser(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
  const content = document.find(message, CONTENT);
  const kind = document.kind(content);
  if (kind == JsonKind.String) {
    writeUserText(document, message, content, json);
    return null;
  }
  if (kind != JsonKind.Array) return refuseContent(index);
  const from = json.out.length;
  openUser(json);
  const start = json.out.length;
  const refusal = writeParts(document, content, index, json);
  const isEmpty = json.out.length == start;
  closeUser(json);
  // Anthropic refuses a turn in which nothing is said.
  if (isEmpty) json.out.cutTo(from);
  return refusal;
}

function writeUserText(document: JsonDocument, message: i32, text: i32, json: JsonWriter): void {
  if (!isBare(document, message) && cacheControlOf(document, message) >= 0 && saysSomething(document, text)) {
    openUser(json);
    writeTextBlock(document, text, message, json);
    return closeUser(json);
  }
  json.openObject();
  json.key("role");
  json.ascii("user");
  json.member("content", document, text);
  json.closeObject();
}

function openUser(json: JsonWriter): void {
  json.openObject();
  json.key("role");
  json.ascii("user");
  json.key("content");
  json.openArray();
}

function closeUser(json: JsonWriter): void {
  json.closeArray();
  json.closeObject();
}
