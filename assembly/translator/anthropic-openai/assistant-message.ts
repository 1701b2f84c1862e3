// What the assistant has said, thought and called, as one message of a chat.
// https://platform.openai.com/docs/guides/function-calling · reasoning: https://api-docs.deepseek.com/guides/thinking_mode

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, utf8 } from "../../text/bytes";
import { findOf, findText } from "../typed-member";
import { BlockKind, blockKind, refuseBlock, whyNot } from "./block-kind";
import { ToolNames } from "./tool-names";

const ID = utf8("id");
const INPUT = utf8("input");
const NAME = utf8("name");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const EMPTY_OBJECT = utf8("{}");

/** Writes what the assistant says into the array of messages that is open. */
@final
export class AssistantWriter {
  private hasCalls: bool = false;

  constructor(
    private readonly keepsThinking: bool,
    private readonly names: ToolNames,
    private readonly json: JsonWriter,
  ) {}

  /** Writes the message for these blocks, unless they say nothing; null, or why turn number `index` cannot be sent. */
  write(document: JsonDocument, content: i32, index: i32): Refusal | null {
    const wrong = this.look(document, content, index);
    if (wrong !== null) return wrong;
    const json = this.json;
    const from = json.out.length;
    json.openObject();
    json.key("role");
    json.ascii("assistant");
    json.key("content");
    // Blocks of one answer are one text, which citations have cut; what stands around calls are several.
    const hasText = this.join(document, content, BlockKind.Text, TEXT, this.hasCalls ? "\\n\\n" : "");
    if (!hasText) json.null();
    if (this.keepsThinking) this.writeThinking(document, content);
    if (this.hasCalls) this.writeCalls(document, content);
    json.closeObject();
    if (!hasText && !this.hasCalls) json.out.cutTo(from);
    return null;
  }

  // What ran at Anthropic, and what only Anthropic can read, has no place in a chat; what only a user says would be lost.
  private look(document: JsonDocument, content: i32, index: i32): Refusal | null {
    this.hasCalls = false;
    let at = 0;
    for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block), at++) {
      const kind = blockKind(document, block);
      if (kind == BlockKind.ToolUse) {
        this.hasCalls = true;
        const why = whyNoCall(document, block);
        if (why.length > 0) return refuseBlock(index, at, why);
      } else if (kind != BlockKind.Text && kind != BlockKind.Thinking && kind != BlockKind.Other) {
        return refuseBlock(index, at, whyNot(document, block));
      }
    }
    return null;
  }

  // Writes the texts of all blocks of this kind, each its member `name`, as one string; false: there are none.
  private join(document: JsonDocument, content: i32, kind: BlockKind, name: Bytes, between: string): bool {
    const json = this.json;
    let isOpen = false;
    for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
      const text = blockKind(document, block) == kind ? findText(document, block, name) : -1;
      if (text < 0) continue;
      if (isOpen) json.out.ascii(between);
      else json.openString();
      isOpen = true;
      json.addToString(document, text);
    }
    if (isOpen) json.closeString();
    return isOpen;
  }

  private writeThinking(document: JsonDocument, content: i32): void {
    const out = this.json.out;
    const from = out.length;
    this.json.key("reasoning_content");
    if (!this.join(document, content, BlockKind.Thinking, THINKING, "")) out.cutTo(from);
  }

  private writeCalls(document: JsonDocument, content: i32): void {
    const json = this.json;
    json.key("tool_calls");
    json.openArray();
    for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
      if (blockKind(document, block) == BlockKind.ToolUse) this.writeCall(document, block);
    }
    json.closeArray();
  }

  private writeCall(document: JsonDocument, block: i32): void {
    const json = this.json;
    const input = findOf(document, block, INPUT, JsonKind.Object);
    json.openObject();
    json.member("id", document, document.find(block, ID));
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    json.key("name");
    this.names.write(document, document.find(block, NAME), json);
    json.key("arguments");
    json.string(input >= 0 ? document.raw(input) : EMPTY_OBJECT);
    json.closeObject();
    json.closeObject();
  }
}

// Returns "", or why a call cannot be sent.
function whyNoCall(document: JsonDocument, block: i32): string {
  const input = document.kind(document.find(block, INPUT));
  if (findOf(document, block, ID, JsonKind.String) < 0 || findText(document, block, NAME) < 0) {
    return "expected a call with an id and a name";
  }
  return input > JsonKind.Null && input != JsonKind.Object ? "expected an object as its input" : "";
}
