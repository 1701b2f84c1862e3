// Reads the facts of an answer while its body passes. What passes is not held, and not kept but for a cut token.

import { EventFramer, Frame } from "../codec/event-framer";
import { Buffer, Host } from "../host/host";
import { FieldScan } from "../json/field-scan";
import { JsonError } from "../json/error";
import { ByteWriter } from "../json/write";
import { AnswerFacts } from "../protocol/answer-facts";
import { ANSWER_FIELDS } from "../protocol/answer-fields";
import { Bytes, concat, copyOf, EMPTY } from "../text/bytes";

// A token that is longer, and cut, ends the reading: an upstream must not make the gateway keep what it sends.
const MAX_CARRY: i32 = 8 << 10;
const WINDOW: i32 = 64 << 10;
// The name of the model stands in the first events, if anywhere.
const MAX_READ_EVENTS: i32 = 16;

// One for all answers: it holds nothing from one callback to the next.
const window: Bytes = new Uint8Array(WINDOW);
// The scan of texts that lie in one window; an answer that is cut keeps it, and another takes its place.
let spare: FieldScan<AnswerFacts> | null = null;

/** The reader of one answer: a JSON text, or an event stream of them. */
@final
export class AnswerReader {
  /** What has been read. */
  readonly facts: AnswerFacts = new AnswerFacts();
  /** True once an event with data has been seen. */
  hasData: bool = false;

  /** The first bytes of the answer, as many as were asked for. */
  readonly payload: ByteWriter = new ByteWriter();
  /** Of the whole events fed last: where those begin and end that only report usage, as offsets in what was fed. */
  readonly usageChunks: Array<i32> = [];

  private framer: EventFramer | null = null;
  /** The scan of the text that the last window cut. */
  private scan: FieldScan<AnswerFacts> | null = null;
  private carry: Bytes = EMPTY;
  private readEvents: i32 = 0;
  private hasFailed: bool = false;
  /** True when the answer is no JSON text. */
  isBroken: bool = false;

  constructor(
    isStream: bool,
    private payloadRoom: i32 = 0,
    /** True when nothing behind the first event with data shall be read. */
    private readonly stopsEarly: bool = false,
  ) {
    if (isStream) this.framer = new EventFramer();
  }

  /** True when the JSON text that is the answer is complete, but for white space. */
  get isComplete(): bool {
    const scan = this.scan;
    return scan !== null && scan.isComplete;
  }

  /** True when the answer turned out to be unreadable; nothing of it is read any more. */
  get isUnreadable(): bool {
    return this.hasFailed;
  }

  /** True when a text has begun and is not complete. */
  get isInText(): bool {
    return this.scan !== null;
  }

  /** Reads the piece of the answer's body that the proxy has now, `size` bytes. */
  read(host: Host, size: u32, isLast: bool): void {
    if (size == 0) return this.feed(EMPTY, isLast);
    for (let at: u32 = 0; at < size;) {
      if (this.hasFailed && this.payloadRoom == 0) return;
      const count = host.readBody(Buffer.ResponseBody, at, window);
      if (count <= 0) {
        this.endPayload();
        return this.fail();
      }
      at += count;
      this.feed(window.subarray(0, count), isLast && at >= size);
    }
  }

  /** Reads the next bytes of the answer, which may be cut anywhere. */
  feed(bytes: Bytes, isLast: bool): void {
    if (this.usageChunks.length > 0) this.usageChunks.length = 0;
    this.keep(bytes);
    if (this.hasFailed) return;
    const whole = this.carry.byteLength == 0 ? bytes : concat(this.carry, bytes);
    const framer = this.framer;
    const used = framer === null ? this.feedText(whole, isLast) : this.feedEvents(framer, whole, isLast);
    const rest = whole.byteLength - used;
    if (rest > MAX_CARRY) return this.fail();
    this.carry = rest <= 0 || isLast ? EMPTY : copyOf(whole.subarray(used));
  }

  /** The answer is complete, if its last bytes have not told so. */
  end(): void {
    if (this.scan !== null || this.carry.byteLength > 0) this.feed(EMPTY, true);
  }

  /** The next bytes are not seen: what comes behind them is not kept, since nobody could tell what it is part of. */
  endPayload(): void {
    this.payloadRoom = 0;
  }

  /** Nothing more will be read; what is not complete says nothing. */
  release(): void {
    this.carry = EMPTY;
    if (this.scan !== null) this.facts.undoDocument();
    this.closeScan();
  }

  private keep(bytes: Bytes): void {
    const size = min(this.payloadRoom, bytes.byteLength);
    if (size == 0) return;
    this.payload.bytes(bytes.subarray(0, size));
    this.payloadRoom -= size;
  }

  private feedText(bytes: Bytes, isLast: bool): i32 {
    const scan = this.openScan();
    const start = bytes.dataStart;
    const stop = scan.feed(start, start + <usize>bytes.byteLength, isLast);
    if (scan.error != JsonError.None) {
      // What is only too large or too deep to be read may be as it should.
      this.isBroken = scan.error <= JsonError.InvalidUtf8;
      this.fail();
    } else if (isLast) {
      this.closeScan();
    }
    return <i32>(stop - start);
  }

  private feedEvents(framer: EventFramer, bytes: Bytes, isLast: bool): i32 {
    const start = bytes.dataStart;
    const origin = start + <usize>this.carry.byteLength;
    framer.open(start, start + <usize>bytes.byteLength, isLast);
    for (let frame = framer.next(); frame != Frame.None; frame = framer.next()) {
      if (this.stopsEarly && this.hasData && !this.isInText) break;
      if (frame == Frame.Whole) this.readWhole(framer, origin);
      else if (frame == Frame.Part) this.readPart(framer);
      else this.readEnd(framer, 0, 0, origin);
    }
    return <i32>(framer.rest - start);
  }

  // Most events bring text and nothing else; the first ones also name the model.
  private readWhole(framer: EventFramer, origin: usize): void {
    this.hasData = true;
    const seeksModel = this.facts.model.byteLength == 0 && this.readEvents < MAX_READ_EVENTS;
    if (!framer.isTelling && !seeksModel) return;
    this.readEvents++;
    this.readEnd(framer, framer.from, framer.to, origin);
  }

  private readPart(framer: EventFramer): void {
    this.hasData = true;
    const scan = this.openScan();
    const stop = scan.feed(framer.from, framer.to, false);
    if (scan.error == JsonError.None && stop < framer.to) framer.giveBack(framer.to - stop);
  }

  // Reads the last part of the text at hand, [from, to), and closes its scan.
  private readEnd(framer: EventFramer, from: usize, to: usize, origin: usize): void {
    const scan = this.openScan();
    scan.feed(from, to, true);
    if (scan.error != JsonError.None) this.facts.undoDocument();
    this.closeScan();
    if (!this.facts.isUsageChunk || framer.start < origin) return;
    this.usageChunks.push(<i32>(framer.start - origin));
    this.usageChunks.push(<i32>(framer.behind - origin));
  }

  // The scan of the text at hand, begun if there is none.
  private openScan(): FieldScan<AnswerFacts> {
    const open = this.scan;
    if (open !== null) return open;
    const free = spare;
    const scan = free === null ? new FieldScan<AnswerFacts>() : free;
    spare = null;
    this.scan = scan;
    this.facts.beginDocument();
    scan.begin(ANSWER_FIELDS, this.facts);
    return scan;
  }

  private closeScan(): void {
    if (this.scan !== null) spare = this.scan;
    this.scan = null;
  }

  private fail(): void {
    this.hasFailed = true;
    this.release();
  }
}
