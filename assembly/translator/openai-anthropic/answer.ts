// A message of Anthropic's as a chat completion.
// https://docs.anthropic.com/en/api/messages#response · https://platform.openai.com/docs/api-reference/chat/object

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { MessageUsage } from "../../protocol/anthropic/usage";
import { Bytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { writeFinishReason } from "./finish-reason";
import { writeServiceTier } from "./service-tier";
import { writeChatUsage } from "./usage";

const CONTENT = utf8("content");
const DATA = utf8("data");
const ID = utf8("id");
const INPUT = utf8("input");
const MODEL = utf8("model");
const NAME = utf8("name");
const SIGNATURE = utf8("signature");
const STOP_REASON = utf8("stop_reason");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const REDACTED = utf8("redacted_thinking");
const TOOL_USE = utf8("tool_use");
const TYPE = utf8("type");
const USAGE = utf8("usage");

/** Writes the completion that `answer` means; false when it is no message. */
export function writeChatCompletion(answer: JsonDocument, plan: TranslationPlan, out: ByteWriter): bool {
  const root = answer.root;
  const content = answer.find(root, CONTENT);
  if (answer.kind(content) != JsonKind.Array) return false;
  const json = new JsonWriter(out);
  json.openObject();
  writeIdentity(json, answer, root, plan, "chat.completion");
  json.key("choices");
  json.openArray();
  json.openObject();
  json.key("index");
  json.integer(0);
  json.key("message");
  writeMessage(json, answer, content);
  json.key("logprobs");
  json.null();
  json.key("finish_reason");
  writeFinishReason(json, answer, answer.find(root, STOP_REASON));
  json.closeObject();
  json.closeArray();
  writeUsage(json, answer, answer.find(root, USAGE));
  json.closeObject();
  return true;
}

/** Writes the members that say which answer it is: of the message `node`, or, where it says nothing, of the plan. */
export function writeIdentity(
  json: JsonWriter,
  document: JsonDocument,
  node: i32,
  plan: TranslationPlan,
  object: string,
): void {
  const id = document.find(node, ID);
  const model = document.find(node, MODEL);
  json.key("id");
  if (document.kind(id) == JsonKind.String) json.raw(document.raw(id));
  else json.ascii("");
  json.key("object");
  json.ascii(object);
  json.key("created");
  json.integer(plan.now);
  json.key("model");
  if (document.kind(model) == JsonKind.String) json.raw(document.raw(model));
  else json.string(plan.model);
}

function writeUsage(json: JsonWriter, answer: JsonDocument, node: i32): void {
  const usage = new MessageUsage();
  usage.read(answer, node);
  json.key("usage");
  writeChatUsage(json, usage);
  writeServiceTier(json, answer, node);
}

function writeMessage(json: JsonWriter, answer: JsonDocument, content: i32): void {
  json.openObject();
  json.key("role");
  json.ascii("assistant");
  json.key("content");
  if (!joinTexts(json, answer, content, TEXT)) json.null();
  writeThinking(json, answer, content);
  writeCalls(json, answer, content);
  json.closeObject();
}

function isBlock(answer: JsonDocument, block: i32, type: Bytes): bool {
  return answer.means(answer.find(block, TYPE), type);
}

// Writes the texts of all blocks of this type, in which they are the member of the same name, as one string; false: none.
function joinTexts(json: JsonWriter, answer: JsonDocument, content: i32, type: Bytes): bool {
  let isOpen = false;
  for (let block = answer.firstChild(content); block >= 0; block = answer.nextSibling(block)) {
    const text = isBlock(answer, block, type) ? answer.find(block, type) : -1;
    if (answer.kind(text) != JsonKind.String) continue;
    // A model that does not show its thinking has an empty one.
    if (type === THINKING && isEmptyText(answer, text)) continue;
    if (!isOpen) json.openString();
    isOpen = true;
    json.addToString(answer, text);
  }
  if (isOpen) json.closeString();
  return isOpen;
}

function isEmptyText(answer: JsonDocument, text: i32): bool {
  // Nothing is between two quotes.
  return answer.end(text) - answer.start(text) == 2;
}

// Thinking is told twice: as the text that many clients show, and as the blocks that must come back as they were.
function writeThinking(json: JsonWriter, answer: JsonDocument, content: i32): void {
  let count = 0;
  for (let block = answer.firstChild(content); block >= 0; block = answer.nextSibling(block)) {
    const isThinking = isBlock(answer, block, THINKING);
    if (!isThinking && !isBlock(answer, block, REDACTED)) continue;
    const sealed = answer.find(block, isThinking ? SIGNATURE : DATA);
    const thought = answer.find(block, THINKING);
    if (answer.kind(isThinking ? thought : sealed) != JsonKind.String) continue;
    if (count++ == 0) {
      json.key("thinking_blocks");
      json.openArray();
    }
    json.openObject();
    json.member("type", answer, answer.find(block, TYPE));
    if (isThinking) json.member("thinking", answer, thought);
    if (answer.kind(sealed) == JsonKind.String) json.member(isThinking ? "signature" : "data", answer, sealed);
    json.closeObject();
  }
  if (count == 0) return;
  json.closeArray();
  const from = json.out.length;
  json.key("reasoning_content");
  if (!joinTexts(json, answer, content, THINKING)) json.out.cutTo(from);
}

/** Writes the `id` of call number `index`: that of the block, or one of ours. */
export function writeCallId(json: JsonWriter, document: JsonDocument, id: i32, index: i32): void {
  json.key("id");
  if (document.kind(id) == JsonKind.String) json.raw(document.raw(id));
  else json.ascii(`call_${index}`);
}

/** Writes the `name` of a call; an empty one where the block has none. */
export function writeCallName(json: JsonWriter, document: JsonDocument, name: i32): void {
  json.key("name");
  if (document.kind(name) == JsonKind.String) json.raw(document.raw(name));
  else json.ascii("");
}

function writeCalls(json: JsonWriter, answer: JsonDocument, content: i32): void {
  let count = 0;
  for (let block = answer.firstChild(content); block >= 0; block = answer.nextSibling(block)) {
    if (!isBlock(answer, block, TOOL_USE)) continue;
    if (count == 0) {
      json.key("tool_calls");
      json.openArray();
    }
    json.openObject();
    writeCallId(json, answer, answer.find(block, ID), count++);
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    writeCallName(json, answer, answer.find(block, NAME));
    json.key("arguments");
    const input = answer.find(block, INPUT);
    if (answer.kind(input) == JsonKind.Object) json.string(answer.raw(input));
    else json.ascii("{}");
    json.closeObject();
    json.closeObject();
  }
  if (count > 0) json.closeArray();
}
