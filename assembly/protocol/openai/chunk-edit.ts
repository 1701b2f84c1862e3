// The edits of a chat that is answered with a stream, event by event.
// https://platform.openai.com/docs/api-reference/chat/streaming

import { JsonDocument } from "../../json/document";
import { Splices } from "../../json/edit";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { AnswerEdits, ReasoningMode } from "./answer-edits";
import { indexOfChoice, MAX_CHOICES } from "./choice-index";
import { moveChoiceUsage } from "./choice-usage";
import { dropReasoning, joinReasoning, promoteReasoning } from "./message-edit";
import { MessageParts } from "./message-parts";
import { ThinkingWatch } from "./thinking-watch";

const DELTA = utf8("delta");
const FINISH_REASON = utf8("finish_reason");

// One for all streams: it holds nothing from one event to the next.
const parts = new MessageParts();

/** The edits of one stream. */
@final
export class ChunkEdit {
  /** The choices whose tag is open. */
  private open: StaticArray<bool> = new StaticArray<bool>(MAX_CHOICES);

  constructor(
    private readonly edits: AnswerEdits,
    private readonly watch: ThinkingWatch | null,
  ) {}

  /** True when an event that was kept back may have to change before it goes. */
  get changesKept(): bool {
    const watch = this.watch;
    if (watch !== null && watch.hasPromoted) return true;
    return this.edits.movesChoiceUsage || this.edits.reasoning != ReasoningMode.Passthrough;
  }

  /** Adds to `splices` what is to change in an event with these `choices`; each event once, in order. */
  plan(document: JsonDocument, choices: i32, splices: Splices): void {
    let position = 0;
    for (let choice = document.firstChild(choices); choice >= 0; choice = document.nextSibling(choice)) {
      const index = indexOfChoice(document, choice, position++);
      if (parts.read(document, choice, DELTA)) this.editDelta(document, choice, index, splices);
    }
    if (this.edits.movesChoiceUsage) moveChoiceUsage(document, choices, splices);
  }

  private editDelta(document: JsonDocument, choice: i32, index: i32, splices: Splices): void {
    const watch = this.watch;
    const isPromoted = watch !== null && watch.isPromoted(index);
    if (isPromoted && parts.reasoning >= 0 && parts.isBlank(document)) {
      return promoteReasoning(document, parts, splices);
    }
    switch (this.edits.reasoning) {
      case ReasoningMode.Ignore:
        return dropReasoning(document, parts, splices);
      case ReasoningMode.Concat:
        this.join(document, choice, index, splices);
    }
  }

  // A choice that is not known has its tags in one event.
  private join(document: JsonDocument, choice: i32, index: i32, splices: Splices): void {
    const isKnown = <u32>index < <u32>MAX_CHOICES;
    const isLast = !isKnown || document.kind(document.find(choice, FINISH_REASON)) == JsonKind.String;
    const isOpen = isKnown && unchecked(this.open[index]); // isKnown
    const staysOpen = joinReasoning(document, parts, isOpen, isLast, splices);
    if (isKnown) unchecked((this.open[index] = staysOpen));
  }
}
