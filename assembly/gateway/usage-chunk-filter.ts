// Takes the chunk that reports usage out of a stream whose client did not ask for it (`stream_options.include_usage`).
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options

import { findLastEventEnd } from "../codec/event-framer";
import { Buffer, Host, Status } from "../host/host";
import { Splices } from "../json/edit";
import { ByteWriter } from "../json/write";
import { Bytes, concat, copyOf, EMPTY, utf8 } from "../text/bytes";
import { containsAny } from "../text/contains";
import { AnswerReader } from "./answer-reader";

// A longer event is no chunk that reports usage; the stream goes on as it comes. It is looked at again with each piece.
const MAX_EVENT_BYTES: i32 = 64 << 10;
// What all streams of a VM may hold back together.
const MAX_HELD_BYTES: i64 = 64 << 20;
const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const DONE: Array<Bytes> = [utf8("[DONE]")];

// What is cut out of the piece at hand. One for all streams: it holds nothing from one callback to the next.
const cuts = new Splices();

let heldBytes: i64 = 0;

/** Passes a stream on event by event: what a piece brings of an event that is not complete waits for the next piece. */
@final
export class UsageChunkFilter {
  private tail: Bytes = EMPTY;
  private isOff: bool = false;
  /** A chunk was taken out, and a line feed that comes next belongs to it. */
  private dropsFeed: bool = false;

  /** Reads and filters the piece of the stream that the proxy has now; false when the proxy did not take the change. */
  pass(host: Host, reader: AnswerReader, size: u32, isLast: bool): bool {
    if (this.isOff) {
      reader.read(host, size, isLast);
      return true;
    }
    const piece = size == 0 ? EMPTY : host.takeBody(Buffer.ResponseBody);
    if (piece === null || <u32>piece.byteLength != size) return this.giveUp(host, reader);
    const before = this.tail;
    const whole = before.byteLength == 0 ? piece : concat(before, piece);
    const used = this.readEvents(reader, whole);
    const rest = used == whole.byteLength ? EMPTY : whole.subarray(used);
    // Behind the last event nobody may send a blank line: should trailers follow, what is held here would be lost.
    const isEnd = isLast || containsAny(rest, DONE);
    this.keepTail(rest, isEnd);
    const isAll = isEnd || this.isOff;
    const isSame = before.byteLength == 0 && cuts.count == 0 && (isAll || rest.byteLength == 0);
    if (isAll) reader.feed(rest, isLast);
    return isSame || replaceBody(host, size, withoutCuts(whole, isAll ? whole.byteLength : used));
  }

  /** Nothing more is held back: the stream has ended. */
  release(): void {
    heldBytes -= this.tail.byteLength;
    this.tail = EMPTY;
  }

  // Reads the complete events and notes what is cut out; returns how many bytes they are.
  private readEvents(reader: AnswerReader, whole: Bytes): i32 {
    const size = whole.byteLength;
    const start = whole.dataStart;
    const skipped = this.dropsFeed && size > 0 && load<u8>(start) == LF ? 1 : 0;
    if (size > 0) this.dropsFeed = false;
    cuts.clear();
    if (skipped > 0) cuts.replace(0, skipped, EMPTY);
    const used = <i32>(findLastEventEnd(start + <usize>skipped, start + <usize>size) - start);
    if (used == skipped) return used;
    reader.feed(used - skipped == size ? whole : whole.subarray(skipped, used), false);
    if (reader.usageChunks.length > 0) this.noteCuts(whole, reader.usageChunks, skipped);
    return used;
  }

  private noteCuts(whole: Bytes, chunks: Array<i32>, skipped: i32): void {
    for (let i = 0; i + 1 < chunks.length; i += 2) {
      cuts.replace(skipped + unchecked(chunks[i]), skipped + unchecked(chunks[i + 1]), EMPTY); // i + 1 < length
    }
    const last = <i32>cuts.prefixEnd;
    this.dropsFeed = last > 0 && last == whole.byteLength && load<u8>(whole.dataStart + <usize>last - 1) == CR;
  }

  private keepTail(rest: Bytes, isEnd: bool): void {
    this.release();
    if (isEnd) return;
    this.isOff = rest.byteLength > MAX_EVENT_BYTES || heldBytes + rest.byteLength > MAX_HELD_BYTES;
    if (this.isOff) return;
    this.tail = rest.byteLength == 0 ? EMPTY : copyOf(rest);
    heldBytes += rest.byteLength;
  }

  // Without memory for the piece the stream goes on unread; what was held back goes before it.
  private giveUp(host: Host, reader: AnswerReader): bool {
    const tail = this.tail;
    reader.endPayload();
    this.isOff = true;
    this.release();
    return tail.byteLength == 0 || replaceBody(host, 0, tail);
  }
}

function withoutCuts(whole: Bytes, size: i32): Bytes {
  if (cuts.count == 0) return size == whole.byteLength ? whole : whole.subarray(0, size);
  const kept = new ByteWriter();
  cuts.apply(whole, 0, 0, size, kept);
  return kept.view();
}

// A refusal would lose what was held back, so it is not taken at the first time.
function replaceBody(host: Host, size: u32, bytes: Bytes): bool {
  if (host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok) return true;
  return host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok;
}
