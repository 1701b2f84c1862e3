// Which choice of a chat an element of `choices` is about.

import { JsonDocument } from "../../json/document";
import { utf8 } from "../../text/bytes";

/** OpenAI answers with as many at most. */
export const MAX_CHOICES: i32 = 128;

const INDEX = utf8("index");

/** The `index` of a choice, or its `position` where it does not say; -1 for one beyond `MAX_CHOICES`. */
export function indexOfChoice(document: JsonDocument, choice: i32, position: i32): i32 {
  const node = document.find(choice, INDEX);
  const index = document.isInteger(node) ? document.toI64(node) : <i64>position;
  return index < 0 || index >= <i64>MAX_CHOICES ? -1 : <i32>index;
}
