// Error objects of Anthropic's API: https://docs.anthropic.com/en/api/errors

import { ByteWriter } from "../../json/write";
import { Bytes } from "../../text/bytes";

/** Writes `{"type":"error","error":{"type","message"}}` with the type that Anthropic gives this status. */
export function writeAnthropicError(out: ByteWriter, status: i32, message: Bytes): void {
  out.ascii('{"type":"error","error":{"type":"');
  out.ascii(anthropicTypeOf(status));
  out.ascii('","message":');
  out.jsonString(message);
  out.ascii("}}");
}

/** The type of error that Anthropic gives an HTTP status. */
export function anthropicTypeOf(status: i32): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 402:
      return "billing_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    case 529:
      return "overloaded_error";
    default:
      return status >= 500 ? "api_error" : "invalid_request_error";
  }
}
