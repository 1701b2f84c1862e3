// What Anthropic, or whoever stands before it, says of an error, as OpenAI's clients read it.
// https://docs.anthropic.com/en/api/errors · https://platform.openai.com/docs/guides/error-codes

import { JsonDocument } from "../../json/document";
import { ByteWriter } from "../../json/write";
import { errorNodeOf, errorTextOf } from "../../protocol/error-text";
import { writeOpenAiError } from "../../protocol/openai/error";
import { Bytes, EMPTY, utf8 } from "../../text/bytes";

const TYPE = utf8("type");

/** Writes OpenAI's error object for an answer with this HTTP status; Anthropic's type of the error becomes its code. */
export function writeChatError(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
  const type = answer.text(answer.find(errorNodeOf(answer), TYPE));
  writeOpenAiError(out, status, errorTextOf(answer, text, status), EMPTY, type);
}
