// The context file: fetched by a call-out while the request waits, then a system message of each chat.

import { ContextSettings } from "../config/context-settings";
import { HeaderMap, Host, Buffer } from "../host/host";
import { STATUS } from "../http/header-names";
import { Splices } from "../json/edit";
import { JsonDocument } from "../json/document";
import { JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { ByteWriter } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { Bytes, concat, equalBytes, utf8 } from "../text/bytes";
import { contextUnavailable } from "./refusals";

const OK = utf8("200");
const MESSAGES = utf8("messages");
const ROLE = utf8("role");
const SYSTEM = utf8("system");
const DEVELOPER = utf8("developer");
const COMMA = utf8(",");
/** A larger context file is none. */
export const MAX_CONTEXT_BYTES: i32 = 4 << 20;

/** Keeps the answer of a call for `context`; null, or why it cannot be used. Must run in the call's callback. */
export function keepContext(host: Host, context: ContextSettings): Refusal | null {
  if (context.message !== null) return null; // another request's call was answered first
  const status = host.header(HeaderMap.CallResponse, STATUS);
  if (status === null || !equalBytes(status, OK)) return contextUnavailable();
  const text = host.takeBody(Buffer.CallResponseBody);
  if (text === null || text.byteLength > MAX_CONTEXT_BYTES) return contextUnavailable();
  const out = new ByteWriter();
  out.ascii('{"role":"system","content":');
  out.jsonString(text);
  out.ascii("}");
  context.message = out.take();
  return null;
}

/**
 * Puts `message` before the first message of `body` that is no system message; a body without messages stays as it is.
 * False when the body is too large to be read, or that place is part of another change.
 */
export function insertContext(body: Bytes, message: Bytes, splices: Splices): bool {
  const document = JsonDocument.parse(body);
  if (document.error != JsonError.None) return false;
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
