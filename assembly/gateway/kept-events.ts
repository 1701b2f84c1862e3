// Events of a stream that are kept back until it is known what they are.

import { ByteWriter } from "../json/write";
import { Bytes } from "../text/bytes";
import { holdBytes, releaseBytes } from "./held-bytes";

// Reasoning of about 16,000 tokens, an event each.
const MAX_KEPT_BYTES: i32 = 4 << 20;
// What is let go is copied, changed, and put into the piece.
const COPIES: u32 = 6;
const FIELDS: i32 = 3; // where the event begins, where its data do, and where those end

/** A queue of whole events; what it holds counts as held by the VM until `clear`. */
@final
export class KeptEvents {
  /** So many bytes are kept at most. */
  private most: i32 = MAX_KEPT_BYTES;
  /** The number of events. */
  count: i32 = 0;
  private bytes: ByteWriter = new ByteWriter();
  private fields: Array<i32> = [];

  /** Keeps no more than fits beside its copies into `room`, what the VM may hold. */
  fitInto(room: u32): void {
    this.most = <i32>min<u32>(<u32>MAX_KEPT_BYTES, room / COPIES);
  }

  /** Adds the event [start, end) of `source`, with its data at [from, to); false when it does not fit. */
  add(source: Bytes, start: i32, from: i32, to: i32, end: i32): bool {
    const size = end - start;
    const at = this.bytes.length;
    if (at + size > this.most || !holdBytes(size)) return false;
    this.bytes.bytes(source.subarray(start, end));
    this.fields.push(at);
    this.fields.push(at + from - start);
    this.fields.push(at + to - start);
    this.count++;
    return true;
  }

  /** The line feed behind the last event, whose carriage return was all that had come of the break. */
  addFeed(): void {
    if (holdBytes(1)) this.bytes.byte(0x0a);
  }

  /** All events, sharing the queue's memory. */
  view(): Bytes {
    return this.bytes.view();
  }

  /** Where the data of an event begin in `view`. */
  dataStart(index: i32): i32 {
    return this.field(index, 1);
  }

  /** Where the data of an event end in `view`. */
  dataEnd(index: i32): i32 {
    return this.field(index, 2);
  }

  /** Forgets all events and their memory. */
  clear(): void {
    releaseBytes(this.bytes.length);
    this.bytes = new ByteWriter();
    this.fields = [];
    this.count = 0;
  }

  private field(index: i32, field: i32): i32 {
    const at = index * FIELDS + field;
    return <u32>at < <u32>this.fields.length ? unchecked(this.fields[at]) : 0;
  }
}
