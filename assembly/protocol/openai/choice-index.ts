// The choices of a chat's answer or event, and which of them an element is about.

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";

/** OpenAI answers with as many at most. */
export const MAX_CHOICES: i32 = 128;

const CHOICES = utf8("choices");
const INDEX = utf8("index");

/** The choices of an answer or an event, or -1 if it is none of a chat. */
export function choicesOf(document: JsonDocument): i32 {
  const choices = document.find(document.root, CHOICES);
  return document.kind(choices) == JsonKind.Array ? choices : -1;
}

/** The `index` of a choice, or its `position` where it does not say; -1 for one beyond `MAX_CHOICES`. */
export function indexOfChoice(document: JsonDocument, choice: i32, position: i32): i32 {
  const node = document.find(choice, INDEX);
  const index = document.isInteger(node) ? document.toI64(node) : <i64>position;
  return index < 0 || index >= <i64>MAX_CHOICES ? -1 : <i32>index;
}
