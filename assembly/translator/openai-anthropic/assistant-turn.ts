// What the assistant has said, thought and called, as Anthropic's blocks.
// https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#preserving-thinking-blocks

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { trimSpace } from "../../text/ascii";
import { Bytes, concat, EMPTY, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { fullText, writeParts, writeTextBlock } from "./parts";

const ARGUMENTS = utf8("arguments");
const CONTENT = utf8("content");
const DATA = utf8("data");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const ID = utf8("id");
const NAME = utf8("name");
const REDACTED = utf8("redacted_thinking");
const REFUSAL = utf8("refusal");
const SIGNATURE = utf8("signature");
const THINKING = utf8("thinking");
const THINKING_BLOCKS = utf8("thinking_blocks");
const TOOL_CALLS = utf8("tool_calls");
const TYPE = utf8("type");
const CALL = utf8("call_");

// One for all requests: it holds nothing from one call to the next.
const parsed = new JsonDocument();

/** True for a message whose thinking can be sent back: Anthropic has signed or sealed it. */
export function hasThinking(document: JsonDocument, message: i32): bool {
  const blocks = document.find(message, THINKING_BLOCKS);
  const first = document.firstChild(blocks);
  return document.kind(blocks) == JsonKind.Array && isSealed(document, first);
}

/** True for a message that calls tools. */
export function hasCalls(document: JsonDocument, message: i32): bool {
  const calls = document.find(message, TOOL_CALLS);
  return (
    (document.kind(calls) == JsonKind.Array && document.firstChild(calls) >= 0) || hasFunctionCall(document, message)
  );
}

/** Writes an assistant's messages. */
@final
export class AssistantTurn {
  /** The identity of the last call of a function, which has none of its own. */
  lastCallId: Bytes = EMPTY;
  private count: i32 = 0;

  /** Writes the message, unless it says nothing; null, or why it cannot be sent. */
  write(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
    const content = document.find(message, CONTENT);
    const text = fullText(document, content);
    const isPlain = text >= 0 && !hasThinking(document, message) && !hasCalls(document, message);
    const from = json.out.length;
    json.openObject();
    json.key("role");
    json.ascii("assistant");
    if (isPlain) {
      json.member("content", document, text);
      json.closeObject();
      return null;
    }
    json.key("content");
    json.openArray();
    const start = json.out.length;
    const refusal = this.writeBlocks(document, message, index, json);
    const isEmpty = json.out.length == start;
    json.closeArray();
    json.closeObject();
    if (isEmpty) json.out.cutTo(from);
    return refusal;
  }

  private writeBlocks(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
    writeThinking(document, message, json);
    const content = document.find(message, CONTENT);
    const text = fullText(document, content);
    if (text >= 0) writeTextBlock(document, text, -1, json);
    if (document.kind(content) == JsonKind.Array) {
      const refusal = writeParts(document, content, `${placeOf("messages", index)}.content`, json);
      if (refusal !== null) return refusal;
    }
    const refused = fullText(document, document.find(message, REFUSAL));
    if (refused >= 0) writeTextBlock(document, refused, -1, json);
    const why = this.writeCalls(document, message, json);
    return why.length == 0 ? null : refuseAt(placeOf("messages", index), why);
  }

  // Returns "", or why a call cannot be sent.
  private writeCalls(document: JsonDocument, message: i32, json: JsonWriter): string {
    const calls = document.find(message, TOOL_CALLS);
    for (let call = document.firstChild(calls); call >= 0; call = document.nextSibling(call)) {
      const described = document.find(call, FUNCTION);
      if (document.kind(described) != JsonKind.Object) return "expected a call of a function in tool_calls";
      const id = document.find(call, ID);
      if (document.kind(id) != JsonKind.String) return "expected an id in each of tool_calls";
      if (!writeCall(document, document.text(id), described, json)) return "expected arguments that are a JSON object";
    }
    if (!hasFunctionCall(document, message)) return "";
    this.lastCallId = concat(CALL, utf8((this.count++).toString()));
    const isWritten = writeCall(document, this.lastCallId, document.find(message, FUNCTION_CALL), json);
    return isWritten ? "" : "expected arguments that are a JSON object";
  }
}

function hasFunctionCall(document: JsonDocument, message: i32): bool {
  return document.kind(document.find(message, FUNCTION_CALL)) == JsonKind.Object;
}

function isSealed(document: JsonDocument, block: i32): bool {
  const type = document.find(block, TYPE);
  if (document.means(type, THINKING)) return fullText(document, document.find(block, SIGNATURE)) >= 0;
  return document.means(type, REDACTED) && fullText(document, document.find(block, DATA)) >= 0;
}

// As they were: a block that is changed is refused.
function writeThinking(document: JsonDocument, message: i32, json: JsonWriter): void {
  const blocks = document.find(message, THINKING_BLOCKS);
  if (document.kind(blocks) != JsonKind.Array) return;
  for (let block = document.firstChild(blocks); block >= 0; block = document.nextSibling(block)) {
    if (!isSealed(document, block)) continue;
    json.openObject();
    json.member("type", document, document.find(block, TYPE));
    json.member("thinking", document, document.find(block, THINKING));
    json.member("signature", document, document.find(block, SIGNATURE));
    json.member("data", document, document.find(block, DATA));
    json.closeObject();
  }
}

// False when the arguments are no JSON object.
function writeCall(document: JsonDocument, id: Bytes, described: i32, json: JsonWriter): bool {
  json.openObject();
  json.key("type");
  json.ascii("tool_use");
  json.key("id");
  json.string(id);
  json.member("name", document, document.find(described, NAME));
  json.key("input");
  const input = document.find(described, ARGUMENTS);
  const text = document.text(input);
  if (document.kind(input) == JsonKind.Object) json.raw(document.raw(input));
  else if (trimSpace(text).byteLength == 0) json.raw(EMPTY_OBJECT);
  else if (parsed.reparse(text) && parsed.kind(parsed.root) == JsonKind.Object) json.raw(parsed.raw(parsed.root));
  else return false;
  json.closeObject();
  return true;
}

const EMPTY_OBJECT = utf8("{}");
