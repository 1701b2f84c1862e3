// What becomes of answers of OpenAI's protocol for a client of Anthropic's, as texts.

import { JsonDocument } from "../../../assembly/json/document";
import { ByteWriter } from "../../../assembly/json/write";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { Bytes, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";
import { writeMessage } from "../../../assembly/translator/anthropic-openai/answer";
import { writeMessagesError } from "../../../assembly/translator/anthropic-openai/error";
import { MessageStream } from "../../../assembly/translator/anthropic-openai/stream";
import { ToolNames } from "../../../assembly/translator/anthropic-openai/tool-names";
import { TranslationPlan } from "../../../assembly/translator/plan";
import { ProviderTraits } from "../../../assembly/translator/provider-traits";

/** A name that is too long for OpenAI, and what it is sent as. */
export const LONG_NAME = "a".repeat(70);
export const SHORT_NAME = "a".repeat(55) + "_6bd5e503";

const FRAMES: Array<string> = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"c","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}\n\nevent: ping\ndata: {"type":"ping"}\n\n',
  "START",
  'event: content_block_start\ndata: {"type":"content_block_start","index":',
  " <",
  ',"content_block":{"type":"text","text":""}}\n\n',
  " text",
  ',"content_block":{"type":"thinking","thinking":"","signature":""}}\n\n',
  " thinking",
  ',"content_block":{"type":"tool_use","id":',
  " tool ",
  ',"name":',
  " ",
  ',"input":{}}}\n\n',
  "",
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":',
  " ",
  ',"delta":{"type":"text_delta","text":',
  "t",
  ',"delta":{"type":"thinking_delta","thinking":',
  "r",
  ',"delta":{"type":"input_json_delta","partial_json":',
  "j",
  'event: content_block_stop\ndata: {"type":"content_block_stop","index":',
  " >",
  'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":',
  " END ",
  ',"stop_sequence":null},"usage":{"input_tokens":',
  " ",
  ',"cache_creation_input_tokens":',
  "/",
  ',"cache_read_input_tokens":',
  "/",
  ',"output_tokens":',
  "/",
  '}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
  " STOP",
  'event: error\ndata: {"type":"error","error":{"type":',
  " ERROR ",
  ',"message":',
  " ",
  "}}\n\n",
  "",
  "}\n\n",
  "",
];

/** The plan of an exchange with the model `asked`, at 1,700,000,000 seconds. */
export function plan(): TranslationPlan {
  const client = PATH_TABLE.length > 0 ? findCapabilityByName(utf8("anthropic/v1/messages")) : null;
  const plan = new TranslationPlan(client!, client!, new ProviderTraits());
  plan.model = utf8("asked");
  plan.now = 1700000000;
  return plan;
}

/** The message for a whole answer; `none` where it is no completion. */
export function message(answer: string): string {
  const out = new ByteWriter();
  return writeMessage(JsonDocument.parse(utf8(answer)), plan(), names(), out) ? textOf(out.view()) : "none";
}

/** The error for an answer with this status. */
export function errorFor(status: i32, text: string): string {
  const out = new ByteWriter();
  const bytes = utf8(text);
  writeMessagesError(status, JsonDocument.parse(bytes), bytes, out);
  return textOf(out.view());
}

/** A stream that can be fed line by line; see `feed`. */
export class ChatFeed {
  readonly stream: MessageStream = new MessageStream(plan(), names());
  readonly out: ByteWriter = new ByteWriter();
  private readonly document: JsonDocument = new JsonDocument();

  /**
   * Feeds an event a line: `d` and the members of a delta, `f` and a reason to end, `u` and the members of a usage; `end`
   * ends the stream, and any other line is an event's data as it stands.
   */
  feed(lines: string): void {
    const list = lines.split("\n");
    for (let i = 0; i < list.length; i++) this.line(list[i].trimStart());
  }

  /** What has been written. */
  get text(): string {
    return textOf(this.out.view());
  }

  private line(line: string): void {
    const rest = line.substring(2);
    if (line == "end") return this.stream.end(this.out);
    if (line.startsWith("d ")) return this.event(`{"id":"c","model":"m","choices":[{"index":0,"delta":{${rest}}}]}`);
    if (line.startsWith("f "))
      return this.event(`{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":${rest}}]}`);
    if (line.startsWith("u ")) return this.event(`{"id":"c","model":"m","choices":[],"usage":{${rest}}}`);
    this.event(line);
  }

  private event(data: string): void {
    const bytes: Bytes = data.length > 0 ? utf8(data) : EMPTY;
    this.document.reparse(bytes);
    this.stream.event(this.document, bytes, this.out);
  }
}

/** The events for a stream (see `ChatFeed.feed`), in short: ` <0 text`, ` 0t"a"`, ` >0` begin, continue and end a block. */
export function events(lines: string): string {
  const feed = new ChatFeed();
  feed.feed(lines);
  let text = feed.text;
  for (let i = 0; i + 1 < FRAMES.length; i += 2) text = text.replaceAll(FRAMES[i], FRAMES[i + 1]);
  return text.trimStart();
}

function names(): ToolNames {
  const names = new ToolNames();
  names.shorten(utf8(LONG_NAME));
  return names;
}
