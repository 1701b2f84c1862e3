// A change to whole JSON answers, whatever it changes: the gateway holds the answer, and the edit says what to splice.

import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { AnswerEdits } from "./openai/answer-edits";

/** One edit; it keeps nothing of an answer, so that one object may serve many. */
export abstract class AnswerEdit {
  /** Adds to `splices` what is to change in `document`; nothing if it is not what the edit is for. */
  abstract plan(document: JsonDocument, splices: Splices): void;

  /** True when a JSON answer is edited. */
  get editsWhole(): bool {
    return true;
  }

  /** What is done to the events of a stream; null: nothing. */
  get chunks(): AnswerEdits | null {
    return null;
  }
}
