// The context file: fetched by a call-out while the request waits, then a system message of each chat.

import { ContextSettings } from "../config/context-settings";
import { HeaderMap, Host, Buffer } from "../host/host";
import { STATUS } from "../http/header-names";
import { Splices } from "../json/edit";
import { JsonDocument } from "../json/document";
import { JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { ByteWriter, MAX_WRITER_BYTES } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { Bytes, concat, equalBytes, utf8 } from "../text/bytes";
import { bodyOutOfMemory, contextUnavailable, hostFailure } from "./refusals";

const OK = utf8("200");
const MESSAGES = utf8("messages");
const ROLE = utf8("role");
const SYSTEM = utf8("system");
const DEVELOPER = utf8("developer");
const COMMA = utf8(",");
// With its comma, among the splices, and in the part of the body that is written, whose writer grows to the double.
const MESSAGE_COPIES: u64 = 6;
/** A larger context file is none. */
export const MAX_CONTEXT_BYTES: i32 = 4 << 20;

/** Keeps the answer of a call for `context`; null, or why it cannot be used. Must run in the call's callback. */
export function keepContext(host: Host, context: ContextSettings): Refusal | null {
  if (context.message !== null) return null; // another request's call was answered first
  const status = host.header(HeaderMap.CallResponse, STATUS);
  if (status === null || !equalBytes(status, OK)) return contextUnavailable();
  const text = host.takeBody(Buffer.CallResponseBody);
  if (text === null || text.byteLength > MAX_CONTEXT_BYTES) return contextUnavailable();
  // A writer leaves behind about as much as it has.
  const out = new ByteWriter(<i32>min(host.room() / 2, <u32>MAX_WRITER_BYTES));
  out.ascii('{"role":"system","content":');
  out.jsonString(text);
  out.ascii("}");
  if (out.overflowed) return contextUnavailable();
  context.message = out.take();
  return null;
}

/**
 * Puts `message` before the first message of `body` that is no system message; a body without messages stays as it is.
 * Takes at most `room` bytes. Null, or why it cannot be put there.
 */
export function insertContext(body: Bytes, message: Bytes, splices: Splices, room: u32): Refusal | null {
  const copies = <u64>message.byteLength * MESSAGE_COPIES;
  if (copies > room) return bodyOutOfMemory();
  const document = JsonDocument.parse(body, room - <u32>copies);
  if (document.error != JsonError.None) return bodyOutOfMemory(); // it was scanned before, so it is valid
  return insertMessage(document, message, splices) ? null : hostFailure();
}

// False when that place is part of another change.
function insertMessage(document: JsonDocument, message: Bytes, splices: Splices): bool {
  const messages = document.find(document.root, MESSAGES);
  if (document.kind(messages) != JsonKind.Array) return true;
  let last = -1;
  let next = document.firstChild(messages);
  while (next >= 0 && isSystem(document, next)) {
    last = next;
    next = document.nextSibling(next);
  }
  if (next >= 0) return splices.insert(document.start(next), concat(message, COMMA));
  if (last >= 0) return splices.insert(document.end(last), concat(COMMA, message));
  return splices.insert(document.start(messages) + 1, message);
}

function isSystem(document: JsonDocument, message: i32): bool {
  const role = document.text(document.find(message, ROLE));
  return equalBytes(role, SYSTEM) || equalBytes(role, DEVELOPER);
}
