// Chats of OpenAI's clients, answered by Anthropic's messages.
// https://platform.openai.com/docs/api-reference/chat · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { ByteWriter } from "../../json/write";
import { Refusal } from "../../protocol/refusal";
import { Bytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { EditableHeader, HeaderEdit } from "../header-edit";
import { Translator } from "../translator";
import { writeChatCompletion } from "./answer";
import { writeChatError } from "./error";
import { MessagesRequest } from "./request";
import { ChatStream } from "./stream";

// The version that these members are of; a provider's own settings may say otherwise.
// https://docs.anthropic.com/en/api/versioning
const HEADERS: Array<HeaderEdit> = [new HeaderEdit(EditableHeader.AnthropicVersion, utf8("2023-06-01"))];

/** The translator of one chat. */
@final
export class OpenAiToAnthropic extends Translator {
  private readonly sent: MessagesRequest;
  private stream: ChatStream | null = null;

  constructor(private readonly plan: TranslationPlan) {
    super();
    this.sent = new MessagesRequest(plan);
  }

  request(request: JsonDocument, out: ByteWriter): Refusal | null {
    return this.sent.write(request, out);
  }

  get headers(): Array<HeaderEdit> {
    return HEADERS;
  }

  response(answer: JsonDocument, out: ByteWriter): bool {
    return writeChatCompletion(answer, this.plan, out);
  }

  error(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
    writeChatError(status, answer, text, out);
  }

  event(event: JsonDocument, data: Bytes, out: ByteWriter): void {
    this.open().event(event, data, out);
  }

  end(out: ByteWriter): void {
    this.open().end(out);
  }

  fail(message: string, out: ByteWriter): void {
    this.open().fail(message, out);
  }

  get isDone(): bool {
    const stream = this.stream;
    return stream !== null && stream.isDone;
  }

  get held(): i32 {
    const stream = this.stream;
    return stream === null ? 0 : stream.held;
  }

  private open(): ChatStream {
    const open = this.stream;
    if (open !== null) return open;
    const stream = new ChatStream(this.plan, this.sent.includesUsage);
    this.stream = stream;
    return stream;
  }
}
