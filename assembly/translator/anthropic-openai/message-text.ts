// Where messages and deltas of chats have what the model thinks and says, whatever the vendor calls it.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.mistral.ai/capabilities/reasoning

import { JsonDocument } from "../../json/document";
import { utf8 } from "../../text/bytes";
import { findText } from "../typed-member";

/** The member with what a message says: a text, or a list of parts. */
export const CONTENT = utf8("content");
/** The member with what a message says in refusing to answer; parts have it, too. */
export const REFUSAL = utf8("refusal");
/** The member of a part that is text. */
export const TEXT = utf8("text");
/** The member of Mistral's parts that are thinking: a text, or a list of parts that are text. */
export const THINKING = utf8("thinking");
const REASONING = utf8("reasoning");
const REASONING_CONTENT = utf8("reasoning_content");

/** The text of reasoning in a message or a delta, by either of its names; -1: there is none, or it is empty. */
export function reasoningIn(document: JsonDocument, message: i32): i32 {
  const content = findText(document, message, REASONING_CONTENT);
  return content >= 0 ? content : findText(document, message, REASONING);
}
