// A stream of Anthropic's events as chunks of a chat.
// https://docs.anthropic.com/en/docs/build-with-claude/streaming · https://platform.openai.com/docs/api-reference/chat/streaming

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { MessageUsage } from "../../protocol/anthropic/usage";
import { isErrorEvent } from "../../protocol/error-event";
import { writeOpenAiError } from "../../protocol/openai/error";
import { Bytes, EMPTY, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { writeChatError } from "./error";
import { statusOfError } from "./error-status";
import { ChunkWriter } from "./chunk-writer";
import { writeFinishReason } from "./finish-reason";
import { OpenBlock } from "./open-block";

const CONTENT_BLOCK = utf8("content_block");
const DELTA = utf8("delta");
const ERROR = utf8("error");
const MESSAGE = utf8("message");
const PARTIAL_JSON = utf8("partial_json");
const SIGNATURE = utf8("signature");
const STOP_REASON = utf8("stop_reason");
const TEXT = utf8("text");
const THINKING = utf8("thinking");
const TYPE = utf8("type");
const USAGE = utf8("usage");

const MESSAGE_START = utf8("message_start");
const BLOCK_START = utf8("content_block_start");
const BLOCK_DELTA = utf8("content_block_delta");
const BLOCK_STOP = utf8("content_block_stop");
const MESSAGE_DELTA = utf8("message_delta");
const MESSAGE_STOP = utf8("message_stop");
const TEXT_DELTA = utf8("text_delta");
const INPUT_DELTA = utf8("input_json_delta");
const THINKING_DELTA = utf8("thinking_delta");
const SIGNATURE_DELTA = utf8("signature_delta");
const BROKEN = "The provider's answer broke off.";

/** The stream of one chat. */
@final
export class ChatStream {
  /** True behind `[DONE]`. */
  isDone: bool = false;
  private readonly chunk: ChunkWriter;
  private readonly usage: MessageUsage = new MessageUsage();
  private readonly block: OpenBlock = new OpenBlock();
  private isFinished: bool = false;

  constructor(
    plan: TranslationPlan,
    /** True when the client asks for a chunk with the usage. */
    private readonly includesUsage: bool,
  ) {
    this.chunk = new ChunkWriter(plan, includesUsage);
  }

  /** How many bytes it keeps of a stream. */
  get held(): i32 {
    return this.block.held;
  }

  /** Writes the chunks that an event means. */
  event(event: JsonDocument, data: Bytes, out: ByteWriter): void {
    const type = event.find(event.root, TYPE);
    if (this.isDone) return;
    if (event.means(type, BLOCK_DELTA)) this.onDelta(event, out);
    else if (event.means(type, MESSAGE_START)) this.onStart(event, out);
    else if (event.means(type, BLOCK_START)) this.onBlock(event, out);
    else if (event.means(type, BLOCK_STOP)) this.onBlockEnd(out);
    else if (event.means(type, MESSAGE_DELTA)) this.onMessageDelta(event, out);
    else if (event.means(type, MESSAGE_STOP)) this.finish(out);
    // A gateway before Anthropic may tell of an error in OpenAI's form.
    else if (isErrorEvent(event)) this.onError(event, data, out);
  }

  /** The stream has ended: writes what is missing, an error if it has broken off. */
  end(out: ByteWriter): void {
    if (this.isDone) return;
    // Whoever says why it ended has said all.
    if (this.isFinished) this.finish(out);
    else this.fail(BROKEN, out);
  }

  /** Ends the stream with an error. */
  fail(message: string, out: ByteWriter): void {
    if (this.isDone) return;
    out.ascii("data: ");
    writeOpenAiError(out, 502, utf8(message), EMPTY, EMPTY);
    this.close(out);
  }

  private onStart(event: JsonDocument, out: ByteWriter): void {
    const message = event.find(event.root, MESSAGE);
    this.usage.read(event, event.find(message, USAGE));
    this.chunk.begin(event, message, out);
  }

  private onBlockEnd(out: ByteWriter): void {
    if (!this.isFinished) this.block.close(this.chunk, out);
  }

  // Behind the reason to end there is nothing to say.
  private onBlock(event: JsonDocument, out: ByteWriter): void {
    if (this.isFinished) return;
    this.chunk.ensureBegun(out);
    this.block.close(this.chunk, out); // whoever does not end a block begins another one all the same
    const block = event.find(event.root, CONTENT_BLOCK);
    this.block.open(event, block, this.chunk, out);
    this.addText(event, event.find(block, TEXT), "content", out);
    this.addThinking(event, event.find(block, THINKING), out);
  }

  private onDelta(event: JsonDocument, out: ByteWriter): void {
    if (this.isFinished) return;
    const delta = event.find(event.root, DELTA);
    const type = event.find(delta, TYPE);
    this.chunk.ensureBegun(out);
    if (event.means(type, TEXT_DELTA)) this.addText(event, event.find(delta, TEXT), "content", out);
    else if (event.means(type, INPUT_DELTA))
      this.block.addInput(event, event.find(delta, PARTIAL_JSON), this.chunk, out);
    else if (event.means(type, THINKING_DELTA)) this.addThinking(event, event.find(delta, THINKING), out);
    else if (event.means(type, SIGNATURE_DELTA)) this.block.addSignature(event, event.find(delta, SIGNATURE));
  }

  private addThinking(event: JsonDocument, text: i32, out: ByteWriter): void {
    this.block.addThinking(event, text);
    this.addText(event, text, "reasoning_content", out);
  }

  private addText(event: JsonDocument, text: i32, name: string, out: ByteWriter): void {
    // Nothing is between two quotes.
    if (event.kind(text) != JsonKind.String || event.end(text) - event.start(text) == 2) return;
    const json = this.chunk.openDelta(out);
    json.key(name);
    json.raw(event.raw(text));
    this.chunk.closeDelta(out);
  }

  private onMessageDelta(event: JsonDocument, out: ByteWriter): void {
    this.usage.read(event, event.find(event.root, USAGE));
    const reason = event.find(event.find(event.root, DELTA), STOP_REASON);
    if (event.kind(reason) == JsonKind.String) this.writeFinish(event, reason, out);
  }

  private writeFinish(event: JsonDocument, reason: i32, out: ByteWriter): void {
    if (this.isFinished) return;
    this.chunk.ensureBegun(out);
    this.block.close(this.chunk, out);
    this.isFinished = true;
    this.chunk.openDelta(out);
    const json = this.chunk.closeDeltaBefore(out);
    if (reason < 0) json.ascii("stop");
    else writeFinishReason(json, event, reason);
    this.chunk.closeChoice(out);
  }

  private finish(out: ByteWriter): void {
    if (!this.isFinished) this.writeFinish(NOTHING, -1, out);
    if (this.includesUsage) this.chunk.writeUsage(this.usage, out);
    this.isDone = true;
    out.ascii("data: [DONE]\n\n");
  }

  private onError(event: JsonDocument, data: Bytes, out: ByteWriter): void {
    const type = event.find(event.find(event.root, ERROR), TYPE);
    out.ascii("data: ");
    writeChatError(statusOfError(event, type), event, data, out);
    this.close(out);
  }

  private close(out: ByteWriter): void {
    this.isDone = true;
    this.block.forget();
    out.ascii("\n\ndata: [DONE]\n\n");
  }
}

const NOTHING = new JsonDocument();
