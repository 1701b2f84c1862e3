// Makes a provider's answer one of the client's protocol. Its head waits until it is known that there is something to make.

import { isErrorEvent } from "../protocol/error-event";
import { SseDecoder, SseError, SseFrame } from "../codec/sse";
import { HeaderMap, Host, Status } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE } from "../http/header-names";
import { JsonDocument } from "../json/document";
import { ByteWriter } from "../json/write";
import { Bytes, copyOf, EMPTY, utf8 } from "../text/bytes";
import { Translator } from "../translator/translator";
import { AnswerReader } from "./answer-reader";
import { holdBytes, releaseBytes } from "./held-bytes";
import { replaceAnswer, takeAnswer } from "./answer-piece";

const JSON_TYPE = utf8("application/json");
const UNUSABLE_STATUS: i32 = 502;
// What is held grows to the double, is parsed, and written.
const COPIES: u32 = 5;
const OUT_OF_MEMORY = "The gateway is out of memory.";
const TOO_LARGE = "The provider's answer has an event that is too large for the gateway.";

// One of each for all answers: they hold nothing from one callback to the next.
const document = new JsonDocument();
const written = new ByteWriter();

/** What became of a piece. */
export enum Passed {
  /** It is the client's. */
  On,
  /** It waits, and the head with it. */
  Held,
  /** The answer is none: `reject` makes an error of it. Nothing of it has gone to the client. */
  Unusable,
  /** The proxy refused what the client cannot do without. */
  Failed,
}

/** One answer: a stream, or a JSON text. */
@final
export class TranslatedAnswer {
  /** The decoder of a stream; null: it is one text. */
  private readonly decoder: SseDecoder | null;
  /** The text as far as it has come. */
  private text: ByteWriter = new ByteWriter();
  /** True when the head may go. */
  private isOpen: bool = false;
  /** True when nothing more of the provider's is read. */
  private isOver: bool = false;
  /** Bytes that the VM counts as held for it. */
  private counted: i32 = 0;
  /** What the client gets in the place of an answer that is none; null: not yet known, or sent. */
  private rejection: Bytes | null = null;
  /** What such an answer says. */
  private failure: Bytes = EMPTY;

  constructor(
    private readonly translator: Translator,
    isStream: bool,
    /** The HTTP status if the answer says that it failed; 0: it does not. */
    private readonly errorStatus: i32,
  ) {
    this.decoder = isStream ? new SseDecoder() : null;
  }

  /** True while the head must not go. */
  get holdsHead(): bool {
    return !this.isOpen;
  }

  /** True when what the client must have can no longer be written once trailers have come. */
  get isHolding(): bool {
    return !this.isOpen || (!this.isOver && !this.translator.isDone);
  }

  /** Takes the piece that the proxy has now, `size` bytes, and puts the client's in its place. */
  pass(host: Host, reader: AnswerReader | null, size: u32, isLast: bool): Passed {
    if (this.isOver) return this.put(host, size, this.takeRejection());
    const piece = takeAnswer(host, size);
    if (piece === null) return this.giveUp(host, size);
    if (reader !== null) reader.feed(piece, isLast);
    const decoder = this.decoder;
    if (decoder !== null) return this.passEvents(host, decoder, piece, isLast);
    return this.passText(host, reader, piece, isLast);
  }

  /**
   * Makes the answer an error, which is written in the place of the piece at hand, `size` bytes, or of the next one where
   * none has come (`isBefore`). The status is the caller's. False when the proxy refused.
   */
  reject(host: Host, size: u32, isBefore: bool): bool {
    written.clear();
    document.reparse(this.failure);
    this.translator.error(UNUSABLE_STATUS, document, this.failure, written);
    this.isOpen = true;
    this.isOver = true;
    this.forget();
    if (!setJson(host) || host.removeHeader(HeaderMap.Response, CONTENT_ENCODING) != Status.Ok) return false;
    if (!isBefore) return replaceAnswer(host, size, written.view());
    this.rejection = copyOf(written.view());
    return true;
  }

