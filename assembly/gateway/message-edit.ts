// Edits the messages of a chat in one pass: forgotten ones go, roles are renamed, consecutive ones become one, and a
// context file is put before the first that is not the system's.

import { ChatSettings } from "../config/chat-settings";
import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonKind } from "../json/kind";
import { Bytes, concat, EMPTY, utf8 } from "../text/bytes";
import { findLastToMerge, MessageMerge } from "./message-merge";
import { MessageText } from "./message-text";

const MESSAGES = utf8("messages");
const ROLE = utf8("role");
const CONTENT = utf8("content");
const USER = utf8("user");
const SYSTEM = utf8("system");
const DEVELOPER = utf8("developer");
const SYSTEM_JSON = utf8('"system"');
const COMMA = utf8(",");

/** The pass over one document. All splices are made in the order of the text, so that many cost no more each than few. */
@final
export class MessageEdit {
  private readonly merge: MessageMerge;
  /** False when a place is part of another change. */
  private isDone: bool = true;
  private hasKept: bool = false;
  // Where the last message ended, kept or not.
  private lastEnd: i32 = 0;
  // The messages that go, not spliced yet: where the first starts (-1: there is none), where the one before it ended.
  private runStart: i32 = -1;
  private runBefore: i32 = 0;

  constructor(
    private readonly document: JsonDocument,
    private readonly splices: Splices,
    private readonly chat: ChatSettings,
    /** The context file's message, until it has its place. */
    private context: Bytes | null,
  ) {
    this.merge = new MessageMerge(document, splices);
  }

  /** Adds the splices; a body without a list of messages stays as it is. False when a place is part of another change. */
  run(): bool {
    const messages = this.document.find(this.document.root, MESSAGES);
    if (this.document.kind(messages) != JsonKind.Array) return true;
    const command = this.chat.commands.length > 0 ? this.findCommand(messages) : -1;
    let message = this.document.firstChild(messages);
    while (message >= 0) {
      if (message <= command && !this.isSystem(message)) this.drop(message);
      else message = this.keep(message);
      message = this.document.nextSibling(message);
    }
    this.end(messages);
    return this.isDone;
  }

  // The last message in which a user gives a command, or -1. Nodes grow along the text.
  private findCommand(messages: i32): i32 {
    const text = new MessageText(this.chat.commands, this.chat.longestCommand);
    const document = this.document;
    let last = -1;
    for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
      if (!document.means(document.find(message, ROLE), USER)) continue;
      if (text.isOneOf(document, document.find(message, CONTENT))) last = message;
    }
    return last;
  }

  private drop(message: i32): void {
    if (this.runStart < 0) {
      this.runStart = this.document.start(message);
      this.runBefore = this.lastEnd;
    }
    this.lastEnd = this.document.end(message);
  }

  // Keeps a message and those that become one with it; returns the last of them.
  private keep(message: i32): i32 {
    this.removeRun(this.document.start(message));
    const context = this.context;
    if (context !== null && !this.isSystem(message)) {
      this.insert(this.document.start(message), concat(context, COMMA));
      this.context = null;
    }
    if (this.chat.renamesDeveloper) this.renameRole(message);
    const last = this.chat.mergesMessages ? findLastToMerge(this.document, message) : message;
    if (last != message && !this.merge.run(message, last)) this.isDone = false;
    this.lastEnd = this.document.end(last);
    this.hasKept = true;
    return last;
  }

  private end(messages: i32): void {
    const context = this.context;
    const keptEnd = this.runStart >= 0 ? this.runBefore : this.lastEnd;
    if (context !== null) {
      if (this.hasKept) this.insert(keptEnd, concat(COMMA, context));
      else this.insert(this.document.start(messages) + 1, context);
    }
    this.removeRun(this.lastEnd);
  }

  // The messages in front of all that stay go with the commas behind them, the others with those before them.
  private removeRun(next: i32): void {
    if (this.runStart < 0) return;
    const start = this.hasKept ? this.runBefore : this.runStart;
    const end = this.hasKept ? this.lastEnd : next;
    if (!this.splices.replace(start, end, EMPTY)) this.isDone = false;
    this.runStart = -1;
  }

  private insert(at: i32, bytes: Bytes): void {
    if (!this.splices.insert(at, bytes)) this.isDone = false;
  }

  private renameRole(message: i32): void {
    const document = this.document;
    for (let member = document.firstChild(message); member >= 0; member = document.nextSibling(member)) {
      if (!document.hasName(member, ROLE) || !document.means(member, DEVELOPER)) continue;
      if (!this.splices.replace(document.start(member), document.end(member), SYSTEM_JSON)) this.isDone = false;
    }
  }

  private isSystem(message: i32): bool {
    const role = this.document.find(message, ROLE);
    return this.document.means(role, SYSTEM) || this.document.means(role, DEVELOPER);
  }
}
