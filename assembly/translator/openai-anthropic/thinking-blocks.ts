// What the assistant has thought, sent back.
// https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#preserving-thinking-blocks

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf, findText } from "../typed-member";
import { Role, roleOf } from "./role";
import { hasCalls } from "./tool-call";

const DATA = utf8("data");
const REDACTED = utf8("redacted_thinking");
const SIGNATURE = utf8("signature");
const THINKING = utf8("thinking");
const THINKING_BLOCKS = utf8("thinking_blocks");
const TYPE = utf8("type");

/** True for a message with thinking that can be sent back: Anthropic has signed or sealed it. */
export function hasThinking(document: JsonDocument, message: i32): bool {
  const blocks = findOf(document, message, THINKING_BLOCKS, JsonKind.Array);
  for (let block = document.firstChild(blocks); block >= 0; block = document.nextSibling(block)) {
    if (sealOf(document, block) >= 0) return true;
  }
  return false;
}

/**
 * True when the turn that goes on has called tools without a thought before: Anthropic does not let the model begin to
 * think in it. A turn lasts over all its calls and their results, and only its first answer need have thought.
 */
export function lacksThinking(document: JsonDocument, messages: i32): bool {
  let isInTurn = false;
  let lacks = false;
  for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
    const role = roleOf(document, message);
    if (role == Role.User) isInTurn = false;
    if (role != Role.Assistant) continue;
    const calls = hasCalls(document, message);
    lacks = calls && !hasThinking(document, message) && (lacks || !isInTurn);
    isInTurn = calls;
  }
  return lacks;
}

/** Writes the blocks of a message that can be sent back, with what Anthropic has signed of them. */
export function writeThinking(document: JsonDocument, message: i32, json: JsonWriter): void {
  const blocks = findOf(document, message, THINKING_BLOCKS, JsonKind.Array);
  for (let block = document.firstChild(blocks); block >= 0; block = document.nextSibling(block)) {
    const seal = sealOf(document, block);
    if (seal < 0) continue;
    json.openObject();
    const isOpen = document.means(document.find(block, TYPE), THINKING);
    json.key("type");
    json.string(isOpen ? THINKING : REDACTED);
    if (isOpen) writeThought(document, block, json);
    json.member(isOpen ? "signature" : "data", document, seal);
    json.closeObject();
  }
}

function writeThought(document: JsonDocument, block: i32, json: JsonWriter): void {
  const thought = findOf(document, block, THINKING, JsonKind.String);
  json.key("thinking");
  if (thought >= 0) json.raw(document.raw(thought));
  else json.ascii("");
}

// The signature, or what is sealed; -1: there is neither.
function sealOf(document: JsonDocument, block: i32): i32 {
  const type = document.find(block, TYPE);
  if (document.means(type, THINKING)) return findText(document, block, SIGNATURE);
  return document.means(type, REDACTED) ? findText(document, block, DATA) : -1;
}
