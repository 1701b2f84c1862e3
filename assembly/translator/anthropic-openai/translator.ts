// Messages of Anthropic's clients, answered by chats of any provider that speaks OpenAI's protocol.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat

import { JsonDocument } from "../../json/document";
import { ByteWriter } from "../../json/write";
import { Refusal } from "../../protocol/refusal";
import { Bytes } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { Translator } from "../translator";
import { writeMessage } from "./answer";
import { writeMessagesError } from "./error";
import { ChatRequest } from "./request";
import { MessageStream } from "./stream";

/** The translator of one message. */
@final
export class AnthropicToOpenAi extends Translator {
  private readonly sent: ChatRequest;
  private stream: MessageStream | null = null;

  constructor(private readonly plan: TranslationPlan) {
    super();
    this.sent = new ChatRequest(plan);
  }

  request(request: JsonDocument, out: ByteWriter): Refusal | null {
    return this.sent.write(request, out);
  }

  response(answer: JsonDocument, out: ByteWriter): bool {
    return writeMessage(answer, this.plan, this.sent.names, out);
  }

  error(status: i32, answer: JsonDocument, text: Bytes, out: ByteWriter): void {
    writeMessagesError(status, answer, text, out);
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

  private open(): MessageStream {
    const open = this.stream;
    if (open !== null) return open;
    const stream = new MessageStream(this.plan, this.sent.names);
    this.stream = stream;
    return stream;
  }
}
