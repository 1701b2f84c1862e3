// Tools of a message request and which of them is to be called, as a chat's.
// https://docs.anthropic.com/en/api/messages#body-tools · https://platform.openai.com/docs/guides/function-calling

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { textOf, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { ToolNames } from "./tool-names";

const ANY = utf8("any");
const AUTO = utf8("auto");
const CACHE_CONTROL = utf8("cache_control");
const CUSTOM = utf8("custom");
const DESCRIPTION = utf8("description");
const DISABLE_PARALLEL = utf8("disable_parallel_tool_use");
const FUNCTION = utf8("function");
const INPUT_SCHEMA = utf8("input_schema");
const NAME = utf8("name");
const NONE = utf8("none");
const STRICT = utf8("strict");
const TOOL = utf8("tool");
const TYPE = utf8("type");
const EMPTY_SCHEMA = utf8('{"type":"object","properties":{}}');

/** Notes the names of all tools; null, or why one of `tools` cannot be sent. */
export function checkTools(document: JsonDocument, tools: i32, names: ToolNames): Refusal | null {
  let index = 0;
  for (let tool = document.firstChild(tools); tool >= 0; tool = document.nextSibling(tool)) {
    const type = document.find(tool, TYPE);
    const name = document.find(tool, NAME);
    const isOwn =
      document.kind(type) <= JsonKind.Null || document.means(type, CUSTOM) || document.means(type, FUNCTION);
    const place = placeOf("tools", index++);
    if (!isOwn && document.kind(type) == JsonKind.String) {
      return refuseAt(place, `the tool "${textOf(document.text(type))}" runs at Anthropic, and not at this provider`);
    }
    if (document.kind(name) != JsonKind.String) return refuseAt(`${place}.name`, "expected a string");
    names.reserve(document.text(name));
  }
  return null;
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
    const schema = document.find(tool, INPUT_SCHEMA);
    json.openObject();
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    json.key("name");
    json.string(names.shorten(document.text(document.find(tool, NAME))));
    json.member("description", document, document.find(tool, DESCRIPTION));
    json.key("parameters");
    json.raw(document.kind(schema) == JsonKind.Object ? document.raw(schema) : EMPTY_SCHEMA);
    json.member("strict", document, document.find(tool, STRICT));
    json.closeObject();
    if (keepsCache) json.member("cache_control", document, document.find(tool, CACHE_CONTROL));
    json.closeObject();
  }
  json.closeArray();
}

/** Writes `tool_choice` and `parallel_tool_calls` for a request that has tools; null, or why the choice cannot be sent. */
export function writeChoice(document: JsonDocument, choice: i32, names: ToolNames, json: JsonWriter): Refusal | null {
  if (document.kind(choice) != JsonKind.Object) return null;
  const type = document.find(choice, TYPE);
  if (document.means(type, TOOL)) {
    const name = document.find(choice, NAME);
    if (document.kind(name) != JsonKind.String) return refuseAt("tool_choice.name", "expected a string");
    json.key("tool_choice");
    json.openObject();
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    json.key("name");
    json.string(names.shorten(document.text(name)));
    json.closeObject();
    json.closeObject();
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
