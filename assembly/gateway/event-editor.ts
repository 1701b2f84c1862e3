// Edits the events of one chat's stream, and keeps back those of which it is not known yet what they are.

import { EventFramer, Frame } from "../codec/event-framer";
import { isBreak } from "../codec/plain-lines";
import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { ByteWriter } from "../json/write";
import { AnswerEdits } from "../protocol/openai/answer-edits";
import { choicesOf } from "../protocol/openai/choice-index";
import { ChunkEdit } from "../protocol/openai/chunk-edit";
import { ThinkingWatch } from "../protocol/openai/thinking-watch";
import { trimSpace } from "../text/ascii";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { KeptEvents } from "./kept-events";

const DONE = utf8("[DONE]");

// One of each for all streams: they hold nothing from one event to the next.
const document = new JsonDocument();
const changes = new Splices();
const edited = new ByteWriter();
const released = new ByteWriter();
const NO_CUTS: Array<i32> = [];

/** The editor of one stream; what it wants is put into the splices of the piece at hand. */
@final
export class EventEditor {
  private readonly framer: EventFramer = new EventFramer();
  private readonly kept: KeptEvents = new KeptEvents();
  private readonly watch: ThinkingWatch | null;
  private readonly edit: ChunkEdit;
  /** Of the event at hand: how many lines of data it has, and where the first one's are. */
  private lines: i32 = 0;
  private from: usize = 0;
  private to: usize = 0;
  /** The last event of the piece before was kept back. */
  private keepsLast: bool = false;

  constructor(edits: AnswerEdits) {
    const watch: ThinkingWatch | null = edits.watchesThinking ? new ThinkingWatch() : null;
    this.watch = watch;
    this.edit = new ChunkEdit(edits, watch);
  }

  /**
   * Reads the next bytes of the stream, [start, end) of `piece`, which end with an event, or (`isLast`) with the stream;
   * the events that begin where one of `cuts` does are the caller's.
   */
  read(piece: Bytes, start: i32, end: i32, cuts: Array<i32>, isLast: bool, splices: Splices): void {
    const origin = piece.dataStart;
    const framer = this.framer;
    let cut = 0;
    this.lines = 0;
    this.keepsLast = false;
    framer.open(origin + <usize>start, origin + <usize>end, isLast);
    for (let frame = framer.next(); frame != Frame.None; frame = framer.next()) {
      if (frame != Frame.End) this.noteLine(frame == Frame.Part);
      if (frame == Frame.Part) continue;
      const from = <i32>(framer.start - origin);
      if (cut < cuts.length && unchecked(cuts[cut]) + start == from) {
        cut += 2;
        splices.replace(from, <i32>(framer.behind - origin), EMPTY);
      } else {
        this.onEvent(piece, from, <i32>(framer.behind - origin), splices);
      }
      this.lines = 0;
    }
  }

  /** Keeps back no more than fits into `room`, what the VM may hold. */
  fitInto(room: u32): void {
    this.kept.fitInto(room);
  }

  /** True when something is kept back. */
  get isHolding(): bool {
    return this.kept.count > 0;
  }

  /** Reads what is left of a stream that ends. */
  readLast(piece: Bytes, start: i32, end: i32, splices: Splices): void {
    this.read(piece, start, end, NO_CUTS, true, splices);
  }

  /** A line feed that belongs to the last event has been taken out of the stream. */
  addFeed(): void {
    if (this.keepsLast) this.kept.addFeed();
  }

  /** Lets go what is kept back, before the byte at `at`: the stream has ended, or (`isEnd` false) goes on unread. */
  finish(at: i32, isEnd: bool, splices: Splices): void {
    const watch = this.watch;
    if (watch !== null && isEnd) watch.settle(true);
    else if (watch !== null) watch.giveUp();
    if (this.kept.count > 0) this.letGo(at, splices);
  }

  /** Nothing more comes of the stream, and nobody wants what is kept back. */
  release(): void {
    this.kept.clear();
  }

  private noteLine(isPart: bool): void {
    const framer = this.framer;
    if (this.lines++ > 0) return;
    this.from = framer.from;
    this.to = framer.to;
    // A part has the byte that ends its line, unless the stream ends there.
    if (isPart && this.to > this.from && isBreak(load<u8>(this.to - 1))) this.to--;
  }

  private onEvent(piece: Bytes, start: i32, end: i32, splices: Splices): void {
    const from = <i32>(this.from - piece.dataStart);
    const to = <i32>(this.to - piece.dataStart);
    const data = piece.subarray(from, to);
    let choices = this.parse(data);
    const watch = this.watch;
    if (watch !== null) {
      if (choices >= 0) watch.see(document, choices);
      else if (watch.isWaiting) watch.settle(equalBytes(trimSpace(data), DONE));
      if (watch.isWaiting && this.keep(piece, start, from, to, end, splices)) return;
      if (watch.isWaiting) watch.giveUp();
      this.keepsLast = false;
      if (this.kept.count > 0) {
        this.letGo(start, splices);
        choices = this.parse(data);
      }
    }
    if (choices < 0) return;
    if (this.plan(data, choices)) splices.replace(from, to, edited.view());
  }

  // The choices of an event with these data, -1 if it is none of a chat. Of several lines of data nobody makes use.
  private parse(data: Bytes): i32 {
    return this.lines == 1 && document.reparse(data) ? choicesOf(document) : -1;
  }

  private keep(piece: Bytes, start: i32, from: i32, to: i32, end: i32, splices: Splices): bool {
    if (!this.kept.add(piece, start, from, to, end)) return false;
    splices.replace(start, end, EMPTY);
    this.keepsLast = true;
    return true;
  }

  // Writes what becomes of the event that has been parsed; false when it stays as it is.
  private plan(data: Bytes, choices: i32): bool {
    changes.clear();
    this.edit.plan(document, choices, changes);
    if (changes.count == 0) return false;
    edited.clear();
    return changes.apply(data, 0, 0, data.byteLength, edited);
  }

  private letGo(at: i32, splices: Splices): void {
    if (this.edit.changesKept) splices.insert(at, this.writeKept());
    else splices.insert(at, this.kept.view());
    this.kept.clear();
    released.clear();
  }

  private writeKept(): Bytes {
    const all = this.kept.view();
    let next = 0;
    this.lines = 1; // others are not kept
    for (let i = 0, count = this.kept.count; i < count; i++) {
      const from = this.kept.dataStart(i);
      const to = this.kept.dataEnd(i);
      const data = all.subarray(from, to);
      const choices = this.parse(data);
      if (choices < 0 || !this.plan(data, choices)) continue;
      released.bytes(all.subarray(next, from));
      released.bytes(edited.view());
      next = to;
    }
    released.bytes(all.subarray(next));
    return released.view();
  }
}
