// Passes a stream on event by event, so that events can be edited, kept back, and taken out: the chunk that reports usage
// goes where the client did not ask for it (`stream_options.include_usage`).
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options

import { findLastEventEnd } from "../codec/event-framer";
import { isBreak } from "../codec/plain-lines";
import { Host } from "../host/host";
import { Splices } from "../json/edit";
import { ByteWriter } from "../json/write";
import { AnswerEdits } from "../protocol/openai/answer-edits";
import { trimSpace } from "../text/ascii";
import { Bytes, concat, copyOf, EMPTY, endsWith, utf8 } from "../text/bytes";
import { AnswerReader } from "./answer-reader";
import { EventEditor } from "./event-editor";
import { holdBytes, releaseBytes } from "./held-bytes";
import { replaceAnswer, takeAnswer } from "./answer-piece";

// A longer event is neither cut out nor edited; the stream goes on as it comes. It is looked at again with each piece.
const MAX_EVENT_BYTES: i32 = 256 << 10;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const DONE: Array<Bytes> = [utf8("data: [DONE]"), utf8("data:[DONE]")];
const NO_CUTS: Array<i32> = [];

// What changes in the piece at hand. One for all streams: it holds nothing from one callback to the next.
const cuts = new Splices();

/** Passes a stream on: what a piece brings of an event that is not complete waits for the next piece. */
@final
export class EventFilter {
  private tail: Bytes = EMPTY;
  private isOff: bool = false;
  /** An event was taken out, and a line feed that comes next belongs to it. */
  private dropsFeed: bool = false;
  private readonly editor: EventEditor | null;

  constructor(
    private readonly cutsUsage: bool,
    edits: AnswerEdits | null,
  ) {
    this.editor = edits === null ? null : new EventEditor(edits);
  }

  /** Reads and filters the piece of the stream that the proxy has now; false when the proxy did not take the change. */
  pass(host: Host, reader: AnswerReader, size: u32, isLast: bool): bool {
    if (this.isOff) {
      reader.read(host, size, isLast);
      return true;
    }
    const piece = takeAnswer(host, size);
    if (piece === null) return this.giveUp(host, reader);
    const editor = this.editor;
    if (editor !== null) editor.fitInto(host.room());
    const before = this.tail;
    const whole = before.byteLength == 0 ? piece : concat(before, piece);
    const used = this.readEvents(reader, whole);
    const rest = used == whole.byteLength ? EMPTY : whole.subarray(used);
    // Behind the last event nobody may send a blank line: should trailers follow, what is held here would be lost.
    const isEnd = isLast || isDone(rest);
    this.keepTail(rest, isEnd);
    const isAll = isEnd || this.isOff;
    if (isAll) this.passRest(reader, whole, used, isLast);
    this.noteBreak(whole);
    const isSame = before.byteLength == 0 && cuts.count == 0 && (isAll || rest.byteLength == 0);
    return isSame || replaceAnswer(host, size, withChanges(whole, isAll ? whole.byteLength : used));
  }

  /** True when whole events are held that can no longer be sent once trailers have come. */
  get isHolding(): bool {
    const editor = this.editor;
    return editor !== null && editor.isHolding;
  }

  /** The stream has ended. What is held of an event that is not complete can no longer be sent, but says what it says. */
  end(reader: AnswerReader): void {
    if (this.tail.byteLength > 0) reader.feed(this.tail, true);
  }

  /** Nothing more is held back: the stream has ended. */
  release(): void {
    const editor = this.editor;
    if (editor !== null) editor.release();
    this.dropTail();
  }

  // Reads the complete events and notes what changes in them; returns how many bytes they are.
  private readEvents(reader: AnswerReader, whole: Bytes): i32 {
    const size = whole.byteLength;
    const start = whole.dataStart;
    const editor = this.editor;
    const skipped = this.dropsFeed && size > 0 && load<u8>(start) == LF ? 1 : 0;
    if (size > 0) this.dropsFeed = false;
    cuts.clear();
    if (skipped > 0) cuts.replace(0, skipped, EMPTY);
    if (skipped > 0 && editor !== null) editor.addFeed();
    const used = <i32>(findLastEventEnd(start + <usize>skipped, start + <usize>size) - start);
    if (used == skipped) return used;
    reader.feed(used - skipped == size ? whole : whole.subarray(skipped, used), false);
    const chunks = this.cutsUsage ? reader.usageChunks : NO_CUTS;
    if (editor !== null) editor.read(whole, skipped, used, chunks, false, cuts);
    else if (chunks.length > 0) this.noteCuts(chunks, skipped);
    return used;
  }

  private noteCuts(chunks: Array<i32>, skipped: i32): void {
    for (let i = 0; i + 1 < chunks.length; i += 2) {
      cuts.replace(skipped + unchecked(chunks[i]), skipped + unchecked(chunks[i + 1]), EMPTY); // i + 1 < length
    }
  }

  // The stream ends with what is left of it, or goes on unread from there.
  private passRest(reader: AnswerReader, whole: Bytes, used: i32, isLast: bool): void {
    const editor = this.editor;
    const size = whole.byteLength;
    reader.feed(used == size ? EMPTY : whole.subarray(used), isLast);
    if (editor === null) return;
    if (this.isOff) return editor.finish(used, false, cuts);
    editor.readLast(whole, used, size, cuts);
    if (isLast) editor.finish(size, true, cuts);
  }

  // An event that was taken out at the very end takes its line feed with it, should that come next.
  private noteBreak(whole: Bytes): void {
    if (whole.byteLength == 0) return;
    const last = <i32>cuts.prefixEnd;
    this.dropsFeed = last > 0 && last == whole.byteLength && load<u8>(whole.dataStart + <usize>last - 1) == CR;
  }

  private keepTail(rest: Bytes, isEnd: bool): void {
    this.dropTail();
    if (isEnd) return;
    this.isOff = rest.byteLength > MAX_EVENT_BYTES || !holdBytes(rest.byteLength);
    if (!this.isOff) this.tail = rest.byteLength == 0 ? EMPTY : copyOf(rest);
  }

  private dropTail(): void {
    releaseBytes(this.tail.byteLength);
    this.tail = EMPTY;
  }

  // Without memory for the piece the stream goes on unread; what was held back goes before it.
  private giveUp(host: Host, reader: AnswerReader): bool {
    const tail = this.tail;
    const editor = this.editor;
    reader.endPayload();
    this.isOff = true;
    this.dropTail();
    cuts.clear();
    if (editor !== null) editor.finish(0, false, cuts);
    return (tail.byteLength == 0 && cuts.count == 0) || replaceAnswer(host, 0, withChanges(tail, tail.byteLength));
  }
}

function isDone(rest: Bytes): bool {
  const text = trimSpace(rest);
  for (let i = 0; i < DONE.length; i++) {
    const line = unchecked(DONE[i]); // i < length
    const at = text.byteLength - line.byteLength;
    if (endsWith(text, line) && (at == 0 || isBreak(load<u8>(text.dataStart + <usize>at - 1)))) return true;
  }
  return false;
}

function withChanges(whole: Bytes, size: i32): Bytes {
  if (cuts.count == 0) return size == whole.byteLength ? whole : whole.subarray(0, size);
  const kept = new ByteWriter();
  cuts.apply(whole, 0, 0, size, kept);
  return kept.view();
}
