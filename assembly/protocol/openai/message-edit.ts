// Reasoning taken out of a message, put in the place of its content, or before it between tags.

import { JsonDocument } from "../../json/document";
import { Splices } from "../../json/edit";
import { JsonKind } from "../../json/kind";
import { removeMembers } from "../../json/remove-members";
import { ByteWriter } from "../../json/write";
import { Bytes, utf8 } from "../../text/bytes";
import { innerOf, MessageParts, REASONING, REASONING_CONTENT } from "./message-parts";

// As they are written inside a JSON string.
const OPEN_TAG = utf8("<think>\\n");
const CLOSE_TAG = utf8("\\n</think>\\n");
const NEW_CONTENT = utf8('"content":"');
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;

// One of each for all answers: they hold nothing from one message to the next.
const text = new ByteWriter();
const value = new ByteWriter();

/** Takes the reasoning out of a message. */
export function dropReasoning(document: JsonDocument, parts: MessageParts, splices: Splices): void {
  if (parts.named >= 0) removeMembers(document, parts.message, REASONING, REASONING_CONTENT, -1, splices);
}

/** Makes the reasoning of a message, which has some, its content. */
export function promoteReasoning(document: JsonDocument, parts: MessageParts, splices: Splices): void {
  writeContent(document, parts, innerOf(document, parts.reasoning), false, splices);
}

/**
 * Moves the reasoning of a message before its content, if that is text or nothing. `isOpen`: the tag that opens it has
 * been written before; `isLast`: nothing of it follows in a later message. True when a tag is open behind this message.
 */
export function joinReasoning(
  document: JsonDocument,
  parts: MessageParts,
  isOpen: bool,
  isLast: bool,
  splices: Splices,
): bool {
  const reasoning = parts.reasoning;
  if (!parts.takesText(document)) return isOpen;
  text.clear();
  if (reasoning >= 0) {
    if (!isOpen) text.bytes(OPEN_TAG);
    text.bytes(innerOf(document, reasoning));
  }
  const isThinking = isOpen || reasoning >= 0;
  const isClosed = isThinking && (isLast || parts.hasCalls || parts.hasContent(document));
  if (isClosed) text.bytes(CLOSE_TAG);
  if (text.length == 0) dropReasoning(document, parts, splices);
  else writeContent(document, parts, text.view(), true, splices);
  return isThinking && !isClosed;
}

// Puts `inner` in the place of the content or (`isBefore`) before it, and takes the reasoning out.
function writeContent(
  document: JsonDocument,
  parts: MessageParts,
  inner: Bytes,
  isBefore: bool,
  splices: Splices,
): void {
  const content = parts.content;
  let kept = -1;
  if (content >= 0 && isBefore && document.kind(content) == JsonKind.String) {
    splices.insert(document.start(content) + 1, inner);
  } else if (content >= 0) {
    splices.replace(document.start(content), document.end(content), quoted(inner));
  } else if (parts.named >= 0) {
    kept = parts.named;
    splices.replace(document.keyStart(kept), document.end(kept), newMember(inner, false));
  } else {
    const hasOthers = document.firstChild(parts.message) >= 0;
    splices.insert(document.start(parts.message) + 1, newMember(inner, hasOthers));
  }
  if (parts.named >= 0) removeMembers(document, parts.message, REASONING, REASONING_CONTENT, kept, splices);
}

function quoted(inner: Bytes): Bytes {
  value.clear();
  value.byte(QUOTE);
  value.bytes(inner);
  value.byte(QUOTE);
  return value.view();
}

function newMember(inner: Bytes, hasOthers: bool): Bytes {
  value.clear();
  value.bytes(NEW_CONTENT);
  value.bytes(inner);
  value.byte(QUOTE);
  if (hasOthers) value.byte(COMMA);
  return value.view();
}
