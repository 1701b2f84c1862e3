// What becomes of each member when a body changes its protocol: followed by the translators, printed in docs/translation.md.

import { JsonDocument } from "../json/document";
import { JsonWriter } from "../json/json-writer";
import { JsonKind } from "../json/kind";
import { Bytes, utf8 } from "../text/bytes";

/** What becomes of a member. */
export enum Fate {
  /** It keeps its value, perhaps under another name. */
  Copied,
  /** It becomes what the note says. */
  Converted,
  /** It is left out, for the reason that the note gives. */
  Dropped,
  /** A request with it cannot be sent, for the reason that the note gives. */
  Refused,
}

/** One member. */
@final
export class MemberFate {
  readonly key: Bytes;

  constructor(
    /** Where it stands, such as `tools[].function.strict`. */
    readonly path: string,
    readonly fate: Fate,
    /** What it becomes; "" where it does not. */
    readonly target: string,
    readonly note: string,
  ) {
    this.key = utf8(path);
  }
}

/** All members of one kind of body. Its methods add to it and return it. */
@final
export class MemberTable {
  readonly rows: Array<MemberFate> = [];
  private readonly copied: Array<MemberFate> = [];

  constructor(
    /** What is translated, such as "OpenAI chat request to Anthropic". */
    readonly title: string,
  ) {}

  /** A member at the top keeps its value, under the name `target` ("": its own). `copy` writes it. */
  copies(name: string, target: string = "", note: string = ""): MemberTable {
    const row = new MemberFate(name, Fate.Copied, target.length > 0 ? target : name, note);
    this.rows.push(row);
    this.copied.push(row);
    return this;
  }

  /** A member anywhere becomes something that the translator writes. */
  converts(path: string, target: string, note: string = ""): MemberTable {
    this.rows.push(new MemberFate(path, Fate.Converted, target, note));
    return this;
  }

  /** A member anywhere is left out. */
  drops(path: string, why: string): MemberTable {
    this.rows.push(new MemberFate(path, Fate.Dropped, "", why));
    return this;
  }

  /** A request with this member is refused. */
  refuses(path: string, why: string): MemberTable {
    this.rows.push(new MemberFate(path, Fate.Refused, "", why));
    return this;
  }

  /** Writes every member of `object` that is copied into the object that is open; null says nothing, and is left out. */
  copy(document: JsonDocument, object: i32, out: JsonWriter): void {
    for (let i = 0, count = this.copied.length; i < count; i++) {
      const row = unchecked(this.copied[i]); // i < count
      const node = document.find(object, row.key);
      if (document.kind(node) > JsonKind.Null) out.member(row.target, document, node);
    }
  }
}
