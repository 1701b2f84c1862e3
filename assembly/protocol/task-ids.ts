// Ids of tasks that say what kind of task they are, so that a later request finds its path: Kling's video calls.
// https://app.klingai.com/global/dev/document-api/apiReference/model/textToVideo

import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonKind } from "../json/kind";
import { Bytes, startsWith, utf8 } from "../text/bytes";
import { AnswerEdit } from "./answer-edit";

const DATA = utf8("data");
const TASK_ID = utf8("task_id");

/** Puts a prefix before the id of a task, or of each in a list of them. */
@final
export class TaskIdPrefix extends AnswerEdit {
  constructor(
    /** Characters that stand in a JSON string as they are. */
    private readonly prefix: Bytes,
  ) {
    super();
  }

  plan(document: JsonDocument, splices: Splices): void {
    const data = document.find(document.root, DATA);
    if (document.kind(data) != JsonKind.Array) return this.mark(document, data, splices);
    for (let task = document.firstChild(data); task >= 0; task = document.nextSibling(task)) {
      this.mark(document, task, splices);
    }
  }

  private mark(document: JsonDocument, task: i32, splices: Splices): void {
    const id = document.find(task, TASK_ID);
    const text = document.text(id);
    if (text.byteLength > 0 && !startsWith(text, this.prefix)) splices.insert(document.start(id) + 1, this.prefix);
  }
}