  /** Nothing more is held. */
  release(): void {
    this.forget();
  }

  private passEvents(host: Host, decoder: SseDecoder, piece: Bytes, isLast: bool): Passed {
    const translator = this.translator;
    written.clear();
    decoder.feed(piece);
    if (!this.readEvents(decoder)) return Passed.Unusable;
    if (isLast) {
      decoder.finish();
      if (!this.readEvents(decoder)) return Passed.Unusable;
      if (!this.isOpen) return Passed.Unusable; // not one event
    }
    if (decoder.error != SseError.None) translator.fail(TOO_LARGE, written);
    else if (!this.count(decoder.held + translator.held)) translator.fail(OUT_OF_MEMORY, written);
    else if (isLast) translator.end(written);
    if (translator.isDone || isLast) this.isOver = true;
    if (this.isOver) this.forget();
    return this.put(host, <u32>piece.byteLength, written.view());
  }

  // False when the first event says that the answer is none.
  private readEvents(decoder: SseDecoder): bool {
    const translator = this.translator;
    for (let frame = decoder.next(); frame != SseFrame.None; frame = decoder.next()) {
      if (frame == SseFrame.Comment || translator.isDone) continue;
      const data = decoder.data;
      document.reparse(data);
      if (!this.isOpen && isErrorEvent(document)) {
        this.failure = copyOf(data);
        return false;
      }
      this.isOpen = true;
      translator.event(document, data, written);
    }
    return true;
  }

  private passText(host: Host, reader: AnswerReader | null, piece: Bytes, isLast: bool): Passed {
    const isComplete = isLast || (reader !== null && reader.isComplete);
    if (isComplete && this.text.length == 0) return this.finish(host, <u32>piece.byteLength, piece);
    if (!this.hold(piece, host.room())) return Passed.Unusable;
    if (isComplete) return this.finish(host, <u32>piece.byteLength, this.text.view());
    return this.put(host, <u32>piece.byteLength, EMPTY);
  }

  private finish(host: Host, size: u32, text: Bytes): Passed {
    written.clear();
    const answer = JsonDocument.parse(text, host.room());
    if (this.errorStatus > 0) {
      this.translator.error(this.errorStatus, answer, text, written);
      if (!setJson(host)) return Passed.Failed;
    } else if (answer.root < 0 || !this.translator.response(answer, written) || written.overflowed) {
      this.failure = text;
      return Passed.Unusable;
    }
    this.isOpen = true;
    this.isOver = true;
    const passed = this.put(host, size, written.view());
    this.forget();
    return passed;
  }

  private hold(piece: Bytes, room: u32): bool {
    const size = this.text.length + piece.byteLength;
    if (<u32>size > room / COPIES || !this.count(size)) return false;
    this.text.bytes(piece);
    return true;
  }

  // Without memory for the piece there is no answer, or the rest of it is missing.
  private giveUp(host: Host, size: u32): Passed {
    if (!this.isOpen) return Passed.Unusable;
    written.clear();
    this.translator.fail(OUT_OF_MEMORY, written);
    this.isOver = true;
    this.forget();
    return this.put(host, size, written.view());
  }

  private put(host: Host, size: u32, bytes: Bytes): Passed {
    if ((size > 0 || bytes.byteLength > 0) && !replaceAnswer(host, size, bytes)) return Passed.Failed;
    return this.isOpen ? Passed.On : Passed.Held;
  }

  private takeRejection(): Bytes {
    const rejection = this.rejection;
    this.rejection = null;
    return rejection === null ? EMPTY : rejection;
  }

  private count(size: i32): bool {
    if (!holdBytes(size - this.counted)) return false;
    this.counted = size;
    return true;
  }

  private forget(): void {
    releaseBytes(this.counted);
    this.counted = 0;
    this.text = new ByteWriter();
  }
}

function setJson(host: Host): bool {
  return host.setHeader(HeaderMap.Response, CONTENT_TYPE, JSON_TYPE) == Status.Ok;
}
