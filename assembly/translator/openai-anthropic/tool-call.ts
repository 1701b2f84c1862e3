// The calls of tools in an assistant's message, as Anthropic's blocks.
// https://platform.openai.com/docs/guides/function-calling · https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { objectIn } from "../../json/valid";
import { Refusal } from "../../protocol/refusal";
import { trimSpace } from "../../text/ascii";
import { Bytes, equalBytes, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { findOf, findText } from "../typed-member";
import { cacheControlOf } from "./texts";
import { writeToolId } from "./tool-id";

const ARGUMENTS = utf8("arguments");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const ID = utf8("id");
const NAME = utf8("name");
const NULL = utf8("null");
const TOOL_CALLS = utf8("tool_calls");
const EMPTY_OBJECT = utf8("{}");

/** True for a message that calls tools. */
export function hasCalls(document: JsonDocument, message: i32): bool {
  return document.firstChild(callsOf(document, message)) >= 0 || functionCallOf(document, message) >= 0;
}

/** The one call of a message from the time before `tool_calls`; -1 where there is none. */
export function functionCallOf(document: JsonDocument, message: i32): i32 {
  return findOf(document, message, FUNCTION_CALL, JsonKind.Object);
}

/** Writes a block for each of the `tool_calls` of message `index`; null, or why one cannot be sent. */
export function writeCalls(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
  const calls = callsOf(document, message);
  let at = 0;
  for (let call = document.firstChild(calls); call >= 0; call = document.nextSibling(call), at++) {
    const why = writeCall(document, call, json);
    if (why.length > 0) return refuseAt(placeOf(`${placeOf("messages", index)}.tool_calls`, at), why);
  }
  return null;
}

/** Writes the block of the `function_call` of message `index`, under this number; null, or why it cannot be sent. */
export function writeFunctionCall(
  document: JsonDocument,
  message: i32,
  number: i32,
  index: i32,
  json: JsonWriter,
): Refusal | null {
  json.openObject();
  json.key("type");
  json.ascii("tool_use");
  json.key("id");
  writeFunctionId(number, json);
  const why = writeCalled(document, functionCallOf(document, message), json);
  json.closeObject();
  return why.length == 0 ? null : refuseAt(`${placeOf("messages", index)}.function_call`, why);
}

/** Writes the identity that a `function_call` gets, which has none of its own; the first one of a chat has number 1. */
export function writeFunctionId(number: i32, json: JsonWriter): void {
  json.openString();
  json.out.ascii("call_");
  json.out.integer(number - 1);
  json.closeString();
}

function callsOf(document: JsonDocument, message: i32): i32 {
  return findOf(document, message, TOOL_CALLS, JsonKind.Array);
}

// Returns "", or why the call cannot be sent.
function writeCall(document: JsonDocument, call: i32, json: JsonWriter): string {
  const described = findOf(document, call, FUNCTION, JsonKind.Object);
  if (described < 0) return "expected a call of a function";
  const id = findText(document, call, ID);
  if (id < 0) return "expected an id";
  json.openObject();
  json.key("type");
  json.ascii("tool_use");
  json.key("id");
  writeToolId(document, id, json);
  const why = writeCalled(document, described, json);
  json.member("cache_control", document, cacheControlOf(document, call));
  json.closeObject();
  return why;
}

// Returns "", or why the name or the arguments cannot be sent.
function writeCalled(document: JsonDocument, described: i32, json: JsonWriter): string {
  const name = findText(document, described, NAME);
  if (name < 0) return "expected a name";
  json.member("name", document, name);
  const input = inputOf(document, document.find(described, ARGUMENTS));
  if (input === null) return "expected arguments that are a JSON object";
  json.key("input");
  json.raw(input);
  return "";
}

// The arguments as JSON; some clients send them as what they mean. Null: they are no object.
function inputOf(document: JsonDocument, node: i32): Bytes | null {
  const kind = document.kind(node);
  if (kind == JsonKind.Object) return document.raw(node);
  if (kind <= JsonKind.Null) return EMPTY_OBJECT;
  if (kind != JsonKind.String) return null;
  const text = document.text(node);
  const input = objectIn(text);
  if (input !== null) return input;
  // So does a model call that has no arguments.
  const rest = trimSpace(text);
  return rest.byteLength == 0 || equalBytes(rest, NULL) ? EMPTY_OBJECT : null;
}
