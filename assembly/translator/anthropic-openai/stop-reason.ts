// Why a choice ended, in Anthropic's words.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.anthropic.com/en/api/handling-stop-reasons

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { Bytes, copyOf, EMPTY, equalBytes, utf8 } from "../../text/bytes";

const END_TURN = utf8("end_turn");
const TOOL_USE = utf8("tool_use");
const NULL = utf8("null");
const STOP = utf8("stop");
// OpenAI's word, then Anthropic's.
const WORDS: Array<Bytes> = [
  STOP,
  END_TURN,
  utf8("length"),
  utf8("max_tokens"),
  utf8("tool_calls"),
  TOOL_USE,
  utf8("function_call"),
  TOOL_USE,
  utf8("content_filter"),
  utf8("refusal"),
];

/** The `stop_reason` for a `finish_reason`; a word that nobody knows stays, and no bytes are returned where there is none. */
export function stopReasonOf(document: JsonDocument, reason: i32): Bytes {
  if (document.kind(reason) != JsonKind.String) return EMPTY;
  for (let i = 0; i + 1 < WORDS.length; i += 2) {
    if (document.means(reason, unchecked(WORDS[i]))) return unchecked(WORDS[i + 1]); // i + 1 < length
  }
  const word = document.text(reason);
  // Some servers write the word for the value.
  return equalBytes(word, NULL) ? EMPTY : copyOf(word);
}

/** The reason to tell: a turn with calls waits for them, whatever the provider says, and one without a reason is over. */
export function reasonOf(reason: Bytes, hasCalls: bool): Bytes {
  if (reason.byteLength > 0 && reason !== END_TURN) return reason;
  return hasCalls ? TOOL_USE : END_TURN;
}
