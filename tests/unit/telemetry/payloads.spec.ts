import { Settings } from "../../../assembly/config/settings";
import { Reporter } from "../../../assembly/telemetry/reporter";
import { utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "../support/fake-host";
import { recordOf, settingsOf } from "../support/records";

const OFF = '"metrics":{"enabled":false},"filterState":false,';
const PROVIDERS =
  '"providers":[{"id":"p","type":"openai","apiTokens":["sk-configured","abc"]},{"id":"q","type":"vllm","auth":{"header":{"x-key":"other-secret"}}}],"activeProviderId":"p"';

/** The payloads in the line of an exchange with these bodies. */
function payloadsOf(logging: string, request: string, answer: string, isStream: bool = false): string {
  const settings: Settings = settingsOf(`{${OFF}"logging":{${logging}},${PROVIDERS}}`);
  const most = settings.telemetry.payloadBytes;
  const record = recordOf(settings, "m", "{}");
  const asked = utf8(request);
  const answered = utf8(answer);
  record.requestPayload = asked.subarray(0, min(asked.byteLength, most));
  record.responsePayload = answered.subarray(0, min(answered.byteLength, most));
  record.isStream = isStream;
  const host = new FakeHost();
  new Reporter().report(host, settings.telemetry, record);
  if (host.lines.length != 1) return `${host.lines.length} lines`;
  const line = host.lines[0];
  const start = '"aisle.duration_ms":20.000';
  return line.substring(line.indexOf(start) + start.length);
}

const ON = '"payloads":true';

describe("bodies in a line", () => {
  it("are strings at its end, where they are wanted", () => {
    expect(payloadsOf(ON, '{"a":1}', '{"b":"\\n"}')).toBe(
      ',"aisle.request.payload":"{\\"a\\":1}","aisle.response.payload":"{\\"b\\":\\"\\\\n\\"}"}',
    );
    expect(payloadsOf(ON, "", "plain\u0001text")).toBe(',"aisle.response.payload":"plain\\u0001text"}');
    expect(payloadsOf(ON, "", "")).toBe("}");
    expect(payloadsOf("", '{"a":1}', "{}")).toBe("}");
    expect(payloadsOf('"payloads":false,"maxPayloadBytes":5', '{"a":1}', "{}")).toBe("}");
    expect(payloadsOf('"payloads":true,"maxPayloadBytes":0', '{"a":1}', "{}")).toBe("}");
  });

  it("are cut, and never inside a character", () => {
    const short = '"payloads":true,"maxPayloadBytes":4';
    expect(payloadsOf(short, "abcdefg", "")).toBe(',"aisle.request.payload":"abcd"}');
    expect(payloadsOf(short, "abcé", "")).toBe(',"aisle.request.payload":"abc"}');
    expect(payloadsOf(short, "abé", "")).toBe(',"aisle.request.payload":"abé"}');
  });

  it("are redacted as the configuration says", () => {
    const redacting = ON + ',"redact":["messages[*].content","choices[*].delta.content"]';
    expect(payloadsOf(redacting, '{"messages":[{"role":"user","content":"hush"}]}', "")).toBe(
      ',"aisle.request.payload":"{\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"[redacted]\\"}]}"}',
    );
    expect(
      payloadsOf(redacting, "", 'data: {"choices":[{"delta":{"content":"hush"}}]}\n\ndata: [DONE]\n\n', true),
    ).toBe(
      ',"aisle.response.payload":"data: {\\"choices\\":[{\\"delta\\":{\\"content\\":\\"[redacted]\\"}}]}\\n\\ndata: [DONE]\\n\\n"}',
    );
    expect(payloadsOf(redacting, '{"messages":[{"content":"hush', '{"choices":[],"x":1}')).toBe(
      ',"aisle.response.payload":"{\\"choices\\":[],\\"x\\":1}"}',
      "what is no JSON is not shown, the other body is",
    );
  });

  it("that are cut are redacted as far as they go", () => {
    const redacting = '"payloads":true,"maxPayloadBytes":20,"redact":["a"]';
    const shown = payloadsOf(redacting, '{"b":1,"a":"hush, hush, hush"}', "");
    expect(shown.includes("hush")).toBe(false, shown);
    expect(shown.startsWith(',"aisle.request.payload":"{\\"b\\":1')).toBe(true, shown);
  });
});

describe("a body with a credential of the configuration", () => {
  it("is not shown, whoever's it is and wherever it stands", () => {
    expect(payloadsOf(ON, '{"a":"sk-configured"}', '{"b":1}')).toBe(',"aisle.response.payload":"{\\"b\\":1}"}');
    expect(payloadsOf(ON, '{"a":1}', "your key sk-configured is wrong")).toBe(
      ',"aisle.request.payload":"{\\"a\\":1}"}',
    );
    expect(payloadsOf(ON, "", "x-key: other-secret")).toBe("}", "of another provider");
    expect(payloadsOf(ON, "", "sk-conf is short")).toBe(',"aisle.response.payload":"sk-conf is short"}', "part");
    expect(payloadsOf(ON, "", "abc")).toBe(',"aisle.response.payload":"abc"}', "too short to be a secret");
  });

  it("is not shown when its sender cut it inside of it", () => {
    expect(payloadsOf(ON, "your key: sk-c", "your key: sk-configure")).toBe("}");
    expect(payloadsOf(ON, "", "your key: sk-")).toBe(',"aisle.response.payload":"your key: sk-"}', "three bytes of it");
  });

  it("is not shown when the cut is inside of it", () => {
    const cut = '"payloads":true,"maxPayloadBytes":20';
    expect(payloadsOf(cut, "0123456789 sk-configured", "")).toBe("}");
    expect(payloadsOf(cut, "01234567890123456789sk-configured", "")).toBe(
      ',"aisle.request.payload":"01234567890123456789"}',
    );
    expect(payloadsOf(cut, "0123456789012345sk-configured", "")).toBe("}", "four bytes of it");
  });
});
