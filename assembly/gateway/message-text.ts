// What the user of a chat has said in one message, as far as it may be one of some texts.

import { JsonDocument } from "../json/document";
import { JsonKind } from "../json/kind";
import { Bytes, equalBytes, utf8 } from "../text/bytes";

const TYPE = utf8("type");
const TEXT = utf8("text");
// A letter takes six bytes as an escape.
const LONGEST_ESCAPE: i32 = 6;

/** Reads contents into memory of its own, one after the other; what is longer than the longest text is none of them. */
@final
export class MessageText {
  private readonly room: Bytes;
  private length: i32 = 0;

  constructor(
    private readonly texts: Array<Bytes>,
    /** The bytes of the longest of them. */
    private readonly longest: i32,
  ) {
    this.room = new Uint8Array(longest + longest * LONGEST_ESCAPE);
  }

  /** True when a content, a string or the text parts of a list joined, is one of the texts. */
  isOneOf(document: JsonDocument, content: i32): bool {
    this.length = 0;
    const isRead =
      document.kind(content) == JsonKind.String ? this.add(document, content) : this.addParts(document, content);
    if (!isRead) return false;
    const text = this.room.subarray(0, this.length);
    for (let i = 0, count = this.texts.length; i < count; i++) {
      if (equalBytes(text, unchecked(this.texts[i]))) return true; // i < count
    }
    return false;
  }

  private addParts(document: JsonDocument, content: i32): bool {
    if (document.kind(content) != JsonKind.Array) return false;
    for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part)) {
      if (!document.means(document.find(part, TYPE), TEXT)) continue;
      if (!this.add(document, document.find(part, TEXT))) return false;
    }
    return true;
  }

  // False when it does not fit.
  private add(document: JsonDocument, text: i32): bool {
    if (document.kind(text) != JsonKind.String) return true;
    if (document.end(text) - document.start(text) - 2 > this.longest * LONGEST_ESCAPE) return false;
    this.length += document.copyText(text, this.room.dataStart + <usize>this.length);
    return this.length <= this.longest;
  }
}
