// What one answer says of itself, collected while it passes; usage as OpenTelemetry's GenAI conventions count it.
// https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/

import { hasName } from "../http/header-names";
import { JsonKind } from "../json/kind";
import { integerValue, isIntegerToken } from "../json/number-value";
import { unescapeTo } from "../json/unescape";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { AnswerField, NUMBER_FIELDS } from "./answer-fields";

/** Not said. */
export const UNKNOWN: i64 = -1;

// More choices than that end for the same few reasons.
const MAX_REASONS: i32 = 8;
const MAX_REASON_BYTES: i32 = 64;
const MAX_MODEL_BYTES: i32 = 256;
// What is more is no count of tokens; sums of such numbers stay in range.
const MAX_TOKENS: i64 = 1_000_000_000_000_000;
const FINAL_STATES: Array<Bytes> = [utf8("completed"), utf8("failed"), utf8("cancelled"), utf8("requires_action")];
const CALL_TYPES: Array<Bytes> = [utf8("tool_use"), utf8("function_call"), utf8("custom_tool_call")];
// So many containers stand around a member of a document: the document.
const MEMBER: i32 = 1;
const ERROR_TYPE = utf8("error");

/** The facts of one answer. Of a fact that is stated several times, in a stream above all, the last statement counts. */
@final
export class AnswerFacts {
  /** The model that answered, as the provider names it; no bytes: it does not say. */
  model: Bytes = EMPTY;
  /** Why the choices ended, each reason once, in the order they came. */
  readonly finishReasons: Array<Bytes> = [];
  /** Calls of the client's tools. */
  toolCalls: i32 = 0;
  /** True when the answer says that it failed. */
  isError: bool = false;
  /** Of the document at hand: its usage is an object, its choices are no empty list, and they are one. */
  private hasUsage: bool = false;
  private hasChoice: bool = false;
  private hasNoChoice: bool = false;
  private hasContent: bool = false;

  private numbers: StaticArray<i64> = new StaticArray<i64>(NUMBER_FIELDS).fill(UNKNOWN);

  // All of it before the document at hand.
  private numbersBefore: StaticArray<i64> = new StaticArray<i64>(NUMBER_FIELDS).fill(UNKNOWN);
  private modelBefore: Bytes = EMPTY;
  private reasonsBefore: i32 = 0;
  private callsBefore: i32 = 0;
  private isErrorBefore: bool = false;

  /** A document of the answer begins: the whole of it, or the data of an event. */
  beginDocument(): void {
    this.forgetChunk();
    copyNumbers(this.numbersBefore, this.numbers);
    this.modelBefore = this.model;
    this.reasonsBefore = this.finishReasons.length;
    this.callsBefore = this.toolCalls;
    this.isErrorBefore = this.isError;
  }

  /** The document at hand is broken: what it said is taken back. */
  undoDocument(): void {
    this.forgetChunk();
    copyNumbers(this.numbers, this.numbersBefore);
    this.model = this.modelBefore;
    this.finishReasons.length = this.reasonsBefore;
    this.toolCalls = this.callsBefore;
    this.isError = this.isErrorBefore;
  }

  /** True when the document at hand is the chunk that `stream_options.include_usage` adds to a stream. */
  get isUsageChunk(): bool {
    return this.hasUsage && this.hasNoChoice && !this.hasChoice;
  }

  /** True when the document at hand has what an answer has, whatever it says of errors. */
  get isAnswer(): bool {
    return this.hasContent || this.hasUsage || this.hasChoice || this.hasNoChoice || this.model.byteLength > 0;
  }

  /** For the scan: a value; strings with their quotes. */
  onScalar(field: i32, kind: JsonKind, start: usize, end: usize): void {
    if (field == AnswerField.Usage) this.hasUsage = false;
    else if (field == AnswerField.Choices) this.hasChoice = true;
    if (kind == JsonKind.Number) {
      if (field < NUMBER_FIELDS) this.noteNumber(field, start, end);
    } else if (kind == JsonKind.String && end - start > 2) {
      this.noteText(field, meaningOf(start + 1, end - 1));
    }
  }

  /** For the scan: a text that is longer than any that is read. */
  onLongText(field: i32): void {
    if (field == AnswerField.Error) this.isError = true;
  }

  /** For the scan: an object or array, inside `level` others. */
  onContainer(field: i32, kind: JsonKind, level: i32): void {
    if (field == AnswerField.Error && kind == JsonKind.Object) this.isError = true;
    if (field == AnswerField.Content) this.hasContent = true;
    // The chunk has both as members of its own, not of an element or in a list.
    if (field == AnswerField.Usage && level == MEMBER) this.hasUsage = kind == JsonKind.Object;
    if (field == AnswerField.Choices && (level != MEMBER || kind != JsonKind.Array)) this.hasChoice = true;
  }

  /** For the scan: an object or array without anything in it has ended. */
  onEmpty(field: i32, level: i32): void {
    if (field == AnswerField.Choices && level == MEMBER) this.hasNoChoice = true;
  }

  /** A number that was stated, or `UNKNOWN`. */
  valueOf(field: AnswerField): i64 {
    return <u32>field < <u32>NUMBER_FIELDS ? unchecked(this.numbers[field]) : UNKNOWN;
  }

  private forgetChunk(): void {
    this.hasUsage = false;
    this.hasChoice = false;
    this.hasNoChoice = false;
    this.hasContent = false;
  }

  private noteNumber(field: i32, start: usize, end: usize): void {
    if (!isIntegerToken(start, end) || <u32>field >= <u32>NUMBER_FIELDS) return;
    const value = integerValue(start, end);
    if (value < 0 || value > MAX_TOKENS) return;
    const before = unchecked(this.numbers[field]); // 0 <= field < NUMBER_FIELDS
    const isSum = field == AnswerField.Embedded && before != UNKNOWN;
    unchecked((this.numbers[field] = isSum ? min(before + value, MAX_TOKENS) : value)); // 0 <= field < NUMBER_FIELDS
  }

  private noteText(field: i32, text: Bytes): void {
    switch (field) {
      case AnswerField.Model:
        if (text.byteLength <= MAX_MODEL_BYTES) this.model = text;
        break;
      case AnswerField.FinishReason:
        this.noteReason(text);
        break;
      case AnswerField.Status:
        if (hasName(FINAL_STATES, text)) this.noteReason(text);
        break;
      case AnswerField.CallName:
        this.toolCalls++;
        break;
      case AnswerField.PartType:
        if (hasName(CALL_TYPES, text)) this.toolCalls++;
        break;
      case AnswerField.Error:
        this.isError = true;
        break;
      case AnswerField.Type:
        if (equalBytes(text, ERROR_TYPE)) this.isError = true;
        break;
    }
  }

  private noteReason(reason: Bytes): void {
    const isKept = this.finishReasons.length < MAX_REASONS && reason.byteLength <= MAX_REASON_BYTES;
    if (isKept && !hasName(this.finishReasons, reason)) this.finishReasons.push(reason);
  }
}

function copyNumbers(target: StaticArray<i64>, source: StaticArray<i64>): void {
  for (let i = 0; i < NUMBER_FIELDS; i++) unchecked((target[i] = source[i])); // both have NUMBER_FIELDS elements
}

// A copy, escapes undone, of the contents of a string.
function meaningOf(start: usize, end: usize): Bytes {
  const meant = new Uint8Array(<i32>(end - start));
  const size = <i32>(unescapeTo(start, end, meant.dataStart) - meant.dataStart);
  return size == meant.byteLength ? meant : meant.subarray(0, size);
}
