// The calls of tools in one stream. Their parts may come in any order; blocks of content come one behind the other.
// https://platform.openai.com/docs/api-reference/chat/streaming

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Bytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { findText, fullText } from "../typed-member";
import { BlockKind, EventWriter } from "./event-writer";
import { callIdFor } from "./made-up-id";
import { StreamedCall } from "./streamed-call";
import { ToolNames } from "./tool-names";

const ARGUMENTS = utf8("arguments");
const FUNCTION = utf8("function");
const ID = utf8("id");
const INDEX = utf8("index");
const NAME = utf8("name");
// No model calls more; each costs memory.
const MAX_CALLS: i32 = 256;
// The place of OpenAI's first way to call functions.
const FUNCTION_CALL_INDEX: i64 = -1;

/** All calls. The first one is streamed, further ones wait until no more can come of it. */
@final
export class StreamedCalls {
  /** True when something came that no event can tell: a part of a block that has ended, or too many calls. */
  isBroken: bool = false;
  private readonly calls: Array<StreamedCall> = [];
  private active: StreamedCall | null = null;

  constructor(
    private readonly plan: TranslationPlan,
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
    for (let i = 0, count = this.calls.length; i < count; i++) held += unchecked(this.calls[i]).held; // i < count
    return held;
  }

  /** Reads the parts of calls that a delta brings. */
  read(event: JsonDocument, list: i32, out: ByteWriter): void {
    for (let node = event.firstChild(list); node >= 0; node = event.nextSibling(node)) {
      if (event.kind(node) != JsonKind.Object) continue;
      const id = findText(event, node, ID);
      const described = event.find(node, FUNCTION);
      const call = this.callOf(event, event.find(node, INDEX), id, findText(event, described, NAME) >= 0);
      if (call !== null) this.add(event, call, described, id, out);
    }
  }

  /** Reads the part of the one call that there is in OpenAI's first way to call functions. */
  readFunction(event: JsonDocument, node: i32, out: ByteWriter): void {
    if (event.kind(node) != JsonKind.Object) return;
    const known = this.lastAt(FUNCTION_CALL_INDEX);
    const call = known !== null ? known : this.append(FUNCTION_CALL_INDEX);
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

  // The call that a part belongs to; null: it is one too many.
  private callOf(event: JsonDocument, index: i32, id: i32, hasName: bool): StreamedCall | null {
    const isNumbered = event.kind(index) == JsonKind.Number;
    const last = isNumbered ? this.lastAt(event.toI64(index)) : this.lastKnownAs(event, id);
    if (last !== null && !isOther(event, last, id, hasName)) return last;
    return this.append(isNumbered ? event.toI64(index) : <i64>this.calls.length);
  }

  private lastAt(index: i64): StreamedCall | null {
    for (let i = this.calls.length - 1; i >= 0; i--) {
      const call = unchecked(this.calls[i]); // 0 <= i < length
      if (call.index == index) return call;
    }
    return null;
  }

  // Some servers leave the place out: what has an identity of its own is a call then.
  private lastKnownAs(event: JsonDocument, id: i32): StreamedCall | null {
    for (let i = this.calls.length - 1; i >= 0; i--) {
      const call = unchecked(this.calls[i]); // 0 <= i < length
      if (id < 0 || event.means(id, call.id)) return call;
    }
    return null;
  }

  private append(index: i64): StreamedCall | null {
    const number = this.calls.length;
    this.isBroken = this.isBroken || number >= MAX_CALLS;
    if (this.isBroken) return null;
    const call = new StreamedCall(number, index);
    this.calls.push(call);
    return call;
  }

  private add(event: JsonDocument, call: StreamedCall, described: i32, id: i32, out: ByteWriter): void {
    if (call.id.byteLength == 0 && id >= 0) call.id = event.text(id).slice();
    if (call.name.byteLength == 0) call.name = event.text(event.find(described, NAME)).slice();
    if (!call.isBegun && this.active === null && call.name.byteLength > 0) this.begin(call, out);
    const part = event.find(described, ARGUMENTS);
    if (event.kind(part) == JsonKind.Object) return this.addObject(call, event.raw(part), out);
    if (fullText(event, part) < 0) return;
    const raw = event.raw(part);
    this.addPart(call, raw.dataStart + 1, raw.byteLength - 2, out); // between its quotes
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
    this.leave();
    this.active = call;
    call.isBegun = true;
    const id = call.id.byteLength > 0 ? call.id : callIdFor(this.plan, call.number);
    this.events.openTool(id, this.names.restore(call.name), out);
    const kept = call.kept.take();
    if (kept.byteLength > 0) this.events.delta(kept.dataStart, kept.byteLength, out);
  }
}

// Some servers give all calls one place: what has another identity, and a name, is another call. An identity alone says
// nothing, since others make a new one up for each part.
function isOther(event: JsonDocument, call: StreamedCall, id: i32, hasName: bool): bool {
  return hasName && id >= 0 && call.id.byteLength > 0 && !event.means(id, call.id);
}
