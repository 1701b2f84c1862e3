// The reading of event streams as the micro-bench calls it: one stream in memory, passed again and again inside the module.
import { EventFramer, Frame } from "../../assembly/codec/event-framer";
import { AnswerReader } from "../../assembly/gateway/answer-reader";
import { EventFilter } from "../../assembly/gateway/event-filter";
import { TranslatedAnswer } from "../../assembly/gateway/translated-answer";
import { Buffer, Status } from "../../assembly/host/host";
import { AnswerField } from "../../assembly/protocol/answer-fields";
import { Bytes, copyOf, EMPTY } from "../../assembly/text/bytes";
import { AnthropicToOpenAi } from "../../assembly/translator/anthropic-openai/translator";
import { TranslationPlan } from "../../assembly/translator/plan";
import { ProviderTraits } from "../../assembly/translator/provider-traits";
import { TRANSLATIONS } from "../../assembly/translator/registry";
import { FakeHost } from "../unit/support/fake-host";

// A proxy that hands over the piece at hand, as the real one does: a copy of it in memory of the filter's.
class PieceHost extends FakeHost {
  piece: Bytes = EMPTY;

  takeBody(_buffer: Buffer): Bytes | null {
    return copyOf(this.piece);
  }

  readBody(_buffer: Buffer, start: u32, window: Bytes): i32 {
    const size = min(this.piece.byteLength - <i32>start, window.byteLength);
    memory.copy(window.dataStart, this.piece.dataStart + <usize>start, size);
    return size;
  }

  replacePrefix(_buffer: Buffer, _length: u32, _bytes: Bytes): Status {
    return Status.Ok;
  }
}

const host = new PieceHost();
let input: Bytes = EMPTY;

/** Makes room for a stream of `length` bytes and returns its address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** Cuts the stream into the data of its events `rounds` times: how many tell something. */
export function frame(rounds: i32, size: i32): i32 {
  let telling = 0;
  for (let i = 0; i < rounds; i++) {
    const framer = new EventFramer();
    for (let at = 0; at < input.byteLength;) {
      const end = min(at + size, input.byteLength);
      framer.open(input.dataStart + at, input.dataStart + end, end == input.byteLength);
      for (let frame = framer.next(); frame != Frame.None; frame = framer.next()) {
        if (frame == Frame.Whole && framer.isTelling) telling++;
      }
      at = <i32>(framer.rest - input.dataStart);
    }
  }
  return telling / rounds;
}

/** Reads its facts `rounds` times, in pieces of `size` bytes: how many tokens the answer has. */
export function read(rounds: i32, size: i32): i32 {
  let tokens: i64 = 0;
  for (let i = 0; i < rounds; i++) {
    const reader = new AnswerReader(true);
    for (let at = 0; at < input.byteLength; at += size) {
      host.piece = input.subarray(at, min(at + size, input.byteLength));
      reader.read(host, host.piece.byteLength, at + size >= input.byteLength);
    }
    tokens = reader.facts.valueOf(AnswerField.Output);
    reader.release();
  }
  return <i32>tokens;
}

/** The same, and takes out the chunk that reports usage. */
export function filter(rounds: i32, size: i32): i32 {
  let tokens: i64 = 0;
  for (let i = 0; i < rounds; i++) {
    const reader = new AnswerReader(true);
    const chunks = new EventFilter(true, null);
    for (let at = 0; at < input.byteLength; at += size) {
      host.piece = input.subarray(at, min(at + size, input.byteLength));
      chunks.pass(host, reader, host.piece.byteLength, at + size >= input.byteLength);
    }
    tokens = reader.facts.valueOf(AnswerField.Output);
    chunks.release();
    reader.release();
  }
  return <i32>tokens;
}

/** The same, and makes events of a message of the chunks, for a client of Anthropic's. */
export function translate(rounds: i32, size: i32): i32 {
  let tokens: i64 = 0;
  const way = TRANSLATIONS[1];
  for (let i = 0; i < rounds; i++) {
    const reader = new AnswerReader(true);
    const plan = new TranslationPlan(way.client, way.upstream, new ProviderTraits());
    const answer = new TranslatedAnswer(new AnthropicToOpenAi(plan), true, 0);
    for (let at = 0; at < input.byteLength; at += size) {
      host.piece = input.subarray(at, min(at + size, input.byteLength));
      answer.pass(host, reader, host.piece.byteLength, at + size >= input.byteLength);
    }
    tokens = reader.facts.valueOf(AnswerField.Output);
    answer.release();
    reader.release();
  }
  return <i32>tokens;
}
