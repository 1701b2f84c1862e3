// The tools of a chat.
// https://platform.openai.com/docs/guides/function-calling · https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { findOf, findText } from "../typed-member";
import { cacheControlOf } from "./texts";
import { ToolChoice } from "./tool-choice";

const CUSTOM = utf8("custom");
const DESCRIPTION = utf8("description");
const FUNCTION = utf8("function");
const FUNCTIONS = utf8("functions");
const NAME = utf8("name");
const PARAMETERS = utf8("parameters");
const STRICT = utf8("strict");
const TOOLS = utf8("tools");
const TYPE = utf8("type");
const EMPTY_SCHEMA = utf8('{"type":"object","properties":{}}');

/** The tools of one request. */
@final
export class ChatTools {
  private tools: i32 = -1;
  private functions: i32 = -1;
  private count: i32 = 0;
  private readonly choice: ToolChoice = new ToolChoice();

  /** Reads what `document` says of tools; null, or why that cannot be sent. */
  read(document: JsonDocument): Refusal | null {
    const root = document.root;
    this.tools = findOf(document, root, TOOLS, JsonKind.Array);
    this.functions = findOf(document, root, FUNCTIONS, JsonKind.Array);
    // Without tools there is nothing to choose.
    if (document.firstChild(this.tools) < 0 && document.firstChild(this.functions) < 0) return null;
    const refusal = this.choice.read(document);
    if (refusal === null) this.count = this.countOf(document, this.tools) + this.countOf(document, this.functions);
    return refusal;
  }

  /** True when the model must call one. */
  get isForced(): bool {
    return this.count > 0 && this.choice.isForced;
  }

  /** Writes `tools` and `tool_choice`, if there is a tool; null, or why one cannot be sent. */
  write(document: JsonDocument, json: JsonWriter): Refusal | null {
    if (this.count == 0) return null;
    json.key("tools");
    json.openArray();
    const wrong = this.writeList(document, this.tools, "tools", json);
    if (wrong !== null) return wrong;
    const refusal = this.writeList(document, this.functions, "functions", json);
    json.closeArray();
    this.choice.write(document, json);
    return refusal;
  }

  private countOf(document: JsonDocument, list: i32): i32 {
    let count = 0;
    for (let tool = document.firstChild(list); tool >= 0; tool = document.nextSibling(tool)) {
      if (this.choice.allows(document, describedBy(document, tool))) count++;
    }
    return count;
  }

  private writeList(document: JsonDocument, list: i32, name: string, json: JsonWriter): Refusal | null {
    let at = 0;
    for (let tool = document.firstChild(list); tool >= 0; tool = document.nextSibling(tool), at++) {
      if (!this.choice.allows(document, describedBy(document, tool))) continue;
      const why = list == this.functions ? writeFunction(document, tool, tool, json) : writeTool(document, tool, json);
      if (why.length > 0) return refuseAt(placeOf(name, at), why);
    }
    return null;
  }
}

// Where a tool's name and the like stand.
function describedBy(document: JsonDocument, tool: i32): i32 {
  const described = findOf(document, tool, FUNCTION, JsonKind.Object);
  return described >= 0 ? described : tool;
}

// Returns "", or why the tool cannot be sent.
function writeTool(document: JsonDocument, tool: i32, json: JsonWriter): string {
  if (document.kind(tool) != JsonKind.Object) return "expected an object";
  const described = findOf(document, tool, FUNCTION, JsonKind.Object);
  if (described >= 0) return writeFunction(document, described, tool, json);
  const type = document.find(tool, TYPE);
  // As OpenAI's newer interface has it.
  if (document.means(type, FUNCTION)) return writeFunction(document, tool, tool, json);
  if (document.means(type, CUSTOM) && document.find(tool, CUSTOM) >= 0)
    return "a tool without a schema cannot be sent to this provider";
  // Anthropic's own tools, which nobody else knows, are as they should be.
  json.raw(document.raw(tool));
  return "";
}

function writeFunction(document: JsonDocument, described: i32, tool: i32, json: JsonWriter): string {
  const name = findText(document, described, NAME);
  if (name < 0) return "expected a function with a name";
  json.openObject();
  json.member("name", document, name);
  json.member("description", document, findOf(document, described, DESCRIPTION, JsonKind.String));
  writeSchema(document, findOf(document, described, PARAMETERS, JsonKind.Object), json);
  json.member("strict", document, findOf(document, described, STRICT, JsonKind.True));
  const cache = cacheControlOf(document, tool);
  json.member("cache_control", document, cache >= 0 ? cache : cacheControlOf(document, described));
  json.closeObject();
  return "";
}

// OpenAI takes a schema that does not say that it is one of objects; Anthropic does not.
function writeSchema(document: JsonDocument, schema: i32, json: JsonWriter): void {
  json.key("input_schema");
  if (document.firstChild(schema) < 0) return json.raw(EMPTY_SCHEMA);
  const raw = document.raw(schema);
  if (document.find(schema, TYPE) >= 0) return json.raw(raw);
  json.openObject();
  json.key("type");
  json.ascii("object");
  json.out.byte(0x2c);
  json.out.bytes(raw.subarray(1)); // behind the brace
}
