// Error objects of Anthropic's API: https://docs.anthropic.com/en/api/errors

import { ByteWriter } from "../../json/write";
import { Bytes } from "../../text/bytes";

/** Writes `{"type":"error","error":{"type","message"}}` with the type that Anthropic gives this status. */
export function writeAnthropicError(out: ByteWriter, status: i32, message: Bytes): void {
  out.ascii('{"type":"error","error":{"type":"');
  out.ascii(typeOf(status));
  out.ascii('","message":');
  out.jsonString(message);
  out.ascii("}}");
}

function typeOf(status: i32): string {
  if (status == 404) return "not_found_error";
  if (status == 413) return "request_too_large";
  if (status == 504) return "timeout_error";
  return status >= 500 ? "api_error" : "invalid_request_error";
}
