// The HTTP status of an error that a stream tells of, whose own status was 200.
// https://docs.anthropic.com/en/api/errors

import { JsonDocument } from "../../json/document";
import { utf8 } from "../../text/bytes";

const AUTHENTICATION = utf8("authentication_error");
const INVALID_REQUEST = utf8("invalid_request_error");
const PERMISSION = utf8("permission_error");
const RATE_LIMIT = utf8("rate_limit_error");

/** The status that an error of this type has elsewhere; 500 for those that are nobody's fault. */
export function statusOfError(event: JsonDocument, type: i32): i32 {
  if (event.means(type, RATE_LIMIT)) return 429;
  if (event.means(type, INVALID_REQUEST)) return 400;
  if (event.means(type, AUTHENTICATION)) return 401;
  return event.means(type, PERMISSION) ? 403 : 500;
}
