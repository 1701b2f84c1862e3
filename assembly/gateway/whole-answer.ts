// Holds a JSON answer until it is complete, and edits it.

import { Buffer, Host } from "../host/host";
import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonError } from "../json/error";
import { ByteWriter } from "../json/write";
import { AnswerEdit } from "../protocol/answer-edit";
import { Bytes, EMPTY } from "../text/bytes";
import { AnswerReader } from "./answer-reader";
import { holdBytes, releaseBytes } from "./held-bytes";
import { replaceAnswer } from "./replace-answer";

/** A longer answer passes as it is. */
export const MAX_ANSWER_BYTES: i32 = 16 << 20;

// One for all answers: it holds nothing from one callback to the next.
const changes = new Splices();

/** What became of a piece of an answer. */
export enum Passing {
  /** It goes on. */
  On,
  /** The proxy must hold what it has of the body. */
  Held,
  /** The proxy did not take a change: the answer must not go on. */
  Failed,
}

/**
 * One answer. Its bytes are kept here, for what a proxy holds is limited; the proxy holds one byte of them, the last, so
 * that the body can still be written when trailers follow it.
 */
@final
export class WholeAnswer {
  private held: ByteWriter = new ByteWriter();
  private isOff: bool = false;

  constructor(private readonly edit: AnswerEdit) {}

  /** Reads the piece of the answer that the proxy has now, behind the byte that it holds; edits the answer with the last one. */
  pass(host: Host, reader: AnswerReader, size: u32, isLast: bool): Passing {
    if (this.isOff) {
      reader.read(host, size, isLast);
      return Passing.On;
    }
    const isFirst = this.held.length == 0;
    const piece = size == 0 ? EMPTY : host.takeBody(Buffer.ResponseBody);
    if (piece === null || <u32>piece.byteLength != size) return this.giveUp(host, reader);
    const fresh = isFirst || size == 0 ? piece : piece.subarray(1);
    reader.feed(fresh, isLast);
    if (isLast && isFirst) return this.finish(host, size, piece, false);
    if (!this.hold(fresh)) return this.letGo(host, size, fresh);
    if (isLast) return this.finish(host, size, this.held.view(), true);
    if (fresh.byteLength == 0) return isFirst ? Passing.On : Passing.Held;
    const isKept = size == 1 || replaceAnswer(host, size, fresh.subarray(fresh.byteLength - 1));
    return isKept ? Passing.Held : Passing.Failed;
  }

  /** Trailers have come, so that the answer is complete; false when the proxy did not take the change. */
  end(host: Host): bool {
    return this.held.length == 0 || this.finish(host, 1, this.held.view(), true) == Passing.On;
  }

  /** Nothing more is held. */
  release(): void {
    releaseBytes(this.held.length);
    this.held = new ByteWriter();
  }

  private hold(fresh: Bytes): bool {
    if (this.held.length + fresh.byteLength > MAX_ANSWER_BYTES || !holdBytes(fresh.byteLength)) return false;
    this.held.bytes(fresh);
    return true;
  }

  // Writes the answer `text` in the place of the `size` bytes that the proxy has of it.
  private finish(host: Host, size: u32, text: Bytes, isHeld: bool): Passing {
    const document = JsonDocument.parse(text, host.room());
    changes.clear();
    if (document.error == JsonError.None) this.edit.plan(document, changes);
    let isWritten = true;
    if (changes.count > 0) {
      const edited = new ByteWriter();
      changes.apply(text, 0, 0, text.byteLength, edited);
      isWritten = replaceAnswer(host, size, edited.view());
    } else if (isHeld) {
      isWritten = replaceAnswer(host, size, text);
    }
    this.release();
    return isWritten ? Passing.On : Passing.Failed;
  }

  private letGo(host: Host, size: u32, fresh: Bytes): Passing {
    const whole = new ByteWriter();
    whole.bytes(this.held.view());
    whole.bytes(fresh);
    this.isOff = true;
    this.release();
    return replaceAnswer(host, size, whole.view()) ? Passing.On : Passing.Failed;
  }

  // Without memory for the piece the answer goes on unread; what was held goes in the place of its last byte.
  private giveUp(host: Host, reader: AnswerReader): Passing {
    const held = this.held.view();
    reader.endPayload();
    this.isOff = true;
    const isWritten = held.byteLength == 0 || replaceAnswer(host, 1, held);
    this.release();
    return isWritten ? Passing.On : Passing.Failed;
  }
}
