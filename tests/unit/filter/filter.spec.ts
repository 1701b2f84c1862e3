import { Filter } from "../../../assembly/filter/filter";
import { Action } from "../../../assembly/host/host";
import { utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "../support/fake-headers";
import { FakeHost } from "../support/fake-host";
import { Gateway, ROOT } from "../support/gateway";

const CHAT = "POST /v1/chat/completions";
const BODY = '{"model":"m","messages":[]}';

function configurationOf(type: string, model: string): string {
  return `{"provider":{"type":"${type}","modelMapping":{"*":"${model}"}}}`;
}

describe("context ids", () => {
  it("that nobody knows are ignored", () => {
    const host = new FakeHost();
    const filter = new Filter(host);
    const ids: u32[] = [0, 1, 2, 77, u32.MAX_VALUE];
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < ids.length; i++) {
        expect(filter.onRequestHeaders(ids[i], true)).toBe(Action.Continue);
        expect(filter.onRequestHeaders(ids[i], false)).toBe(Action.Continue);
        expect(filter.onRequestBody(ids[i], 10, true)).toBe(Action.Continue);
        expect(filter.onRequestTrailers(ids[i])).toBe(Action.Continue);
        expect(filter.onResponseHeaders(ids[i], false)).toBe(Action.Continue);
        expect(filter.onResponseBody(ids[i], 10, true)).toBe(Action.Continue);
        filter.onResponseTrailers(ids[i]);
        filter.onLog(ids[i]);
        filter.onTick(ROOT);
        filter.onCallAnswer(<i32>ids[i]);
        filter.forget(ids[i]);
        filter.forget(ids[i]);
      }
      // The second time with a configuration, but no stream.
      expect(filter.configure(1, utf8(configurationOf("openai", "m")))).toBe(true);
    }
    expect(host.replies.length).toBe(0);
    expect(host.trace.join(", ")).toBe("setTickPeriod, setTickPeriod", "one for each configuration");
  });

  it("of a stream that has gone are ignored", () => {
    const gateway = new Gateway(configurationOf("openai", "x"));
    gateway.send(CHAT, BODY);
    gateway.filter.forget(gateway.stream);
    expect(gateway.filter.onRequestBody(gateway.stream, 5, true)).toBe(Action.Continue);
    expect(gateway.filter.onRequestHeaders(gateway.stream, false)).toBe(Action.Continue);
  });

  it("may be used again", () => {
    const gateway = new Gateway(configurationOf("openai", "x"));
    for (let i = 0; i < 3; i++) {
      gateway.stream = 7;
      expect(gateway.send(CHAT, BODY)).toBe("sent");
      expect(gateway.body).toBe('{"model":"x","messages":[]}');
    }
  });

  it("may have their callbacks twice, or in an odd order", () => {
    const gateway = new Gateway(configurationOf("openai", "x"));
    gateway.send(CHAT, BODY);
    const filter = gateway.filter;
    filter.onRequestBody(gateway.stream, 3, true);
    filter.onRequestTrailers(gateway.stream);
    filter.onRequestTrailers(gateway.stream);
    filter.beginStream(50, ROOT);
    filter.onRequestTrailers(50);
    filter.onRequestBody(50, 3, true);
    filter.onRequestHeaders(50, true);
    filter.onRequestHeaders(50, true);
    expect(gateway.host.replies.length <= 1).toBe(true);
  });
});

describe("configurations", () => {
  it("are of their root context", () => {
    const gateway = new Gateway(configurationOf("openai", "one"));
    expect(gateway.filter.configure(9, utf8(configurationOf("vllm", "nine")))).toBe(true);
    gateway.send(CHAT, BODY);
    expect(gateway.authority + gateway.body).toBe('api.openai.com{"model":"one","messages":[]}');
    gateway.host.request = FakeHeaders.parse(CHAT);
    gateway.host.requestBody = utf8(BODY);
    gateway.filter.beginStream(20, 9);
    gateway.filter.onRequestHeaders(20, false);
    expect(gateway.filter.onRequestBody(20, BODY.length, true)).toBe(Action.Continue);
    expect(gateway.authority).toBe("vllm-service.cluster.local");
  });

  it("are kept by the streams that began with them", () => {
    const gateway = new Gateway(configurationOf("openai", "old"));
    gateway.host.request = FakeHeaders.parse(CHAT);
    gateway.filter.beginStream(20, ROOT);
    expect(gateway.filter.onRequestHeaders(20, false)).toBe(Action.Pause);
    expect(gateway.configure(configurationOf("vllm", "new"))).toBe(true);
    gateway.host.requestBody = utf8(BODY);
    expect(gateway.filter.onRequestBody(20, BODY.length, true)).toBe(Action.Continue);
    expect(gateway.authority + String.UTF8.decode(gateway.host.requestBody.buffer)).toBe(
      'api.openai.com{"model":"old","messages":[]}',
    );
    gateway.send(CHAT, BODY);
    expect(gateway.authority + gateway.body).toBe('vllm-service.cluster.local{"model":"new","messages":[]}');
  });

  it("that cannot be used leave the last one in force", () => {
    const gateway = new Gateway(configurationOf("openai", "old"));
    const wrong = ["", "{", "[]", "{}", '{"provider":{"type":"x"}}'];
    for (let i = 0; i < wrong.length; i++) {
      expect(gateway.configure(wrong[i])).toBe(false, wrong[i]);
      expect(gateway.send(CHAT, BODY)).toBe("sent");
      expect(gateway.body).toBe('{"model":"old","messages":[]}');
    }
    expect(gateway.configure(configurationOf("openai", "new"))).toBe(true);
    gateway.send(CHAT, BODY);
    expect(gateway.body).toBe('{"model":"new","messages":[]}');
  });

  it("that were refused from the start let no request pass", () => {
    const gateway = new Gateway();
    expect(gateway.configure("{")).toBe(false);
    expect(gateway.send(CHAT, BODY)).toBe("503 aisle.no_provider");
  });

  it("tell the log what is wrong with them", () => {
    const gateway = new Gateway();
    gateway.configure('{"provider":{"type":"openai","timeout":"x","timeouts":"sk-secret"}}');
    expect(gateway.host.lines.join("\n")).toBe(
      `error: aisle: configuration: provider.timeout: expected a whole number, 0 or more, found a string (x)
error: aisle: configuration: no provider is usable
warn: aisle: configuration: provider.timeouts: unknown key, did you mean "timeout"?`,
    );
  });

  it("of several providers without an active one answer with 503", () => {
    const gateway = new Gateway('{"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vllm"}]}');
    expect(gateway.send("GET /v1/models")).toBe("503 aisle.no_provider");
    expect(gateway.reply).toBe(
      '503 {"error":{"message":"No provider is configured for this request.","type":"server_error","param":null,"code":null}}',
    );
    expect(gateway.send(CHAT, BODY)).toBe("503 aisle.no_provider");
  });
});
