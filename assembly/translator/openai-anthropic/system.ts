// What a chat's system and developer messages become: the one `system` of Anthropic's, wherever they stand.
// https://docs.anthropic.com/en/api/messages#body-system

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { fullText, textOfPart, writeTextBlock } from "./parts";

const CACHE_CONTROL = utf8("cache_control");
const CONTENT = utf8("content");
const DEVELOPER = utf8("developer");
const ROLE = utf8("role");
const SYSTEM = utf8("system");
// Without it Anthropic refuses tokens of Claude Code's.
const CLAUDE_CODE = "You are Claude Code, Anthropic's official CLI for Claude.";

/** True for a message that belongs to `system`. */
export function isSystem(document: JsonDocument, message: i32): bool {
  const role = document.find(message, ROLE);
  return document.means(role, SYSTEM) || document.means(role, DEVELOPER);
}

/** Writes the member `system`, if there is anything to say; for Claude Code always, and as blocks. */
export function writeSystem(document: JsonDocument, messages: i32, isClaudeCode: bool, json: JsonWriter): void {
  const only = isClaudeCode ? -1 : onlyText(document, messages);
  if (only >= 0) return json.member("system", document, only);
  const from = json.out.length;
  json.key("system");
  json.openArray();
  const start = json.out.length;
  for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
    if (isSystem(document, message)) writeTexts(document, message, isClaudeCode, json);
  }
  const isEmpty = json.out.length == start;
  if (isEmpty && isClaudeCode) writeIdentity(json);
  json.closeArray();
  if (isEmpty && !isClaudeCode) json.out.cutTo(from);
}

// The text of the only such message if it is a plain one; -1: there are several, or none, or it has parts.
function onlyText(document: JsonDocument, messages: i32): i32 {
  let only = -1;
  for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
    if (!isSystem(document, message)) continue;
    const content = document.find(message, CONTENT);
    if (only >= 0 || document.kind(content) != JsonKind.String || document.find(message, CACHE_CONTROL) >= 0) return -1;
    only = content;
  }
  return fullText(document, only);
}

function writeTexts(document: JsonDocument, message: i32, isClaudeCode: bool, json: JsonWriter): void {
  const content = document.find(message, CONTENT);
  const text = fullText(document, content);
  if (text >= 0) writeText(document, text, message, isClaudeCode, json);
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
    const inner = textOfPart(document, part);
    if (inner >= 0) writeText(document, inner, part, isClaudeCode, json);
  }
}

// Claude Code has its system prompt cached.
function writeText(document: JsonDocument, text: i32, part: i32, isClaudeCode: bool, json: JsonWriter): void {
  if (!isClaudeCode || document.find(part, CACHE_CONTROL) >= 0) return writeTextBlock(document, text, part, json);
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.member("text", document, text);
  writeEphemeral(json);
  json.closeObject();
}

function writeIdentity(json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.key("text");
  json.ascii(CLAUDE_CODE);
  writeEphemeral(json);
  json.closeObject();
}

function writeEphemeral(json: JsonWriter): void {
  json.key("cache_control");
  json.openObject();
  json.key("type");
  json.ascii("ephemeral");
  json.closeObject();
}
