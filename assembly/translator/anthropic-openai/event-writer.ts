// Writes the events of one message's stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { ByteWriter } from "../../json/write";
import { ChatUsage } from "../../protocol/openai/usage";
import { Bytes } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { writeIdentity } from "./answer";
import { writeMessageUsage } from "./usage";

/** What a block of content is. */
export enum BlockKind {
  None,
  Text,
  Thinking,
  Tool,
}

/** The blocks of one stream, numbered in the order in which they begin; one is open at a time. */
@final
export class EventWriter {
  /** The block that is open. */
  open: BlockKind = BlockKind.None;
  private count: i32 = 0;

  /** Writes the beginning: of which message the chunk `event` is a part, as far as it says. */
  start(event: JsonDocument, plan: TranslationPlan, usage: ChatUsage, out: ByteWriter): void {
    out.ascii('event: message_start\ndata: {"type":"message_start","message":');
    const json = new JsonWriter(out);
    json.openObject();
    writeIdentity(json, event, plan);
    out.ascii(',"content":[],"stop_reason":null,"stop_sequence":null');
    writeMessageUsage(json, usage);
    json.closeObject();
    out.ascii('}\n\nevent: ping\ndata: {"type":"ping"}\n\n');
  }

  /** Opens a block of this kind, which is no tool, if another one or none is open. */
  ensure(kind: BlockKind, out: ByteWriter): void {
    if (this.open == kind) return;
    this.begin(kind, out);
    out.ascii(
      kind == BlockKind.Text ? '{"type":"text","text":""}' : '{"type":"thinking","thinking":"","signature":""}',
    );
    out.ascii("}\n\n");
  }

  /** Opens the block of a tool that is called; `id` and `name` mean what they say. */
  openTool(id: Bytes, name: Bytes, out: ByteWriter): void {
    this.begin(BlockKind.Tool, out);
    const json = new JsonWriter(out);
    json.openObject();
    json.key("type");
    json.ascii("tool_use");
    json.key("id");
    json.string(id);
    json.key("name");
    json.string(name);
    json.key("input");
    out.ascii("{}}");
    out.ascii("}\n\n");
  }

  /** Writes a delta of the block that is open; `text` is the inside of a string, as it is written. */
  delta(start: usize, size: i32, out: ByteWriter): void {
    out.ascii('event: content_block_delta\ndata: {"type":"content_block_delta","index":');
    out.integer(this.count - 1);
    if (this.open == BlockKind.Text) out.ascii(',"delta":{"type":"text_delta","text":"');
    else if (this.open == BlockKind.Thinking) out.ascii(',"delta":{"type":"thinking_delta","thinking":"');
    else out.ascii(',"delta":{"type":"input_json_delta","partial_json":"');
    out.copy(start, size);
    out.ascii('"}}\n\n');
  }

  /** Closes the block that is open, if one is. */
  close(out: ByteWriter): void {
    if (this.open == BlockKind.None) return;
    this.open = BlockKind.None;
    out.ascii('event: content_block_stop\ndata: {"type":"content_block_stop","index":');
    out.integer(this.count - 1);
    out.ascii("}\n\n");
  }

  /** Writes the end. */
  stop(reason: Bytes, usage: ChatUsage, out: ByteWriter): void {
    this.close(out);
    out.ascii('event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":');
    out.jsonString(reason);
    out.ascii(',"stop_sequence":null},');
    writeMessageUsage(new JsonWriter(out), usage);
    out.ascii('}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n');
  }

  private begin(kind: BlockKind, out: ByteWriter): void {
    this.close(out);
    this.open = kind;
    out.ascii('event: content_block_start\ndata: {"type":"content_block_start","index":');
    out.integer(this.count++);
    out.ascii(',"content_block":');
  }
}
