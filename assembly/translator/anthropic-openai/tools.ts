// Tools of a message request and which of them is to be called, as a chat's.
// https://docs.anthropic.com/en/api/messages#body-tools · https://platform.openai.com/docs/guides/function-calling

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, textOf, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { findOf, findText } from "../typed-member";
import { isStrict } from "./strict-schema";
import { cacheOf } from "./text-parts";
import { ToolNames } from "./tool-names";

const ANY = utf8("any");
const AUTO = utf8("auto");
const CUSTOM = utf8("custom");
const DESCRIPTION = utf8("description");
const DISABLE_PARALLEL = utf8("disable_parallel_tool_use");
const FUNCTION = utf8("function");
const INPUT_SCHEMA = utf8("input_schema");
const NAME = utf8("name");
const NONE = utf8("none");
const OBJECT = utf8("object");
const PROPERTIES = utf8("properties");
const STRICT = utf8("strict");
const TOOL = utf8("tool");
const TYPE = utf8("type");
const EMPTY_SCHEMA = utf8('{"type":"object","properties":{}}');
const COMMA: u8 = 0x2c;

/** Notes the names of all tools; null, or why one of `tools` cannot be sent. */
export function checkTools(document: JsonDocument, tools: i32, names: ToolNames): Refusal | null {
  let index = 0;
  for (let tool = document.firstChild(tools); tool >= 0; tool = document.nextSibling(tool), index++) {
    const why = whyNoTool(document, tool);
    if (why.length > 0) return refuseAt(placeOf("tools", index), why);
    names.reserve(document.text(document.find(tool, NAME)));
  }
  return null;
}

// Returns "", or why a tool cannot be sent.
function whyNoTool(document: JsonDocument, tool: i32): string {
  if (document.kind(tool) != JsonKind.Object) return "expected an object";
  const type = findOf(document, tool, TYPE, JsonKind.String);
  if (type >= 0 && !document.means(type, CUSTOM) && !document.means(type, FUNCTION)) {
    return `the tool "${textOf(document.text(type))}" runs at Anthropic, and not at this provider`;
  }
  return findText(document, tool, NAME) < 0 ? "expected a tool with a name" : "";
}

/** Writes `tools`, a list with something in it, which has been checked. */
export function writeTools(
  document: JsonDocument,
  tools: i32,
  keepsCache: bool,
  names: ToolNames,
  json: JsonWriter,
): void {
  json.key("tools");
  json.openArray();
  for (let tool = document.firstChild(tools); tool >= 0; tool = document.nextSibling(tool)) {
    json.openObject();
    json.key("type");
    json.ascii("function");
    json.key("function");
    writeFunction(document, tool, names, json);
    if (keepsCache) json.member("cache_control", document, cacheOf(document, tool));
    json.closeObject();
  }
  json.closeArray();
}

function writeFunction(document: JsonDocument, tool: i32, names: ToolNames, json: JsonWriter): void {
  const schema = findOf(document, tool, INPUT_SCHEMA, JsonKind.Object);
  const strict = document.find(tool, STRICT);
  json.openObject();
  json.key("name");
  names.write(document, document.find(tool, NAME), json);
  json.member("description", document, findOf(document, tool, DESCRIPTION, JsonKind.String));
  writeSchema(document, schema, json);
  // What OpenAI would refuse as a strict schema, it takes as another.
  const isTold = document.kind(strict) == JsonKind.True && isStrict(document, schema);
  if (isTold || document.kind(strict) == JsonKind.False) json.member("strict", document, strict);
  json.closeObject();
}

// OpenAI takes no schema of objects that does not say so, and none without properties.
function writeSchema(document: JsonDocument, schema: i32, json: JsonWriter): void {
  json.key("parameters");
  if (document.firstChild(schema) < 0) return json.raw(EMPTY_SCHEMA);
  const raw = document.raw(schema);
  const type = document.find(schema, TYPE);
  const lacksProperties = document.find(schema, PROPERTIES) < 0 && (type < 0 || document.means(type, OBJECT));
  if (type >= 0 && !lacksProperties) return json.raw(raw);
  json.openObject();
  if (type < 0) {
    json.key("type");
    json.ascii("object");
  }
  if (lacksProperties) {
    json.key("properties");
    json.openObject();
    json.closeObject();
  }
  json.out.byte(COMMA);
  json.out.bytes(raw.subarray(1)); // behind the brace
}

/** Writes `tool_choice` and `parallel_tool_calls` for a request that has tools; null, or why the choice cannot be sent. */
export function writeChoice(document: JsonDocument, choice: i32, names: ToolNames, json: JsonWriter): Refusal | null {
  const kind = document.kind(choice);
  if (kind <= JsonKind.Null) return null;
  if (kind != JsonKind.Object) return refuseAt("tool_choice", "expected an object");
  const type = document.find(choice, TYPE);
  if (document.means(type, TOOL)) {
    const name = findText(document, choice, NAME);
    if (name < 0) return refuseAt("tool_choice.name", "expected the name of a tool");
    writeChosen(names.sent(document.text(name)), json);
  } else if (document.means(type, AUTO) || document.means(type, NONE)) {
    json.member("tool_choice", document, type);
  } else if (document.means(type, ANY)) {
    json.key("tool_choice");
    json.ascii("required");
  } else {
    return refuseAt("tool_choice.type", "expected auto, any, tool or none");
  }
  const disabled = document.kind(document.find(choice, DISABLE_PARALLEL));
  if (disabled != JsonKind.True && disabled != JsonKind.False) return null;
  json.key("parallel_tool_calls");
  json.bool(disabled == JsonKind.False);
  return null;
}

function writeChosen(name: Bytes, json: JsonWriter): void {
  json.key("tool_choice");
  json.openObject();
  json.key("type");
  json.ascii("function");
  json.key("function");
  json.openObject();
  json.key("name");
  json.string(name);
  json.closeObject();
  json.closeObject();
}
