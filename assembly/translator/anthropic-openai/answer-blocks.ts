// The blocks of a message: what a chat completion thinks, says and calls.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.anthropic.com/en/api/messages#response-content

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { objectIn } from "../../json/valid";
import { utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { findText, fullText } from "../typed-member";
import { callIdFor } from "./made-up-id";
import { CONTENT, reasoningIn, REFUSAL, TEXT, THINKING } from "./message-text";
import { ToolNames } from "./tool-names";

const ARGUMENTS = utf8("arguments");
const EMPTY_OBJECT = utf8("{}");
const FUNCTION = utf8("function");
const FUNCTION_CALL = utf8("function_call");
const ID = utf8("id");
const NAME = utf8("name");
const TOOL_CALLS = utf8("tool_calls");

/** Writes them for one answer, into the array that is open. */
@final
export class AnswerBlocks {
  /** How many tools are called. */
  calls: i32 = 0;

  constructor(
    private readonly json: JsonWriter,
    private readonly answer: JsonDocument,
    private readonly plan: TranslationPlan,
    private readonly names: ToolNames,
  ) {}

  /** Writes those of a message; none where there is no message. */
  write(message: i32): void {
    const answer = this.answer;
    this.writeThinking(reasoningIn(answer, message));
    const content = answer.find(message, CONTENT);
    this.writeText(fullText(answer, content));
    if (answer.kind(content) == JsonKind.Array) this.writeParts(content);
    this.writeText(findText(answer, message, REFUSAL));
    const list = answer.find(message, TOOL_CALLS);
    for (let call = answer.firstChild(list); call >= 0; call = answer.nextSibling(call)) {
      this.writeCall(findText(answer, call, ID), answer.find(call, FUNCTION));
    }
    this.writeCall(-1, answer.find(message, FUNCTION_CALL));
  }

  private writeParts(list: i32): void {
    const answer = this.answer;
    for (let part = answer.firstChild(list); part >= 0; part = answer.nextSibling(part)) {
      const thinking = answer.find(part, THINKING);
      this.writeThinking(fullText(answer, thinking));
      for (let inner = answer.firstChild(thinking); inner >= 0; inner = answer.nextSibling(inner)) {
        this.writeThinking(findText(answer, inner, TEXT));
      }
      this.writeText(findText(answer, part, TEXT));
      this.writeText(findText(answer, part, REFUSAL));
    }
  }

  private writeText(text: i32): void {
    if (text < 0) return;
    const json = this.json;
    json.openObject();
    json.key("type");
    json.ascii("text");
    json.member("text", this.answer, text);
    json.closeObject();
  }

  private writeThinking(text: i32): void {
    if (text < 0) return;
    const json = this.json;
    json.openObject();
    json.key("type");
    json.ascii("thinking");
    json.member("thinking", this.answer, text);
    // Nobody signs it, and who sends it back is not asked for a signature.
    json.key("signature");
    json.ascii("");
    json.closeObject();
  }

  private writeCall(id: i32, call: i32): void {
    const answer = this.answer;
    if (answer.kind(call) != JsonKind.Object) return;
    const json = this.json;
    json.openObject();
    json.key("type");
    json.ascii("tool_use");
    json.key("id");
    if (id >= 0) json.raw(answer.raw(id));
    else json.string(callIdFor(this.plan, this.calls));
    json.key("name");
    json.string(this.names.restore(answer.text(answer.find(call, NAME))));
    json.key("input");
    this.writeInput(answer.find(call, ARGUMENTS));
    json.closeObject();
    this.calls++;
  }

  // Arguments are a text in which an object is written; some servers give the object itself.
  private writeInput(node: i32): void {
    const answer = this.answer;
    if (answer.kind(node) == JsonKind.Object) return this.json.raw(answer.raw(node));
    const object = objectIn(answer.text(node));
    this.json.raw(object === null ? EMPTY_OBJECT : object);
  }
}
