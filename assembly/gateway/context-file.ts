// The context file: fetched by a call-out while the request waits, then a system message of each chat.

import { ContextSettings } from "../config/context-settings";
import { HeaderMap, Host, Buffer } from "../host/host";
import { STATUS } from "../http/header-names";
import { ByteWriter, MAX_WRITER_BYTES } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { equalBytes, utf8 } from "../text/bytes";
import { contextUnavailable } from "./refusals";

const OK = utf8("200");
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
