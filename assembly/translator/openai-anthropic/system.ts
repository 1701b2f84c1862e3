// What a chat's system and developer messages become: the one `system` of Anthropic's, wherever they stand.
// https://docs.anthropic.com/en/api/messages#body-system

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { refuseContent, refusePart, tellPart } from "./parts";
import { Role, roleOf } from "./role";
import { cacheControlOf, isTextPart, saysSomething, writeTextBlock, writeTextPart } from "./texts";

const CONTENT = utf8("content");
// What Higress says where a client says nothing: Anthropic refuses tokens of Claude Code's without it.
const CLAUDE_CODE = "You are Claude Code, Anthropic's official CLI for Claude.";

/** The system prompt of one chat. */
@final
export class SystemPrompt {
  private count: i32 = 0;
  private last: i32 = -1;
  /** True when the client says itself what is to be cached. */
  private isCached: bool = false;

  constructor(
    /** True when the prompt must look like Claude Code's. */
    private readonly isClaudeCode: bool,
  ) {}

  /** Writes the member `system`, if there is anything to say; null, or why a message cannot be sent. */
  write(document: JsonDocument, messages: i32, json: JsonWriter): Refusal | null {
    this.find(document, messages);
    if (this.count == 0 && !this.isClaudeCode) return null;
    const content = document.find(this.last, CONTENT);
    if (this.count == 1 && !this.isClaudeCode && isPlain(document, this.last, content)) {
      if (saysSomething(document, content)) json.member("system", document, content);
      return null;
    }
    return this.writeBlocks(document, messages, json);
  }

  private find(document: JsonDocument, messages: i32): void {
    for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
      if (roleOf(document, message) != Role.System) continue;
      this.count++;
      this.last = message;
    }
  }

  private writeBlocks(document: JsonDocument, messages: i32, json: JsonWriter): Refusal | null {
    const from = json.out.length;
    json.key("system");
    json.openArray();
    const start = json.out.length;
    let index = 0;
    for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message), index++) {
      if (this.count == 0) break;
      if (roleOf(document, message) != Role.System) continue;
      const refusal = this.writeMessage(document, message, index, json);
      if (refusal !== null) return refusal;
    }
    const isEmpty = json.out.length == start;
    if (this.isClaudeCode) this.finishForClaudeCode(isEmpty, json);
    json.closeArray();
    if (isEmpty && !this.isClaudeCode) json.out.cutTo(from);
    return null;
  }

  private writeMessage(document: JsonDocument, message: i32, index: i32, json: JsonWriter): Refusal | null {
    const content = document.find(message, CONTENT);
    const kind = document.kind(content);
    if (kind <= JsonKind.Null) return null;
    if (kind == JsonKind.Array) return this.writeParts(document, content, index, json);
    if (kind != JsonKind.String) return refuseContent(index);
    if (!saysSomething(document, content)) return null;
    writeTextBlock(document, content, message, json);
    if (cacheControlOf(document, message) >= 0) this.isCached = true;
    return null;
  }

  private writeParts(document: JsonDocument, content: i32, index: i32, json: JsonWriter): Refusal | null {
    let at = 0;
    for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part), at++) {
      if (document.kind(part) == JsonKind.Null) continue;
      const why = isTextPart(document, part) ? writeTextPart(document, part, json) : tellPart(document, part);
      if (why.length > 0) return refusePart(index, at, why);
      if (cacheControlOf(document, part) >= 0) this.isCached = true;
    }
    return null;
  }

  // Claude Code has its prompt cached, up to the end of its last block; Anthropic takes no more than four such marks.
  private finishForClaudeCode(isEmpty: bool, json: JsonWriter): void {
    if (isEmpty) {
      json.openObject();
      json.key("type");
      json.ascii("text");
      json.key("text");
      json.ascii(CLAUDE_CODE);
    } else if (this.isCached) {
      return;
    } else {
      json.out.cutTo(json.out.length - 1); // the brace that closed it
    }
    json.key("cache_control");
    json.openObject();
    json.key("type");
    json.ascii("ephemeral");
    json.closeObject();
    json.closeObject();
  }
}

function isPlain(document: JsonDocument, message: i32, content: i32): bool {
  return document.kind(content) == JsonKind.String && cacheControlOf(document, message) < 0;
}
