// The chunks of a chat's stream as events of a message.
// https://platform.openai.com/docs/api-reference/chat/streaming · https://docs.anthropic.com/en/docs/build-with-claude/streaming

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { writeAnthropicError } from "../../protocol/anthropic/error";
import { errorTextOf } from "../../protocol/error-text";
import { ChatUsage } from "../../protocol/openai/usage";
import { trimSpace } from "../../text/ascii";
import { Bytes, EMPTY, equalBytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { fullText } from "../typed-member";
import { firstChoice, isFailure, readUsage } from "./chunk";
import { statusOfError } from "./error-status";
import { BlockKind, EventWriter } from "./event-writer";
import { CONTENT, reasoningIn, REFUSAL, TEXT, THINKING } from "./message-text";
import { reasonOf, stopReasonOf } from "./stop-reason";
import { StreamedCalls } from "./streamed-calls";
import { ToolNames } from "./tool-names";

const CHOICES = utf8("choices");
const DELTA = utf8("delta");
const DONE = utf8("[DONE]");
const FINISH_REASON = utf8("finish_reason");
const FUNCTION_CALL = utf8("function_call");
const TOOL_CALLS = utf8("tool_calls");
const BROKEN = "The provider's answer broke off.";
const NO_CHAT = "The provider's answer is no stream of a chat.";
const SERVER_ERROR: i32 = 500;

/** The stream of one message. */
@final
export class MessageStream {
  /** True behind `message_stop`, or an error. */
  isDone: bool = false;
  private readonly events: EventWriter;
  private readonly calls: StreamedCalls;
  private readonly usage: ChatUsage = new ChatUsage();
  private isStarted: bool = false;
  /** Why the message ended; no bytes: nobody has said so. */
  private reason: Bytes = EMPTY;

  constructor(
    private readonly plan: TranslationPlan,
    names: ToolNames,
  ) {
    const events = new EventWriter();
    this.events = events;
    this.calls = new StreamedCalls(plan, names, events);
  }

  /** How many bytes it keeps of a stream. */
  get held(): i32 {
    return this.isDone ? 0 : this.calls.held;
  }

  /** Writes the events that a chunk means. */
  event(event: JsonDocument, data: Bytes, out: ByteWriter): void {
    if (this.isDone) return;
    const root = event.root;
    if (root < 0) return this.onText(data, out);
    const choices = event.find(root, CHOICES);
    const isChunk = event.kind(choices) == JsonKind.Array;
    if (isFailure(event, isChunk)) return this.onError(event, data, out);
    if (!isChunk && !this.isStarted) return this.fail(NO_CHAT, out);
    const choice = firstChoice(event, choices);
    const hasUsage = readUsage(event, choice, this.usage);
    // Azure's first chunk has no choice, and does not say who answers.
    if (choice >= 0) this.ensureStarted(event, out);
    if (choice >= 0) this.onChoice(event, choice, out);
    if (this.calls.isBroken) return this.fail(BROKEN, out);
    // Whoever tells the usage behind the reason has told all.
    if (hasUsage && this.reason.byteLength > 0) this.finish(out);
  }

  /** The stream has ended: writes what is missing, an error if it has broken off. */
  end(out: ByteWriter): void {
    if (this.isDone) return;
    if (this.reason.byteLength > 0) this.finish(out);
    else this.fail(BROKEN, out);
  }

  /** Ends the stream with an error. */
  fail(message: string, out: ByteWriter): void {
    if (!this.isDone) this.writeError(SERVER_ERROR, utf8(message), out);
  }

  // No JSON: the end, or nothing.
  private onText(data: Bytes, out: ByteWriter): void {
    if (equalBytes(trimSpace(data), DONE)) this.finish(out);
  }

  private onError(event: JsonDocument, data: Bytes, out: ByteWriter): void {
    this.writeError(statusOfError(event), errorTextOf(event, data, SERVER_ERROR), out);
  }

  private ensureStarted(event: JsonDocument, out: ByteWriter): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.events.start(event, this.plan, this.usage, out);
  }

  private onChoice(event: JsonDocument, choice: i32, out: ByteWriter): void {
    const delta = event.find(choice, DELTA);
    this.addText(event, reasoningIn(event, delta), BlockKind.Thinking, out);
    const content = event.find(delta, CONTENT);
    this.addText(event, content, BlockKind.Text, out);
    if (event.kind(content) == JsonKind.Array) this.addParts(event, content, out);
    this.addText(event, event.find(delta, REFUSAL), BlockKind.Text, out);
    this.calls.read(event, event.find(delta, TOOL_CALLS), out);
    this.calls.readFunction(event, event.find(delta, FUNCTION_CALL), out);
    if (this.reason.byteLength == 0) this.reason = stopReasonOf(event, event.find(choice, FINISH_REASON));
  }

  private addParts(event: JsonDocument, list: i32, out: ByteWriter): void {
    for (let part = event.firstChild(list); part >= 0; part = event.nextSibling(part)) {
      const thinking = event.find(part, THINKING);
      this.addText(event, thinking, BlockKind.Thinking, out);
      for (let inner = event.firstChild(thinking); inner >= 0; inner = event.nextSibling(inner)) {
        this.addText(event, event.find(inner, TEXT), BlockKind.Thinking, out);
      }
      this.addText(event, event.find(part, TEXT), BlockKind.Text, out);
      this.addText(event, event.find(part, REFUSAL), BlockKind.Text, out);
    }
  }

  private addText(event: JsonDocument, text: i32, kind: BlockKind, out: ByteWriter): void {
    if (fullText(event, text) < 0) return;
    if (this.events.open != kind) this.calls.leave();
    this.events.ensure(kind, out);
    const raw = event.raw(text);
    this.events.delta(raw.dataStart + 1, raw.byteLength - 2, out); // between its quotes
  }

  private finish(out: ByteWriter): void {
    this.ensureStarted(NOTHING, out);
    this.isDone = true;
    this.calls.finish(out);
    this.events.stop(reasonOf(this.reason, this.calls.count > 0), this.usage, out);
  }

  private writeError(status: i32, message: Bytes, out: ByteWriter): void {
    this.isDone = true;
    out.ascii("event: error\ndata: ");
    writeAnthropicError(out, status, message);
    out.ascii("\n\n");
  }
}

const NOTHING = new JsonDocument();
