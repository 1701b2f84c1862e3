// How many tokens a message would have, estimated where the provider cannot be asked.
// https://docs.anthropic.com/en/api/messages-count-tokens

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Refusal } from "../../protocol/refusal";
import { Bytes, utf8 } from "../../text/bytes";
import { EditableHeader, HeaderEdit } from "../header-edit";
import { TranslationPlan } from "../plan";
import { missingMessages } from "../refuse";
import { Translator } from "../translator";
import { writeMessagesError } from "./error";
import { PromptEstimate } from "./prompt-estimate";

const MESSAGES = utf8("messages");
const HEADERS: Array<HeaderEdit> = [new HeaderEdit(EditableHeader.Estimated, utf8("true"))];

/** Answers with `{"input_tokens":…}`; within −30 % and +50 % of what OpenAI counts for texts, tools and images. */
@final
export class TokenEstimate extends Translator {
  constructor(plan: TranslationPlan) {
    super();
  }

  get headers(): Array<HeaderEdit> {
    return HEADERS;
  }

  request(request: JsonDocument, out: ByteWriter): Refusal | null {
    const messages = request.find(request.root, MESSAGES);
    if (request.kind(messages) != JsonKind.Array || request.firstChild(messages) < 0) return missingMessages();
    const estimate = new PromptEstimate();
    estimate.read(request);
    const json = new JsonWriter(out);
    json.openObject();
    json.key("input_tokens");
    json.integer(estimate.tokens);
    json.closeObject();
    return null;
  }

  // Nobody else answers.

  response(answer: JsonDocument, out: ByteWriter): bool {
    return false;
  }

  error(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
    writeMessagesError(status, answer, text, out);
  }

  event(event: JsonDocument, data: Bytes, out: ByteWriter): void {}

  end(out: ByteWriter): void {}

  fail(message: string, out: ByteWriter): void {}

  get isDone(): bool {
    return true;
  }
}
