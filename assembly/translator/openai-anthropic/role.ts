// Who speaks in a chat.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages

import { JsonDocument } from "../../json/document";
import { utf8 } from "../../text/bytes";

const ASSISTANT = utf8("assistant");
const DEVELOPER = utf8("developer");
const FUNCTION = utf8("function");
const ROLE = utf8("role");
const SYSTEM = utf8("system");
const TOOL = utf8("tool");
const USER = utf8("user");

/** The speaker, as far as Anthropic tells them apart. */
export enum Role {
  /** None that there is. */
  Unknown,
  /** The system, or the developer. */
  System,
  User,
  Assistant,
  Tool,
  /** A tool of the time when there was one call a turn, and it had no identity. */
  Function,
}

/** The speaker of a message; `Unknown` for what is no message. */
export function roleOf(document: JsonDocument, message: i32): Role {
  const role = document.find(message, ROLE);
  if (document.means(role, USER)) return Role.User;
  if (document.means(role, ASSISTANT)) return Role.Assistant;
  if (document.means(role, TOOL)) return Role.Tool;
  if (document.means(role, SYSTEM) || document.means(role, DEVELOPER)) return Role.System;
  return document.means(role, FUNCTION) ? Role.Function : Role.Unknown;
}

/** True for a message with no member besides the two, role and content, that were found in it: as most are. */
export function isBare(document: JsonDocument, message: i32): bool {
  const second = document.nextSibling(document.firstChild(message));
  return document.nextSibling(second) < 0;
}
