// Models added to a provider's list of them: https://platform.openai.com/docs/api-reference/models/list

import { JsonDocument } from "../../json/document";
import { Splices } from "../../json/edit";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Bytes, equalBytes, utf8 } from "../../text/bytes";
import { AnswerEdit } from "../answer-edit";

const DATA = utf8("data");
const ID = utf8("id");
const COMMA: u8 = 0x2c;

// One for all answers: it holds nothing from one to the next.
const added = new ByteWriter();

/** Adds models that the provider does not list behind those that it lists. */
@final
export class ModelList extends AnswerEdit {
  private readonly ids: Array<Bytes> = [];
  private readonly entries: Array<Bytes> = [];
  /** Which of them the answer at hand lists. */
  private readonly isListed: Array<bool> = [];

  /** Adds a model, `entry` being its object as JSON; returns this. */
  add(id: Bytes, entry: Bytes): ModelList {
    this.ids.push(id);
    this.entries.push(entry);
    this.isListed.push(false);
    return this;
  }

  plan(document: JsonDocument, splices: Splices): void {
    const data = document.find(document.root, DATA);
    if (document.kind(data) != JsonKind.Array) return;
    this.isListed.fill(false);
    let end = document.start(data) + 1;
    let isFirst = true;
    for (let model = document.firstChild(data); model >= 0; model = document.nextSibling(model)) {
      this.mark(document.text(document.find(model, ID)));
      end = document.end(model);
      isFirst = false;
    }
    this.writeMissing(isFirst);
    if (added.length > 0) splices.insert(end, added.view());
  }

  private mark(id: Bytes): void {
    for (let i = 0, count = this.ids.length; i < count; i++) {
      if (equalBytes(unchecked(this.ids[i]), id)) unchecked((this.isListed[i] = true)); // i < count, both have as many
    }
  }

  private writeMissing(isFirst: bool): void {
    added.clear();
    for (let i = 0, count = this.entries.length; i < count; i++) {
      if (unchecked(this.isListed[i])) continue; // i < count, both have as many
      if (!isFirst || added.length > 0) added.byte(COMMA);
      added.bytes(unchecked(this.entries[i])); // i < count
    }
  }
}
