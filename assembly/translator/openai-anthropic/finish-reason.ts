// Why a message ended, in OpenAI's words.
// https://docs.anthropic.com/en/api/handling-stop-reasons · https://platform.openai.com/docs/api-reference/chat/object

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Bytes, utf8 } from "../../text/bytes";

// Anthropic's word, then OpenAI's.
const WORDS: Array<Bytes> = [
  utf8("end_turn"),
  utf8("stop"),
  utf8("stop_sequence"),
  utf8("stop"),
  utf8("pause_turn"),
  utf8("stop"),
  utf8("max_tokens"),
  utf8("length"),
  utf8("model_context_window_exceeded"),
  utf8("length"),
  utf8("tool_use"),
  utf8("tool_calls"),
  utf8("refusal"),
  utf8("content_filter"),
];

/** Writes the value of `finish_reason` for a `stop_reason`; a word that nobody knows stays, and none is null. */
export function writeFinishReason(json: JsonWriter, document: JsonDocument, reason: i32): void {
  if (document.kind(reason) != JsonKind.String) return json.null();
  for (let i = 0; i + 1 < WORDS.length; i += 2) {
    if (!document.means(reason, unchecked(WORDS[i]))) continue; // i + 1 < length
    return json.string(unchecked(WORDS[i + 1])); // i + 1 < length
  }
  json.raw(document.raw(reason));
}
