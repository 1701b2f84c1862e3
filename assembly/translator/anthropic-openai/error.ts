// What a provider that speaks OpenAI's protocol says of an error, as Anthropic's clients read it.
// https://docs.anthropic.com/en/api/errors

import { JsonDocument } from "../../json/document";
import { ByteWriter } from "../../json/write";
import { writeAnthropicError } from "../../protocol/anthropic/error";
import { errorTextOf } from "../../protocol/error-text";
import { Bytes } from "../../text/bytes";

/** Writes Anthropic's error object for an answer with this HTTP status, which says what type of error it is. */
export function writeMessagesError(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
  writeAnthropicError(out, status, errorTextOf(answer, text, status));
}
