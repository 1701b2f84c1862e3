// Error objects of OpenAI's API: https://platform.openai.com/docs/guides/error-codes

import { ByteWriter } from "../../json/write";
import { Bytes } from "../../text/bytes";

/** Writes `{"error":{"message","type","param","code"}}`; an empty `param` or `code` becomes null. */
export function writeOpenAiError(out: ByteWriter, status: i32, message: Bytes, param: Bytes, code: Bytes): void {
  out.ascii('{"error":{"message":');
  out.jsonString(message);
  out.ascii(',"type":"');
  out.ascii(typeOf(status));
  out.ascii('","param":');
  writeOrNull(out, param);
  out.ascii(',"code":');
  writeOrNull(out, code);
  out.ascii("}}");
}

function typeOf(status: i32): string {
  if (status == 401) return "authentication_error";
  if (status == 403) return "permission_error";
  if (status == 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

function writeOrNull(out: ByteWriter, text: Bytes): void {
  if (text.byteLength == 0) out.ascii("null");
  else out.jsonString(text);
}
