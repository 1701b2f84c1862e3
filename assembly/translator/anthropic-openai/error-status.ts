// The HTTP status of an error that a stream tells of, whose own status was 200.
// https://platform.openai.com/docs/guides/error-codes

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { errorNodeOf } from "../../protocol/error-text";
import { Bytes, utf8 } from "../../text/bytes";

const CODE = utf8("code");
const STATUS = utf8("status");
const TYPE = utf8("type");
const SERVER_ERROR: i32 = 500;

// Words for types and codes, and the status that errors of this kind have elsewhere.
const WORDS: Array<Bytes> = [
  utf8("invalid_request_error"),
  utf8("context_length_exceeded"),
  utf8("authentication_error"),
  utf8("invalid_api_key"),
  utf8("permission_error"),
  utf8("not_found_error"),
  utf8("model_not_found"),
  utf8("rate_limit_error"),
  utf8("rate_limit_exceeded"),
  utf8("insufficient_quota"),
  utf8("overloaded_error"),
];
const STATUSES: Array<i32> = [400, 400, 401, 401, 403, 404, 404, 429, 429, 429, 529];

/** The status for the error in `event`: its code if that is one, else what its type or its code say; 500 if neither does. */
export function statusOfError(event: JsonDocument): i32 {
  const error = errorNodeOf(event);
  const code = event.find(error, CODE);
  const status = statusIn(event, code);
  if (status > 0) return status;
  const other = statusIn(event, event.find(error, STATUS));
  if (other > 0) return other;
  const type = event.find(error, TYPE);
  for (let i = 0, count = min(WORDS.length, STATUSES.length); i < count; i++) {
    const word = unchecked(WORDS[i]); // i < count
    if (event.means(type, word) || event.means(code, word)) return unchecked(STATUSES[i]); // i < count
  }
  return SERVER_ERROR;
}

function statusIn(event: JsonDocument, node: i32): i32 {
  const status = event.kind(node) == JsonKind.Number ? event.toI64(node) : 0;
  return status >= 400 && status < 600 ? <i32>status : 0;
}
