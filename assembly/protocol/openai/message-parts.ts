// The parts of a message, or of the delta of one in a stream, that say something: content, reasoning, calls of tools.
// https://platform.openai.com/docs/api-reference/chat/object · reasoning: https://api-docs.deepseek.com/guides/reasoning_model

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { Bytes, utf8 } from "../../text/bytes";

export const CONTENT = utf8("content");
export const REASONING_CONTENT = utf8("reasoning_content");
/** What OpenRouter and newer versions of vLLM call it. */
export const REASONING = utf8("reasoning");

const TOOL_CALLS = utf8("tool_calls");
const FUNCTION_CALL = utf8("function_call");
const BACKSLASH: u8 = 0x5c;

/** The parts of the message read last. Used again and again. */
@final
export class MessageParts {
  /** The message, -1 if there is none. */
  message: i32 = -1;
  /** The value of its content, -1 if it has none. */
  content: i32 = -1;
  /** The reasoning, a string that is not empty; -1 if there is none. */
  reasoning: i32 = -1;
  /** A member that is called like reasoning, whatever its value; -1 if there is none. */
  named: i32 = -1;
  hasCalls: bool = false;

  /** Reads the member `name` of `choice`; false if that is no object. */
  read(document: JsonDocument, choice: i32, name: Bytes): bool {
    const message = document.find(choice, name);
    this.message = message;
    this.content = -1;
    this.reasoning = -1;
    this.named = -1;
    this.hasCalls = false;
    if (document.kind(message) != JsonKind.Object) return false;
    for (let node = document.firstChild(message); node >= 0; node = document.nextSibling(node)) {
      if (document.hasName(node, CONTENT)) this.content = node;
      else if (document.hasName(node, REASONING_CONTENT)) this.noteReasoning(document, node, true);
      else if (document.hasName(node, REASONING)) this.noteReasoning(document, node, false);
      else if (document.hasName(node, TOOL_CALLS)) this.hasCalls = document.firstChild(node) >= 0 || this.hasCalls;
      else if (document.hasName(node, FUNCTION_CALL)) this.hasCalls = document.firstChild(node) >= 0 || this.hasCalls;
    }
    return true;
  }

  /** True when the content is missing, null or a string of white space. */
  isBlank(document: JsonDocument): bool {
    const kind = document.kind(this.content);
    if (kind != JsonKind.String) return kind == JsonKind.None || kind == JsonKind.Null;
    return isBlank(innerOf(document, this.content));
  }

  /** True when the content is a string that is not empty, or something else than text. */
  hasContent(document: JsonDocument): bool {
    const kind = document.kind(this.content);
    if (kind == JsonKind.None || kind == JsonKind.Null) return false;
    return kind != JsonKind.String || document.end(this.content) - document.start(this.content) > 2;
  }

  /** True when text can be put before the content: it is text, or nothing. */
  takesText(document: JsonDocument): bool {
    const kind = document.kind(this.content);
    return kind == JsonKind.None || kind == JsonKind.Null || kind == JsonKind.String;
  }

  // Where both names are there, `reasoning_content` counts.
  private noteReasoning(document: JsonDocument, node: i32, isFirst: bool): void {
    this.named = node;
    if (document.kind(node) != JsonKind.String || document.end(node) - document.start(node) <= 2) return;
    if (isFirst || this.reasoning < 0 || document.hasName(this.reasoning, REASONING)) this.reasoning = node;
  }
}

/** A string as it is written, without its quotes. */
export function innerOf(document: JsonDocument, node: i32): Bytes {
  const raw = document.raw(node);
  return raw.byteLength < 2 ? raw : raw.subarray(1, raw.byteLength - 1);
}

// Of a string as it is written: `\n`, `\r`, `\t` and `\f` are white space, too.
function isBlank(text: Bytes): bool {
  for (let i = 0, size = text.byteLength; i < size; i++) {
    const byte = load<u8>(text.dataStart + i); // i < size
    if (byte == 0x20) continue;
    if (byte != BACKSLASH) return false;
    i++;
    if (i >= size || !isBlankEscape(load<u8>(text.dataStart + i))) return false; // i < size
  }
  return true;
}

function isBlankEscape(byte: u8): bool {
  return byte == 0x6e || byte == 0x72 || byte == 0x74 || byte == 0x66;
}
