// Which tool of a chat is to be called.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice · https://docs.anthropic.com/en/api/messages#body-tool-choice

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, EMPTY, utf8 } from "../../text/bytes";
import { nameKey } from "../name-key";
import { refuseAt } from "../refuse";
import { findOf, findText } from "../typed-member";

const ALLOWED_TOOLS = utf8("allowed_tools");
const ANY = utf8("any");
const AUTO = utf8("auto");
const DISABLE_PARALLEL = utf8("disable_parallel_tool_use");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const MODE = utf8("mode");
const NAME = utf8("name");
const NONE = utf8("none");
const PARALLEL = utf8("parallel_tool_calls");
const REQUIRED = utf8("required");
const TOOL = utf8("tool");
const TOOL_CHOICE = utf8("tool_choice");
const TOOLS = utf8("tools");
const TYPE = utf8("type");

enum Choice {
  /** Nothing is said of it. */
  Open,
  None,
  Auto,
  Any,
  /** One tool, which is named. */
  One,
}

/** The choice of one request. */
@final
export class ToolChoice {
  private choice: Choice = Choice.Open;
  private name: i32 = -1;
  /** By what the tools are known that may be called; null: all may be. */
  private allowed: Set<u64> | null = null;
  private isSerial: bool = false;

  /** Reads what `document` says of it, in Anthropic's form too; null, or why that cannot be sent. */
  read(document: JsonDocument): Refusal | null {
    const root = document.root;
    this.isSerial = findOf(document, root, PARALLEL, JsonKind.False) >= 0;
    const choice = document.find(root, TOOL_CHOICE);
    if (document.kind(choice) > JsonKind.Null) return this.readChoice(document, choice);
    const call = document.find(root, FUNCTION_CALL);
    if (document.kind(call) <= JsonKind.Null || this.readWord(document, call)) return null;
    if (document.kind(call) == JsonKind.Object) return this.chooseOne(document, call);
    return refuseAt("function_call", "expected none, auto or the name of a function");
  }

  /** True when the model must call a tool. */
  get isForced(): bool {
    return this.choice == Choice.Any || this.choice == Choice.One;
  }

  /** True when the tool that `described` names may be called. */
  allows(document: JsonDocument, described: i32): bool {
    const allowed = this.allowed;
    return allowed === null || allowed.has(nameKey(document.text(document.find(described, NAME))));
  }

  /** Writes `tool_choice`, unless it says nothing. */
  write(document: JsonDocument, json: JsonWriter): void {
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

  private readChoice(document: JsonDocument, choice: i32): Refusal | null {
    if (this.readWord(document, choice)) return null;
    const type = document.find(choice, TYPE);
    if (findOf(document, choice, DISABLE_PARALLEL, JsonKind.True) >= 0) this.isSerial = true;
    if (this.readWord(document, type)) return null;
    if (document.means(type, TOOL)) return this.chooseOne(document, choice);
    if (document.means(type, FUNCTION)) {
      const described = findOf(document, choice, FUNCTION, JsonKind.Object);
      return this.chooseOne(document, described >= 0 ? described : choice);
    }
    if (document.means(type, ALLOWED_TOOLS)) return this.readAllowed(document, choice);
    return refuseAt("tool_choice", "this choice cannot be sent to this provider");
  }

  private readAllowed(document: JsonDocument, choice: i32): Refusal | null {
    const inner = findOf(document, choice, ALLOWED_TOOLS, JsonKind.Object);
    const allowed = inner >= 0 ? inner : choice;
    const mode = document.find(allowed, MODE);
    if (!this.readWord(document, mode) && document.kind(mode) > JsonKind.Null)
      return refuseAt("tool_choice.allowed_tools.mode", "expected auto or required");
    const tools = findOf(document, allowed, TOOLS, JsonKind.Array);
    if (tools < 0) return refuseAt("tool_choice.allowed_tools.tools", "expected a list");
    const keys = new Set<u64>();
    for (let tool = document.firstChild(tools); tool >= 0; tool = document.nextSibling(tool)) {
      const described = findOf(document, tool, FUNCTION, JsonKind.Object);
      keys.add(nameKey(document.text(document.find(described >= 0 ? described : tool, NAME))));
    }
    this.allowed = keys;
    return null;
  }

  private readWord(document: JsonDocument, word: i32): bool {
    if (document.means(word, NONE)) this.choice = Choice.None;
    else if (document.means(word, AUTO)) this.choice = Choice.Auto;
    else if (document.means(word, REQUIRED) || document.means(word, ANY)) this.choice = Choice.Any;
    else return false;
    return true;
  }

  private chooseOne(document: JsonDocument, described: i32): Refusal | null {
    this.choice = Choice.One;
    this.name = findText(document, described, NAME);
    return this.name >= 0 ? null : refuseAt("tool_choice", "expected the name of a tool");
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
