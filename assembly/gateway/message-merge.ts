// Makes one message of several that follow each other and say nothing but role and content.

import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonKind } from "../json/kind";
import { ByteWriter } from "../json/write";
import { utf8 } from "../text/bytes";

const ROLE = utf8("role");
const CONTENT = utf8("content");
const USER = utf8("user");
const ASSISTANT = utf8("assistant");
const PART_START = '{"type":"text","text":';
// A blank line between two texts.
const BETWEEN_TEXTS = "\\n\\n";

/** The last of the messages from `first` on that become one with it; `first` itself if none does. */
export function findLastToMerge(document: JsonDocument, first: i32): i32 {
  const role = mergeableRole(document, first);
  let last = first;
  if (role < 0) return last;
  for (let next = document.nextSibling(first); next >= 0; next = document.nextSibling(next)) {
    const other = mergeableRole(document, next);
    if (other < 0 || document.means(role, USER) != document.means(other, USER)) break;
    last = next;
  }
  return last;
}

// The role of a message of a user or an assistant that has nothing but a content besides; or -1. What else a message
// has, a name or calls of tools, is said of it alone.
function mergeableRole(document: JsonDocument, message: i32): i32 {
  if (document.kind(message) != JsonKind.Object) return -1;
  const one = document.firstChild(message);
  const two = document.nextSibling(one);
  if (two < 0 || document.nextSibling(two) >= 0) return -1;
  const role = document.hasName(one, ROLE) ? one : two;
  const content = role == one ? two : one;
  if (!document.hasName(role, ROLE) || !document.hasName(content, CONTENT)) return -1;
  const kind = document.kind(content);
  if (kind != JsonKind.String && kind != JsonKind.Array) return -1;
  return document.means(role, USER) || document.means(role, ASSISTANT) ? role : -1;
}

/** Splices the messages from `first` to `last`, which `findLastToMerge` has found, into one. */
@final
export class MessageMerge {
  // What stands in the place of everything from `from` up to the next text or part.
  private readonly text: ByteWriter = new ByteWriter();
  private from: i32 = 0;

  constructor(
    private readonly document: JsonDocument,
    private readonly splices: Splices,
  ) {}

  /** False when the place is part of another change. */
  run(first: i32, last: i32): bool {
    this.text.clear();
    const isText = this.areTexts(first, last);
    return (isText ? this.joinTexts(first, last) : this.joinParts(first, last)) && this.end(first, last);
  }

  private areTexts(first: i32, last: i32): bool {
    for (let message = first; message >= 0; message = this.after(message, last)) {
      if (this.document.kind(this.contentOf(message)) != JsonKind.String) return false;
    }
    return true;
  }

  // One string out of all: what is between its parts goes, the quotes with it.
  private joinTexts(first: i32, last: i32): bool {
    for (let message = first; message >= 0; message = this.after(message, last)) {
      const content = this.contentOf(message);
      if (message != first) {
        this.text.ascii(BETWEEN_TEXTS);
        if (!this.replaceUpTo(this.document.start(content) + 1)) return false;
      }
      this.from = this.document.end(content) - 1;
    }
    this.text.byte(0x22);
    return true;
  }

  // One list out of all: a string is a part of it, a list is all of its parts.
  private joinParts(first: i32, last: i32): bool {
    let isEmpty = true;
    this.from = this.document.start(this.contentOf(first));
    this.text.byte(0x5b);
    for (let message = first; message >= 0; message = this.after(message, last)) {
      const content = this.contentOf(message);
      const isText = this.document.kind(content) == JsonKind.String;
      const part = isText ? content : this.document.firstChild(content);
      if (part < 0) continue;
      if (!isEmpty) this.text.byte(0x2c);
      if (isText) this.text.ascii(PART_START);
      if (!this.replaceUpTo(this.document.start(part))) return false;
      this.from = this.document.end(isText ? content : this.lastOf(part));
      if (isText) this.text.byte(0x7d);
      isEmpty = false;
    }
    this.text.byte(0x5d);
    return true;
  }

  // The message ends as the first one does; its role may stand behind its content.
  private end(first: i32, last: i32): bool {
    const role = this.document.nextSibling(this.document.firstChild(first));
    if (role != this.contentOf(first)) {
      this.text.ascii(',"role":');
      this.text.bytes(this.document.raw(role));
    }
    this.text.byte(0x7d);
    return this.replaceUpTo(this.document.end(last));
  }

  private replaceUpTo(end: i32): bool {
    const isDone = this.splices.replace(this.from, end, this.text.view());
    this.text.clear();
    return isDone;
  }

  private contentOf(message: i32): i32 {
    return this.document.find(message, CONTENT);
  }

  private lastOf(part: i32): i32 {
    let last = part;
    for (let next = part; next >= 0; next = this.document.nextSibling(next)) last = next;
    return last;
  }

  private after(message: i32, last: i32): i32 {
    return message == last ? -1 : this.document.nextSibling(message);
  }
}
