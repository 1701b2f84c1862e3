// The edits of a chat that is answered with one JSON text.

import { JsonDocument } from "../../json/document";
import { Splices } from "../../json/edit";
import { utf8 } from "../../text/bytes";
import { AnswerEdit } from "../answer-edit";
import { AnswerEdits, ReasoningMode } from "./answer-edits";
import { choicesOf } from "./choice-index";
import { dropReasoning, joinReasoning, promoteReasoning } from "./message-edit";
import { MessageParts } from "./message-parts";

const MESSAGE = utf8("message");

// One for all answers: it holds nothing from one message to the next.
const parts = new MessageParts();

/** What a configuration wants done to chats' answers. */
@final
export class ChatEdit extends AnswerEdit {
  constructor(private readonly edits: AnswerEdits) {
    super();
  }

  get editsWhole(): bool {
    return this.edits.editsWhole;
  }

  get chunks(): AnswerEdits | null {
    return this.edits.editsStream ? this.edits : null;
  }

  plan(document: JsonDocument, splices: Splices): void {
    const choices = choicesOf(document);
    if (choices < 0) return;
    for (let choice = document.firstChild(choices); choice >= 0; choice = document.nextSibling(choice)) {
      if (parts.read(document, choice, MESSAGE)) this.editMessage(document, splices);
    }
  }

  private editMessage(document: JsonDocument, splices: Splices): void {
    const isEmpty = parts.reasoning >= 0 && !parts.hasCalls && parts.isBlank(document);
    if (isEmpty && this.edits.watchesThinking) return promoteReasoning(document, parts, splices);
    switch (this.edits.reasoning) {
      case ReasoningMode.Ignore:
        return dropReasoning(document, parts, splices);
      case ReasoningMode.Concat:
        joinReasoning(document, parts, false, true, splices);
    }
  }
}
