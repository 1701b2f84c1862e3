// The calls of tools in one stream. Their parts may come in any order; blocks of content come one behind the other.

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Bytes, concat, EMPTY, utf8 } from "../../text/bytes";
import { isText } from "./answer";
import { BlockKind, EventWriter } from "./event-writer";
import { ToolNames } from "./tool-names";

const ARGUMENTS = utf8("arguments");
const FUNCTION = utf8("function");
const ID = utf8("id");
const INDEX = utf8("index");
const NAME = utf8("name");
const CALL_ID = utf8("call_");
// No model calls more; each costs memory.
const MAX_CALLS: i32 = 256;


@final
class StreamedCall {
  id: Bytes = EMPTY;
  name: Bytes = EMPTY;
  /** Arguments that came while another block was open: insides of strings, as they are written. */
  readonly kept: ByteWriter = new ByteWriter();
  /** True when its block has begun, and when it has ended. */
  isBegun: bool = false;
  isEnded: bool = false;

  constructor(readonly index: i64) {}
}

/** All calls. The first one is streamed, further ones wait until no more can come of it. */
@final
export class StreamedCalls {
  /** True when a part came for a block that has ended: what was written of it is not what was meant. */
  isBroken: bool = false;
  private readonly calls: Array<StreamedCall> = [];
  private active: StreamedCall | null = null;

  constructor(
    private readonly names: ToolNames,
    private readonly events: EventWriter,
  ) {}

  /** How many there are. */
  get count(): i32 {
    return this.calls.length;
  }

  /** How many bytes are kept. */
  get held(): i32 {
    let held = 0;
    for (let i = 0, count = this.calls.length; i < count; i++) held += unchecked(this.calls[i]).kept.length; // i < count
    return held;
  }

  /** Reads the parts of calls that a delta brings. */
  read(event: JsonDocument, list: i32, out: ByteWriter): void {
    for (let node = event.firstChild(list); node >= 0; node = event.nextSibling(node)) {
      const call = this.callOf(event, node);
      if (call !== null) this.add(event, call, event.find(node, FUNCTION), event.find(node, ID), out);
    }
  }

  /** Reads the part of the one call that there is in OpenAI's first way to call functions. */
  readFunction(event: JsonDocument, node: i32, out: ByteWriter): void {
    if (event.kind(node) != JsonKind.Object) return;
    const call = this.find(-1);
    if (call !== null) this.add(event, call, node, -1, out);
  }

  /** Another block begins: the call whose block is open has all of its arguments. */
  leave(): void {
    const active = this.active;
    if (active !== null) active.isEnded = true;
    this.active = null;
  }

  /** No more calls come: writes those that waited. */
  finish(out: ByteWriter): void {
    this.leave();
    for (let i = 0; i < this.calls.length; i++) {
      const call = unchecked(this.calls[i]); // i < length
      if (!call.isBegun) this.begin(call, out);
    }
    this.leave();
  }

  // The call that a part belongs to. Some servers leave its place out: what has an identity is a call then.
  private callOf(event: JsonDocument, node: i32): StreamedCall | null {
    const index = event.find(node, INDEX);
    if (event.kind(index) == JsonKind.Number) return this.find(event.toI64(index));
    const last = this.calls.length - 1;
    if (last >= 0 && !isText(event, event.find(node, ID))) return unchecked(this.calls[last]); // 0 <= last < length
    return this.find(<i64>last + 1);
  }

  private find(index: i64): StreamedCall | null {
    for (let i = 0, count = this.calls.length; i < count; i++) {
      const call = unchecked(this.calls[i]); // i < count
      if (call.index == index) return call;
    }
    if (this.calls.length >= MAX_CALLS) return null;
    const call = new StreamedCall(index);
    this.calls.push(call);
    return call;
  }

  private add(event: JsonDocument, call: StreamedCall, described: i32, id: i32, out: ByteWriter): void {
    if (call.id.byteLength == 0) call.id = event.text(id).slice();
    if (call.name.byteLength == 0) call.name = event.text(event.find(described, NAME)).slice();
    if (!call.isBegun && this.active === null && call.name.byteLength > 0) this.begin(call, out);
    const part = event.find(described, ARGUMENTS);
    if (event.kind(part) == JsonKind.Object) this.addObject(call, event.raw(part), out);
    else if (isText(event, part)) {
      const raw = event.raw(part);
      this.addPart(call, raw.dataStart + 1, raw.byteLength - 2, out); // between its quotes
    }
  }

  // A whole object in the place of a text.
  private addObject(call: StreamedCall, object: Bytes, out: ByteWriter): void {
    const text = new ByteWriter();
    text.jsonContents(object);
    this.addPart(call, text.view().dataStart, text.length, out);
  }

  private addPart(call: StreamedCall, start: usize, size: i32, out: ByteWriter): void {
    if (call === this.active && this.events.open == BlockKind.Tool) this.events.delta(start, size, out);
    else if (call.isEnded) this.isBroken = true;
    else call.kept.copy(start, size);
  }

  private begin(call: StreamedCall, out: ByteWriter): void {
    this.active = call;
    call.isBegun = true;
    const id = call.id.byteLength > 0 ? call.id : concat(CALL_ID, utf8(this.calls.indexOf(call).toString()));
    this.events.openTool(id, this.names.restore(call.name), out);
    const kept = call.kept.view();
    if (kept.byteLength > 0) this.events.delta(kept.dataStart, kept.byteLength, out);
    call.kept.clear();
  }
}
