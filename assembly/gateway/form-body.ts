// The form of the request at hand (multipart/form-data): read once in windows, and its model changed on the way.

import { FormReader } from "../codec/multipart";
import { FormError } from "../codec/multipart-error";
import { Buffer, Host, Status } from "../host/host";
import { Refusal } from "../protocol/refusal";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { BodyWindow } from "./body-window";
import { FormEdit } from "./form-edit";
import { hostFailure, malformedForm } from "./refusals";

const MODEL = utf8("model");

/**
 * Reads and edits forms; everything about one is void with the next. A model in the first window is replaced there.
 * One that comes later cannot be: a proxy replaces the front of a body only, and after a large file it would have to be
 * read twice. So each window goes behind the last as soon as it has been read, changed or not, until all have moved.
 */
@final
export class FormBody {
  /** How many of a form's first bytes shall be kept, for the log; and they. */
  keeps: i32 = 0;
  kept: Bytes = EMPTY;

  private reader: FormReader = new FormReader();
  private isDecided: bool = false;
  private isMoving: bool = false;
  /** Where the window stands in the client's form, and by how much what lies before it has grown. */
  private at: u32 = 0;
  private growth: i32 = 0;

  constructor(private readonly window: BodyWindow) {}

  /** Makes the form of `size` bytes what `edit` decides; null, or why it cannot be sent. */
  pass(host: Host, boundary: Bytes, size: u32, edit: FormEdit): Refusal | null {
    this.begin(boundary, size);
    while (this.at < size) {
      const count = <i32>min(size - this.at, <u32>this.window.bytes.byteLength);
      const part = this.window.read(host, this.isMoving ? 0 : this.at + this.growth, count);
      if (part === null) return hostFailure();
      if (this.at == 0) this.kept = this.window.keep(count, this.keeps);
      const used = this.reader.feed(part, this.at + count == size);
      if (this.reader.error != FormError.None) return malformedForm(this.reader);
      if (used <= 0 || !this.change(host, part, used, boundary, edit)) {
        const refusal = edit.refusal;
        return refusal === null ? hostFailure() : refusal;
      }
      this.at += used;
    }
    return null;
  }

  private begin(boundary: Bytes, size: u32): void {
    this.window.fit(size);
    this.reader.begin(boundary, MODEL);
    this.kept = EMPTY; // the last form's is another client's
    this.isDecided = false;
    this.isMoving = false;
    this.at = 0;
    this.growth = 0;
  }

  // Of the window `part`, `used` bytes have been read. False when the form cannot be sent, or the proxy refused.
  private change(host: Host, part: Bytes, used: i32, boundary: Bytes, edit: FormEdit): bool {
    const reader = this.reader;
    let isHere = false;
    if (!this.isDecided && (reader.isFound || reader.isClosed)) {
      this.isDecided = true;
      const value = reader.isFound ? part.subarray(reader.valueStart - this.at, reader.valueEnd - this.at) : EMPTY;
      if (!edit.decide(reader, value, boundary)) return false;
      isHere = edit.isChanged;
      if (isHere && !this.isMoving) return this.replaceInFront(host, part, edit);
    }
    if (!this.isDecided && edit.mayChange) this.isMoving = true;
    if (!this.isMoving) return true;
    if (!isHere) return this.window.rotate(host, used, part.subarray(0, used));
    this.write(part, edit);
    this.window.writer.bytes(part.subarray(edit.end - this.at, used));
    return !this.window.writer.overflowed && this.window.rotate(host, used, this.window.writer.view());
  }

  private replaceInFront(host: Host, part: Bytes, edit: FormEdit): bool {
    this.write(part, edit);
    this.growth = edit.text.byteLength - <i32>(edit.end - edit.start);
    const writer = this.window.writer;
    return !writer.overflowed && host.replacePrefix(Buffer.RequestBody, edit.end, writer.view()) == Status.Ok;
  }

  // What stands before the change in the window, and what is put in its place.
  private write(part: Bytes, edit: FormEdit): void {
    const writer = this.window.writer;
    writer.clear();
    writer.bytes(part.subarray(0, edit.start - this.at));
    writer.bytes(edit.text);
  }
}
