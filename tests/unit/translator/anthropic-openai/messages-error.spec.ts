import { errorFor } from "../../support/chat-answer";
import { expectAll } from "../../support/sent-chat";

const HEAD = '{"type":"error","error":{"type":"api_error","message":';

function error(text: string): string {
  const written = errorFor(500, text);
  return written.startsWith(HEAD) ? written.substring(HEAD.length, written.length - 2) : written;
}

// prettier-ignore
const MESSAGES: Array<string> = [
  '{"error":{"message":"a\\n\\"é","type":"server_error","param":null,"code":null}}', '"a\\n\\"é"',
  '{"error":"a"}', '"a"',
  '{"error":{"code":500,"detail":"a"}}', '"a"',
  '{"message":"a"}', '"a"',
  '{"object":"error","message":"a","type":"BadRequestError","code":400}', '"a"',
  '{"detail":"a"}', '"a"',
  '{"error_code":17,"error_msg":"a"}', '"a"',
  '{"code":1,"msg":"a"}', '"a"',
  '{"errors":[{"message":"a"},{"message":"b"}]}', '"a"',
  '{"errors":["a"]}', '"a"',
  '{"errors":[],"message":"a"}', '"a"',
  '{"errors":{"model":["x"]},"message":"a"}', '"a"',
  '[{"error":{"code":400,"message":"a","status":"INVALID_ARGUMENT"}}]', '"a"',
  '{"detail":[{"loc":["body"],"msg":"a"}]}', '"a"',
  '"a"', '"a"',
  // no message: the text
  '{"error":{"message":7}}', '"{\\"error\\":{\\"message\\":7}}"',
  '{"error":{}}', '"{\\"error\\":{}}"',
  '{"a":1}', '"{\\"a\\":1}"',
  "<html>\n<b>\"502\"</b></html>\n", '"<html>\\n<b>\\"502\\"</b></html>"',
  " a\u0001\u001f\t ", '"a\\u0001\\u001f"',
  // nothing
  "", '"The provider answered with status 500 and said nothing."',
  " \r\n", '"The provider answered with status 500 and said nothing."',
];

// prettier-ignore
const TYPES: Array<string> = [
  "400", "invalid_request_error",
  "401", "authentication_error",
  "402", "billing_error",
  "403", "permission_error",
  "404", "not_found_error",
  "405", "invalid_request_error",
  "409", "invalid_request_error",
  "413", "request_too_large",
  "422", "invalid_request_error",
  "429", "rate_limit_error",
  "500", "api_error",
  "502", "api_error",
  "503", "api_error",
  "504", "timeout_error",
  "520", "api_error",
  "529", "overloaded_error",
];

describe("an error of OpenAI's protocol as Anthropic's", () => {
  it("keeps its message", () => {
    expectAll(MESSAGES, error);
  });

  it("has the type of its status, whatever type it had", () => {
    for (let i = 0; i + 1 < TYPES.length; i += 2) {
      const status = <i32>parseInt(TYPES[i]);
      const text = errorFor(status, '{"error":{"message":"a","type":"x"}}');
      expect(text).toBe(`{"type":"error","error":{"type":"${TYPES[i + 1]}","message":"a"}}`);
    }
  });

  it("has at most 1,024 bytes of a text, and whole characters", () => {
    expect(error("a".repeat(1024))).toBe('"' + "a".repeat(1024) + '"');
    expect(error("a".repeat(1025))).toBe('"' + "a".repeat(1024) + '"');
    expect(error("a".repeat(1023) + "é")).toBe('"' + "a".repeat(1023) + '"');
    expect(error("a".repeat(1022) + "é€")).toBe('"' + "a".repeat(1022) + 'é"');
    expect(error(`{"error":{"message":"${"a".repeat(2000)}"}}`)).toBe('"' + "a".repeat(2000) + '"');
  });
});
