// Tools of a chat and which of them is to be called.
// https://platform.openai.com/docs/guides/function-calling · https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, EMPTY, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";

const ALLOWED_TOOLS = utf8("allowed_tools");
const ANY = utf8("any");
const AUTO = utf8("auto");
const CACHE_CONTROL = utf8("cache_control");
const CUSTOM = utf8("custom");
const DESCRIPTION = utf8("description");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const FUNCTIONS = utf8("functions");
const MODE = utf8("mode");
const NAME = utf8("name");
const NONE = utf8("none");
const PARALLEL = utf8("parallel_tool_calls");
const PARAMETERS = utf8("parameters");
const REQUIRED = utf8("required");
const STRICT = utf8("strict");
const TOOL = utf8("tool");
const TOOL_CHOICE = utf8("tool_choice");
const TOOLS = utf8("tools");
const TYPE = utf8("type");
const EMPTY_SCHEMA = utf8('{"type":"object","properties":{}}');

enum Choice {
  /** Nothing is said of it. */
  Open,
  None,
  Auto,
  Any,
  /** One tool, which is named. */
  One,
}

/** The tools of one request. */
@final
export class ChatTools {
  private tools: i32 = -1;
  private functions: i32 = -1;
  private choice: Choice = Choice.Open;
  private name: i32 = -1;
  /** The tools that may be called; -1: all. */
  private allowed: i32 = -1;
  private isSerial: bool = false;

  /** Reads what `document` says of tools; null, or why that cannot be sent. */
  read(document: JsonDocument): Refusal | null {
    const root = document.root;
    this.tools = listOf(document, document.find(root, TOOLS));
    this.functions = listOf(document, document.find(root, FUNCTIONS));
    this.isSerial = document.kind(document.find(root, PARALLEL)) == JsonKind.False;
    const choice = document.find(root, TOOL_CHOICE);
    const legacy = document.find(root, FUNCTION_CALL);
    if (document.kind(choice) > JsonKind.Null) return this.readChoice(document, choice);
    this.readWord(document, legacy);
    if (document.kind(legacy) == JsonKind.Object) this.chooseOne(document.find(legacy, NAME));
    return null;
  }

  /** True when there is a tool. */
  get any(): bool {
    return this.tools >= 0 || this.functions >= 0;
  }

  /** True when the model must call one. */
  get isForced(): bool {
    return this.any && (this.choice == Choice.Any || this.choice == Choice.One);
  }

  /** Writes `tools` and `tool_choice`; null, or why a tool cannot be sent. */
  write(document: JsonDocument, json: JsonWriter): Refusal | null {
    if (!this.any) return null;
    json.key("tools");
    json.openArray();
    let index = 0;
    for (let tool = document.firstChild(this.tools); tool >= 0; tool = document.nextSibling(tool)) {
      const why = this.writeTool(document, tool, json);
      if (why.length > 0) return refuseAt(placeOf("tools", index), why);
      index++;
    }
    for (let described = document.firstChild(this.functions); described >= 0;) {
      if (document.kind(described) == JsonKind.Object) writeFunction(document, described, described, json);
      described = document.nextSibling(described);
    }
    json.closeArray();
    this.writeChoice(document, json);
    return null;
  }

  private readChoice(document: JsonDocument, choice: i32): Refusal | null {
    if (this.readWord(document, choice)) return null;
    const type = document.find(choice, TYPE);
    if (this.readWord(document, type)) return null;
    if (document.means(type, FUNCTION)) {
      const described = document.find(choice, FUNCTION);
      return this.chooseOne(document.find(described >= 0 ? described : choice, NAME));
    }
    if (document.means(type, TOOL)) return this.chooseOne(document.find(choice, NAME));
    if (!document.means(type, ALLOWED_TOOLS))
      return refuseAt("tool_choice", "this choice cannot be sent to this provider");
    const inner = document.find(choice, ALLOWED_TOOLS);
    const allowed = inner >= 0 ? inner : choice;
    this.readWord(document, document.find(allowed, MODE));
    this.allowed = listOf(document, document.find(allowed, TOOLS));
    return null;
  }

  private readWord(document: JsonDocument, word: i32): bool {
    if (document.means(word, NONE)) this.choice = Choice.None;
    else if (document.means(word, AUTO)) this.choice = Choice.Auto;
    else if (document.means(word, REQUIRED) || document.means(word, ANY)) this.choice = Choice.Any;
    else return false;
    return true;
  }

  private chooseOne(name: i32): Refusal | null {
    this.choice = Choice.One;
    this.name = name;
    return name >= 0 ? null : refuseAt("tool_choice", "expected the name of a tool");
  }

  // Returns "", or why the tool cannot be sent.
  private writeTool(document: JsonDocument, tool: i32, json: JsonWriter): string {
    if (document.kind(tool) != JsonKind.Object) return "expected an object";
    const type = document.find(tool, TYPE);
    if (document.means(type, CUSTOM) && document.find(tool, CUSTOM) >= 0)
      return "a tool without a schema cannot be sent to this provider";
    const described = document.find(tool, FUNCTION);
    // Anthropic's own tools, which nobody else knows, are as they should be.
    if (document.kind(described) != JsonKind.Object) {
      if (document.means(type, FUNCTION)) return "expected a function";
      json.raw(document.raw(tool));
    } else if (this.isAllowed(document, document.find(described, NAME))) {
      writeFunction(document, described, tool, json);
    }
    return "";
  }

  private isAllowed(document: JsonDocument, name: i32): bool {
    if (this.allowed < 0) return true;
    const wanted = document.text(name);
    for (let tool = document.firstChild(this.allowed); tool >= 0; tool = document.nextSibling(tool)) {
      const described = document.find(tool, FUNCTION);
      if (document.means(document.find(described >= 0 ? described : tool, NAME), wanted)) return true;
    }
    return false;
  }

  private writeChoice(document: JsonDocument, json: JsonWriter): void {
    const word = wordOf(this.choice, this.isSerial);
    if (word.byteLength == 0) return;
    json.key("tool_choice");
    json.openObject();
    json.key("type");
    json.string(word);
    if (this.choice == Choice.One) json.member("name", document, this.name);
    if (this.isSerial && this.choice != Choice.None) {
      json.key("disable_parallel_tool_use");
      json.bool(true);
    }
    json.closeObject();
  }
}

function wordOf(choice: Choice, isSerial: bool): Bytes {
  switch (choice) {
    case Choice.None:
      return NONE;
    case Choice.Auto:
      return AUTO;
    case Choice.Any:
      return ANY;
    case Choice.One:
      return TOOL;
    default:
      return isSerial ? AUTO : EMPTY;
  }
}

// A list with something in it, or -1.
function listOf(document: JsonDocument, node: i32): i32 {
  return document.kind(node) == JsonKind.Array && document.firstChild(node) >= 0 ? node : -1;
}

function writeFunction(document: JsonDocument, described: i32, tool: i32, json: JsonWriter): void {
  json.openObject();
  json.member("name", document, document.find(described, NAME));
  json.member("description", document, document.find(described, DESCRIPTION));
  const schema = document.find(described, PARAMETERS);
  json.key("input_schema");
  if (document.kind(schema) == JsonKind.Object) json.raw(document.raw(schema));
  else json.raw(EMPTY_SCHEMA);
  const strict = document.find(described, STRICT);
  if (document.kind(strict) == JsonKind.True) json.member("strict", document, strict);
  const cache = document.find(tool, CACHE_CONTROL);
  json.member("cache_control", document, cache >= 0 ? cache : document.find(described, CACHE_CONTROL));
  json.closeObject();
}
