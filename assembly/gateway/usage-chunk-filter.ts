// Takes the chunk that reports usage out of a stream whose client did not ask for it (`stream_options.include_usage`).
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options

import { findEventEnd } from "../codec/event-framer";
import { Buffer, Host, Status } from "../host/host";
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

let heldBytes: i64 = 0;

/** Passes a stream on event by event: what a piece brings of an event that is not complete waits for the next piece. */
@final
export class UsageChunkFilter {
  private tail: Bytes = EMPTY;
  private isOff: bool = false;
  /** The last event ended with a carriage return, and whether it was passed on: a line feed that comes next is part of it. */
  private isFeedOpen: bool = false;
  private isFeedKept: bool = false;

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
    const kept = new ByteWriter();
    const used = this.passEvents(reader, whole, kept);
    const rest = whole.subarray(used);
    // Behind the last event nobody may send a blank line: should trailers follow, what is held here would be lost.
    const isEnd = isLast || containsAny(rest, DONE);
    this.keepTail(rest, isEnd);
    if (isEnd || this.isOff) {
      reader.feed(rest, isLast);
      kept.bytes(rest);
    }
    const isSame = before.byteLength == 0 && kept.length == whole.byteLength;
    return isSame || replaceBody(host, size, kept.view());
  }

  /** Nothing more is held back: the stream has ended. */
  release(): void {
    heldBytes -= this.tail.byteLength;
    this.tail = EMPTY;
  }

  // Writes the complete events to `kept`, but for the chunk; returns how many bytes they are.
  private passEvents(reader: AnswerReader, whole: Bytes, kept: ByteWriter): i32 {
    const start = whole.dataStart;
    const end = start + <usize>whole.byteLength;
    let at = start + this.passFeed(reader, whole, kept);
    for (let next = findEventEnd(at, end); next != 0; next = findEventEnd(at, end)) {
      const event = whole.subarray(<i32>(at - start), <i32>(next - start));
      reader.facts.beginDocument();
      reader.feed(event, false);
      this.isFeedKept = !reader.facts.isUsageChunk;
      if (this.isFeedKept) kept.bytes(event);
      at = next;
    }
    if (at > start) this.isFeedOpen = at == end && load<u8>(end - 1) == CR;
    return <i32>(at - start);
  }

  // A line feed in front that belongs to the last event; returns how many bytes it is.
  private passFeed(reader: AnswerReader, whole: Bytes, kept: ByteWriter): i32 {
    const isFeed = this.isFeedOpen && whole.byteLength > 0 && load<u8>(whole.dataStart) == LF;
    if (whole.byteLength > 0) this.isFeedOpen = false;
    if (!isFeed) return 0;
    reader.feed(whole.subarray(0, 1), false);
    if (this.isFeedKept) kept.byte(LF);
    return 1;
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

// A refusal would lose what was held back, so it is not taken at the first time.
function replaceBody(host: Host, size: u32, bytes: Bytes): bool {
  if (host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok) return true;
  return host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok;
}
