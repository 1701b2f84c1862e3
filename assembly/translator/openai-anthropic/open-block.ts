// The block of a message that a stream is in: a call of a tool, or thinking, which must come back as it was.

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Bytes, EMPTY, utf8 } from "../../text/bytes";
import { writeCallId, writeCallName } from "./answer";
import { ChunkWriter } from "./chunk-writer";

// More thinking than models do; blocks that are longer are shown, but cannot be sent back.
const MAX_THINKING_BYTES: i32 = 4 << 20;
const DATA = utf8("data");
const ID = utf8("id");
const INPUT = utf8("input");
const NAME = utf8("name");
const REDACTED = utf8("redacted_thinking");
const THINKING = utf8("thinking");
const TOOL_USE = utf8("tool_use");
const TYPE = utf8("type");

enum Block {
  /** None, or one of which nothing is kept. */
  None,
  Tool,
  Thinking,
  Redacted,
}

/** One block at a time. */
@final
export class OpenBlock {
  private kind: Block = Block.None;
  /** How many calls and how many blocks of thinking there have been. */
  private calls: i32 = 0;
  private thoughts: i32 = 0;
  /** True when the call's arguments have begun; until then, those that its start told. */
  private hasInput: bool = false;
  private input: Bytes = EMPTY;
  /** Insides of strings, as they are written. */
  private thinking: ByteWriter = new ByteWriter(MAX_THINKING_BYTES);
  private signature: ByteWriter = new ByteWriter(MAX_THINKING_BYTES);

  /** How many bytes are kept. */
  get held(): i32 {
    return this.thinking.length + this.signature.length + this.input.byteLength;
  }

  /** The block `node` begins. */
  open(event: JsonDocument, node: i32, chunk: ChunkWriter, out: ByteWriter): void {
    const type = event.find(node, TYPE);
    if (event.means(type, TOOL_USE)) this.openTool(event, node, chunk, out);
    else if (event.means(type, THINKING)) this.kind = Block.Thinking;
    else if (event.means(type, REDACTED)) {
      this.kind = Block.Redacted;
      addInside(this.thinking, event, event.find(node, DATA));
    }
  }

  /** A part of the call's arguments. */
  addInput(event: JsonDocument, part: i32, chunk: ChunkWriter, out: ByteWriter): void {
    if (this.kind != Block.Tool || event.kind(part) != JsonKind.String) return;
    if (event.end(part) - event.start(part) == 2) return;
    this.hasInput = true;
    this.writeArguments(event.raw(part), chunk, out);
  }

  /** A part of the thinking. */
  addThinking(event: JsonDocument, part: i32): void {
    if (this.kind == Block.Thinking) addInside(this.thinking, event, part);
  }

  /** A part of the thinking's signature. */
  addSignature(event: JsonDocument, part: i32): void {
    if (this.kind == Block.Thinking) addInside(this.signature, event, part);
  }

  /** The block ends: what was kept of it is written. */
  close(chunk: ChunkWriter, out: ByteWriter): void {
    const kind = this.kind;
    this.kind = Block.None;
    if (kind == Block.Tool && !this.hasInput) this.writeArguments(this.input, chunk, out);
    else if (kind == Block.Thinking || kind == Block.Redacted) this.writeThinking(kind, chunk, out);
    this.forget();
  }

  /** Keeps nothing. */
  forget(): void {
    this.thinking.clear();
    this.signature.clear();
    this.input = EMPTY;
  }

  private openTool(event: JsonDocument, node: i32, chunk: ChunkWriter, out: ByteWriter): void {
    const input = event.find(node, INPUT);
    const started = new ByteWriter();
    started.jsonString(event.kind(input) == JsonKind.Object ? event.raw(input) : utf8("{}"));
    this.kind = Block.Tool;
    this.hasInput = false;
    this.input = started.take();
    const json = chunk.openDelta(out);
    json.key("tool_calls");
    json.openArray();
    json.openObject();
    json.key("index");
    json.integer(this.calls);
    writeCallId(json, event, event.find(node, ID), this.calls++);
    json.key("type");
    json.ascii("function");
    json.key("function");
    json.openObject();
    writeCallName(json, event, event.find(node, NAME));
    json.key("arguments");
    json.ascii("");
    json.closeObject();
    json.closeObject();
    json.closeArray();
    chunk.closeDelta(out);
  }

  // `text` is a string as it is written.
  private writeArguments(text: Bytes, chunk: ChunkWriter, out: ByteWriter): void {
    const json = chunk.openDelta(out);
    json.key("tool_calls");
    json.openArray();
    json.openObject();
    json.key("index");
    json.integer(this.calls - 1);
    json.key("function");
    json.openObject();
    json.key("arguments");
    json.raw(text);
    json.closeObject();
    json.closeObject();
    json.closeArray();
    chunk.closeDelta(out);
  }

  // With its place, as the SDKs that add deltas up ask for it.
  private writeThinking(kind: Block, chunk: ChunkWriter, out: ByteWriter): void {
    const index = this.thoughts++;
    if (this.thinking.overflowed || this.signature.overflowed) return;
    const json = chunk.openDelta(out);
    json.key("thinking_blocks");
    json.openArray();
    json.openObject();
    json.key("index");
    json.integer(index);
    json.key("type");
    json.ascii(kind == Block.Thinking ? "thinking" : "redacted_thinking");
    json.key(kind == Block.Thinking ? "thinking" : "data");
    json.openString();
    out.bytes(this.thinking.view());
    json.closeString();
    if (kind == Block.Thinking) {
      json.key("signature");
      json.openString();
      out.bytes(this.signature.view());
      json.closeString();
    }
    json.closeObject();
    json.closeArray();
    chunk.closeDelta(out);
  }
}

// Adds what stands between the quotes of a string.
function addInside(target: ByteWriter, event: JsonDocument, node: i32): void {
  if (event.kind(node) != JsonKind.String) return;
  const raw = event.raw(node);
  target.copy(raw.dataStart + 1, raw.byteLength - 2); // between its quotes
}
