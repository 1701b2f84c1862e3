// A chat completion as a message of Anthropic's.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.anthropic.com/en/api/messages#response

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { objectIn } from "../../json/valid";
import { ByteWriter } from "../../json/write";
import { ChatUsage } from "../../protocol/openai/usage";
import { Bytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { END_TURN, stopReasonOf, TOOL_USE } from "./stop-reason";
import { ToolNames } from "./tool-names";
import { writeMessageUsage } from "./usage";

const ARGUMENTS = utf8("arguments");
const CHOICES = utf8("choices");
const CONTENT = utf8("content");
const FINISH_REASON = utf8("finish_reason");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const ID = utf8("id");
const MESSAGE = utf8("message");
const MODEL = utf8("model");
const NAME = utf8("name");
const REASONING = utf8("reasoning");
const REASONING_CONTENT = utf8("reasoning_content");
const REFUSAL = utf8("refusal");
const TEXT = utf8("text");
/** Of Mistral's parts that are thinking: a text, or a list of them. */
export const THINKING = utf8("thinking");
const TOOL_CALLS = utf8("tool_calls");
const USAGE = utf8("usage");
const FUNCTION_CALL_ID = utf8("call_0");

/** Writes the message that the first choice of `answer` means; false when it is no completion. */
export function writeMessage(answer: JsonDocument, plan: TranslationPlan, names: ToolNames, out: ByteWriter): bool {
  const root = answer.root;
  const choices = answer.find(root, CHOICES);
  const choice = answer.firstChild(choices);
  if (answer.kind(choices) != JsonKind.Array || answer.kind(choice) != JsonKind.Object) return false;
  const json = new JsonWriter(out);
  json.openObject();
  writeIdentity(json, answer, plan);
  json.key("content");
  json.openArray();
  const calls = writeContent(json, answer, answer.find(choice, MESSAGE), names);
  json.closeArray();
  json.key("stop_reason");
  json.string(reasonOf(stopReasonOf(answer, answer.find(choice, FINISH_REASON)), calls > 0));
  json.key("stop_sequence");
  json.null();
  const usage = new ChatUsage();
  usage.read(answer, answer.find(root, USAGE));
  writeMessageUsage(json, usage);
  json.closeObject();
  return true;
}

/** Writes the members that say which message it is. */
export function writeIdentity(json: JsonWriter, document: JsonDocument, plan: TranslationPlan): void {
  const id = document.find(document.root, ID);
  const model = document.find(document.root, MODEL);
  json.key("id");
  if (isText(document, id)) json.raw(document.raw(id));
  else json.ascii("");
  json.key("type");
  json.ascii("message");
  json.key("role");
  json.ascii("assistant");
  json.key("model");
  if (isText(document, model)) json.raw(document.raw(model));
  else json.string(plan.model);
}

/** The reason to tell: a turn with calls waits for them, whatever the provider says, and one without a reason is over. */
export function reasonOf(reason: Bytes, hasCalls: bool): Bytes {
  if (reason.byteLength > 0 && reason !== END_TURN) return reason;
  return hasCalls ? TOOL_USE : END_TURN;
}

/** The text of reasoning in a message or a delta, by either of its names; -1: there is none, or it is empty. */
export function reasoningIn(document: JsonDocument, message: i32): i32 {
  const content = document.find(message, REASONING_CONTENT);
  if (isText(document, content)) return content;
  const other = document.find(message, REASONING);
  return isText(document, other) ? other : -1;
}

/** True for a string that is not empty. */
export function isText(document: JsonDocument, node: i32): bool {
  // Nothing is between two quotes.
  return document.kind(node) == JsonKind.String && document.end(node) - document.start(node) > 2;
}

// Returns how many tools are called.
function writeContent(json: JsonWriter, answer: JsonDocument, message: i32, names: ToolNames): i32 {
  writeBlock(json, answer, reasoningIn(answer, message), true);
  const content = answer.find(message, CONTENT);
  if (isText(answer, content)) writeBlock(json, answer, content, false);
  for (let part = answer.firstChild(content); part >= 0; part = answer.nextSibling(part)) writePart(json, answer, part);
  const refusal = answer.find(message, REFUSAL);
  if (isText(answer, refusal)) writeBlock(json, answer, refusal, false);
  let calls = 0;
  const list = answer.find(message, TOOL_CALLS);
  for (let call = answer.firstChild(list); call >= 0; call = answer.nextSibling(call)) {
    if (writeCall(json, answer, answer.find(call, ID), answer.find(call, FUNCTION), names)) calls++;
  }
  if (writeCall(json, answer, -1, answer.find(message, FUNCTION_CALL), names)) calls++;
  return calls;
}

function writePart(json: JsonWriter, answer: JsonDocument, part: i32): void {
  const text = answer.find(part, TEXT);
  if (isText(answer, text)) return writeBlock(json, answer, text, false);
  const thinking = answer.find(part, THINKING);
  if (isText(answer, thinking)) return writeBlock(json, answer, thinking, true);
  for (let inner = answer.firstChild(thinking); inner >= 0; inner = answer.nextSibling(inner)) {
    const thought = answer.find(inner, TEXT);
    if (isText(answer, thought)) writeBlock(json, answer, thought, true);
  }
}

function writeBlock(json: JsonWriter, answer: JsonDocument, text: i32, isThinking: bool): void {
  if (text < 0) return;
  json.openObject();
  json.key("type");
  json.ascii(isThinking ? "thinking" : "text");
  json.member(isThinking ? "thinking" : "text", answer, text);
  if (isThinking) {
    // Nobody signs it, and who sends it back is not asked for a signature.
    json.key("signature");
    json.ascii("");
  }
  json.closeObject();
}

function writeCall(json: JsonWriter, answer: JsonDocument, id: i32, call: i32, names: ToolNames): bool {
  if (answer.kind(call) != JsonKind.Object) return false;
  json.openObject();
  json.key("type");
  json.ascii("tool_use");
  json.key("id");
  if (answer.kind(id) == JsonKind.String) json.raw(answer.raw(id));
  else json.string(FUNCTION_CALL_ID);
  json.key("name");
  json.string(names.restore(answer.text(answer.find(call, NAME))));
  json.key("input");
  writeInput(json, answer, answer.find(call, ARGUMENTS));
  json.closeObject();
  return true;
}

// Arguments are a text in which an object is written; some servers give the object itself.
function writeInput(json: JsonWriter, answer: JsonDocument, node: i32): void {
  if (answer.kind(node) == JsonKind.Object) return json.raw(answer.raw(node));
  const object = objectIn(answer.text(node));
  if (object === null) json.raw(EMPTY_OBJECT);
  else json.raw(object);
}

const EMPTY_OBJECT = utf8("{}");
