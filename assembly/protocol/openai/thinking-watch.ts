// Finds the choices of a stream that end with reasoning and without content, so that the reasoning is the answer.

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { indexOfChoice, MAX_CHOICES } from "./choice-index";
import { MessageParts } from "./message-parts";

const DELTA = utf8("delta");
const FINISH_REASON = utf8("finish_reason");

enum Choice {
  /** Nothing has been said yet. */
  Silent,
  /** Reasoning, and nothing else. */
  Thinking,
  /** Content or calls have come, or its end: it stays as it is. */
  Settled,
  /** It has ended with reasoning alone. */
  Promoted,
}

// One for all streams: it holds nothing from one event to the next.
const parts = new MessageParts();

/** The choices of one stream. */
@final
export class ThinkingWatch {
  private choices: StaticArray<u8> = new StaticArray<u8>(MAX_CHOICES);
  private thinking: i32 = 0;
  private isOff: bool = false;
  /** True when a choice has been found whose reasoning is its answer. */
  hasPromoted: bool = false;

  /** True while a choice has brought reasoning alone, so that its events must be kept back. */
  get isWaiting(): bool {
    return this.thinking > 0;
  }

  /** Looks at the `choices` of the next event. */
  see(document: JsonDocument, choices: i32): void {
    if (this.isOff) return;
    let position = 0;
    for (let choice = document.firstChild(choices); choice >= 0; choice = document.nextSibling(choice)) {
      const index = indexOfChoice(document, choice, position++);
      if (index >= 0) this.note(document, choice, index);
    }
  }

  /** Nothing more is waited for: reasoning that has come alone is the answer, or (`isAnswer` false) stays what it is. */
  settle(isAnswer: bool): void {
    for (let i = 0; i < MAX_CHOICES && this.thinking > 0; i++) {
      if (unchecked(this.choices[i]) == Choice.Thinking) this.end(i, isAnswer ? Choice.Promoted : Choice.Settled); // i < MAX_CHOICES
    }
  }

  /** No further choice is promoted. */
  giveUp(): void {
    this.settle(false);
    this.isOff = true;
  }

  /** True when the reasoning of this choice becomes its content. */
  isPromoted(index: i32): bool {
    return <u32>index < <u32>MAX_CHOICES && unchecked(this.choices[index]) == Choice.Promoted;
  }

  private note(document: JsonDocument, choice: i32, index: i32): void {
    const state = this.stateOf(index);
    if (state >= Choice.Settled) return;
    const isMessage = parts.read(document, choice, DELTA);
    if (isMessage && (parts.hasCalls || !parts.isBlank(document))) return this.end(index, Choice.Settled);
    const isThinking = state == Choice.Thinking || parts.reasoning >= 0;
    if (isThinking && state == Choice.Silent) {
      unchecked((this.choices[index] = <u8>Choice.Thinking)); // stateOf is Silent for known indices only
      this.thinking++;
    }
    const isEnd = document.kind(document.find(choice, FINISH_REASON)) == JsonKind.String;
    if (isEnd) this.end(index, isThinking ? Choice.Promoted : Choice.Settled);
  }

  private stateOf(index: i32): i32 {
    return <u32>index < <u32>MAX_CHOICES ? unchecked(this.choices[index]) : Choice.Settled;
  }

  private end(index: i32, state: Choice): void {
    if (this.stateOf(index) == Choice.Thinking) this.thinking--;
    if (state == Choice.Promoted) this.hasPromoted = true;
    if (<u32>index < <u32>MAX_CHOICES) unchecked((this.choices[index] = <u8>state));
  }
}
