import { Protocol } from "../../../assembly/protocol/capability";
import { Refusal } from "../../../assembly/protocol/refusal";
import { textOf, utf8 } from "../../../assembly/text/bytes";

function openAi(refusal: Refusal): string {
  return textOf(refusal.write(Protocol.OpenAi));
}

describe("refusals in OpenAI's dialect", () => {
  it("have message, type, param and code", () => {
    expect(openAi(Refusal.say(400, "bad_json", "It is bad."))).toBe(
      '{"error":{"message":"It is bad.","type":"invalid_request_error","param":null,"code":null}}',
    );
    expect(openAi(Refusal.say(404, "x", "m").about("model", "model_not_found"))).toBe(
      '{"error":{"message":"m","type":"invalid_request_error","param":"model","code":"model_not_found"}}',
    );
  });

  it("are server errors from 500 on", () => {
    const statuses = [400, 404, 413, 415, 499, 500, 502, 503];
    for (let i = 0; i < statuses.length; i++) {
      const wanted = statuses[i] >= 500 ? '"type":"server_error"' : '"type":"invalid_request_error"';
      expect(openAi(Refusal.say(statuses[i], "x", "")).includes(wanted)).toBe(true, statuses[i].toString());
    }
  });

  it("escape what the client wrote", () => {
    const message = utf8('a"b\\c\n\x01 \xff');
    const invalid = new Uint8Array(3);
    invalid[0] = 0x61;
    invalid[1] = 0xff;
    invalid[2] = 0x62;
    expect(openAi(new Refusal(400, "x", message)).includes('"message":"a\\"b\\\\c\\n\\u0001 ÿ"')).toBe(true);
    expect(openAi(new Refusal(400, "x", invalid)).includes('"message":"a\ufffdb"')).toBe(true);
  });
});

describe("refusals in Anthropic's dialect", () => {
  it("have the type that Anthropic gives the status", () => {
    const statuses = [400, 404, 413, 415, 500, 502, 503, 504];
    const types = [
      "invalid_request_error",
      "not_found_error",
      "request_too_large",
      "invalid_request_error",
      "api_error",
      "api_error",
      "api_error",
      "timeout_error",
    ];
    for (let i = 0; i < statuses.length; i++) {
      const body = textOf(Refusal.say(statuses[i], "x", 'a"b').about("model", "code").write(Protocol.Anthropic));
      expect(body).toBe(`{"type":"error","error":{"type":"${types[i]}","message":"a\\"b"}}`);
    }
  });
});
