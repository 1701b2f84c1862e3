// Holds a JSON answer until it is complete, and edits it.

import { Host } from "../host/host";
import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonError } from "../json/error";
import { ByteWriter } from "../json/write";
import { AnswerEdit } from "../protocol/answer-edit";
import { Bytes, EMPTY } from "../text/bytes";
import { AnswerReader } from "./answer-reader";
import { holdBytes, releaseBytes } from "./held-bytes";
import { replaceAnswer, takeAnswer } from "./answer-piece";

// A longer answer passes as it is.
const MAX_ANSWER_BYTES: i32 = 16 << 20;

// What is held grows to the double, is changed, and written.
const COPIES: u32 = 4;

// One for all answers: it holds nothing from one callback to the next.
const changes = new Splices();

/**
 * One answer. It is kept here, not in the proxy, where a filter may hold as little as the operator allows; so it must go
 * when its text is complete, and not with the last piece: behind trailers nothing more can be written.
 */
@final
export class WholeAnswer {
  private held: ByteWriter = new ByteWriter();
  private isOff: bool = false;

  constructor(private readonly edit: AnswerEdit) {}

  /** Takes the piece of the answer that the proxy has now; false when the proxy did not take the change. */
  pass(host: Host, reader: AnswerReader, size: u32, isLast: bool): bool {
    if (this.isOff) {
      reader.read(host, size, isLast);
      return true;
    }
    const piece = takeAnswer(host, size);
    if (piece === null) return this.giveUp(host, reader);
    reader.feed(piece, false);
    const isComplete = isLast || reader.isComplete;
    if (isLast) reader.feed(EMPTY, true);
    if (isComplete && this.held.length == 0) return this.finish(host, size, piece);
    if (reader.isUnreadable || !this.hold(piece, host.room())) return this.letGo(host, size, piece);
    if (isComplete) return this.finish(host, size, this.held.view());
    return size == 0 || replaceAnswer(host, size, EMPTY);
  }

  /** True when something is held that can no longer be sent once trailers have come. */
  get isHolding(): bool {
    return this.held.length > 0;
  }

  /** Nothing more is held. */
  release(): void {
    releaseBytes(this.held.length);
    this.held = new ByteWriter();
  }

  private hold(piece: Bytes, room: u32): bool {
    const most = <i32>min<u32>(<u32>MAX_ANSWER_BYTES, room / COPIES);
    if (this.held.length + piece.byteLength > most || !holdBytes(piece.byteLength)) return false;
    this.held.bytes(piece);
    return true;
  }

  // Writes the answer `text` in the place of the piece at hand, `size` bytes.
  private finish(host: Host, size: u32, text: Bytes): bool {
    const document = JsonDocument.parse(text, host.room());
    this.isOff = true;
    changes.clear();
    if (document.error == JsonError.None) this.edit.plan(document, changes);
    let isWritten = true;
    if (changes.count > 0) {
      const edited = new ByteWriter();
      changes.apply(text, 0, 0, text.byteLength, edited);
      isWritten = replaceAnswer(host, size, edited.view());
    } else if (this.isHolding) {
      isWritten = replaceAnswer(host, size, text);
    }
    this.release();
    return isWritten;
  }

  // The answer goes on as it is, what was held before the piece at hand.
  private letGo(host: Host, size: u32, piece: Bytes): bool {
    const before = this.held;
    this.isOff = true;
    if (before.length == 0) return true;
    releaseBytes(before.length);
    this.held = new ByteWriter();
    before.bytes(piece);
    return replaceAnswer(host, size, before.view());
  }

  // Without memory for the piece the answer goes on unread.
  private giveUp(host: Host, reader: AnswerReader): bool {
    const before = this.held.view();
    reader.endPayload();
    this.isOff = true;
    this.release();
    return before.byteLength == 0 || replaceAnswer(host, 0, before);
  }
}
