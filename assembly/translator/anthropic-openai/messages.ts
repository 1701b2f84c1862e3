// Anthropic's turns, as messages of a chat.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { placeOf, refuseAt } from "../refuse";
import { AssistantWriter } from "./assistant-message";
import { BlockKind, blockKind, refuseBlock } from "./block-kind";
import { writePart } from "./parts";
import { writeSystem } from "./system";
import { onlyTextOf } from "./text-parts";
import { ToolNames } from "./tool-names";
import { writeToolResult } from "./tool-results";

const ASSISTANT = utf8("assistant");
const CONTENT = utf8("content");
const ROLE = utf8("role");
const SYSTEM = utf8("system");
const USER = utf8("user");

/** Writes turns into the array of messages that is open. */
@final
export class TurnWriter {
  /** True as long as nobody has said anything. */
  private isFirst: bool = true;
  private readonly assistant: AssistantWriter;

  constructor(
    private readonly plan: TranslationPlan,
    names: ToolNames,
    private readonly json: JsonWriter,
  ) {
    this.assistant = new AssistantWriter(plan.traits.readsReasoning, names, json);
  }

  /** Writes the messages for a turn, number `index`; null, or why it cannot be sent. */
  write(document: JsonDocument, turn: i32, index: i32): Refusal | null {
    const role = document.find(turn, ROLE);
    const content = document.find(turn, CONTENT);
    const kind = document.kind(content);
    const isUser = document.means(role, USER);
    const isSystem = document.means(role, SYSTEM);
    if (!isUser && !isSystem && !document.means(role, ASSISTANT))
      return refuseAt(`${placeOf("messages", index)}.role`, "expected user or assistant");
    if (kind != JsonKind.String && kind != JsonKind.Array)
      return refuseAt(`${placeOf("messages", index)}.content`, "expected a text or a list of blocks");
    if (isSystem && (this.isFirst || this.plan.traits.readsLateSystem)) {
      return writeSystem(document, content, index, this.plan.traits.readsCacheControl, this.json);
    }
    this.isFirst = false;
    if (isUser || isSystem) return this.writeUser(document, content, index);
    if (kind == JsonKind.String) return this.writePlain(document, role, content);
    return this.assistant.write(document, content, index);
  }

  private writePlain(document: JsonDocument, role: i32, content: i32): Refusal | null {
    const json = this.json;
    json.openObject();
    json.member("role", document, role);
    json.member("content", document, content);
    json.closeObject();
    return null;
  }

  // What Claude Code says in the middle as the system, templates of open models take from a user only.
  private writeUser(document: JsonDocument, content: i32, index: i32): Refusal | null {
    if (document.kind(content) == JsonKind.String) return this.writeUserText(document, content);
    const only = onlyTextOf(document, content, this.plan.traits.readsCacheControl);
    if (only >= 0) return this.writeUserText(document, only);
    let at = 0;
    for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block), at++) {
      if (blockKind(document, block) != BlockKind.ToolResult) continue;
      const refusal = writeToolResult(document, block, index, at, this.json);
      if (refusal !== null) return refusal;
    }
    return this.writeRest(document, content, index);
  }

  private writeUserText(document: JsonDocument, text: i32): Refusal | null {
    const json = this.json;
    json.openObject();
    json.key("role");
    json.ascii("user");
    json.member("content", document, text);
    json.closeObject();
    return null;
  }

  // What a turn says besides the results of tools, if anything.
  private writeRest(document: JsonDocument, content: i32, index: i32): Refusal | null {
    const json = this.json;
    const from = json.out.length;
    json.openObject();
    json.key("role");
    json.ascii("user");
    json.key("content");
    json.openArray();
    const start = json.out.length;
    let at = 0;
    for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block), at++) {
      if (blockKind(document, block) == BlockKind.ToolResult) continue;
      const why = writePart(document, block, this.plan.traits.readsCacheControl, json);
      if (why.length > 0) return refuseBlock(index, at, why);
    }
    const isEmpty = json.out.length == start;
    json.closeArray();
    json.closeObject();
    if (isEmpty) json.out.cutTo(from);
    return null;
  }
}
