import { utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "../support/fake-headers";
import { Gateway } from "../support/gateway";

const ANSWER = "content-type: x\nset-cookie: a\nset-cookie: b\nalt-svc: h3\nopenai-project: p";
const CHAT = "POST /v1/chat/completions\nauthorization: Bearer mine\ncontent-length: 13\nx-id: 1";
const BODY = '{"model":"m"}';
const ATTEMPTS = `{"mode":"upstream","providers":[
  {"id":"a","type":"openai","apiTokens":"key-a","auth":{"header":{"x-vendor":"v"}},"modelMapping":{"*":"model-a"}},
  {"id":"d","type":"vllm","vllmServerHost":"d.test","modelMapping":{"*":"model-d"}}]}`;

/** A chat at endpoint `provider`. */
function attempt(gateway: Gateway, provider: string): string {
  gateway.host.properties.set("xds/upstream_host_metadata/filter_metadata/aisle/provider", utf8(provider));
  return gateway.attempt(utf8(BODY));
}

function headOf(gateway: Gateway): string {
  const head = gateway.host.request;
  return head === null ? "(none)" : `${gateway.authority}${gateway.path}\n${head.describe()}`;
}

describe("the head of an answer", () => {
  it("loses its private headers, each value of them", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.send("GET /v1/models");
    expect(gateway.respond(ANSWER)).toBe("content-type: x");
  });

  it("that has none is only read", () => {
    const gateway = new Gateway('{"filterState":false,"metrics":{"enabled":false},"provider":{"type":"openai"}}');
    gateway.send("GET /v1/models");
    gateway.host.trace = [];
    expect(gateway.respond("content-type: x")).toBe("content-type: x");
    expect(gateway.host.trace.join(", ")).toBe("headers response");
  });

  it("ends in a refusal when the proxy does not do what must be done", () => {
    const failures = ["headers response", "removeHeader set-cookie", "removeHeader openai-project"];
    for (let i = 0; i < failures.length; i++) {
      const gateway = new Gateway('{"provider":{"type":"openai"}}');
      gateway.send("GET /v1/models");
      gateway.host.refused = [failures[i]];
      expect(gateway.respond(ANSWER)).toBe("500 aisle.host_failure", failures[i]);
    }
  });

  it("of Aisle's own is not looked at", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    expect(gateway.send("GET /nothing")).toBe("404 aisle.unsupported_capability");
    gateway.host.trace = [];
    expect(gateway.respond(ANSWER).includes("set-cookie")).toBe(true);
    expect(gateway.host.trace.length).toBe(0);
  });

  it("of a stream that nobody knows passes", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    expect(gateway.respond(ANSWER).includes("set-cookie")).toBe(true);
  });
});

describe("the head of a request, when an attempt's answer arrives", () => {
  it("is the client's again, byte for byte", () => {
    const gateway = new Gateway(ATTEMPTS);
    gateway.host.request = FakeHeaders.parse(CHAT + "\nx-vendor: mine\nx-vendor: mine too");
    const before = headOf(gateway);
    for (let i = 0; i < 3; i++) {
      expect(attempt(gateway, "a")).toBe("sent");
      expect(gateway.header("authorization") + gateway.header("x-vendor")).toBe("Bearer key-av");
      gateway.respond("content-type: x");
      expect(headOf(gateway)).toBe(before);
    }
    expect(attempt(gateway, "d")).toBe("sent");
    expect(gateway.header("authorization") + gateway.authority).toBe("Bearer mined.test");
  });

  it("is undone by the next attempt where the proxy does not show it, or refuses", () => {
    const failures = ["headers", "setHeader :path", "setHeader authorization", "setProperty aisle.head"];
    for (let i = 0; i < failures.length; i++) {
      const gateway = new Gateway(ATTEMPTS.replace('"type":"openai"', '"type":"openai","providerBasePath":"/a"'));
      gateway.host.request = FakeHeaders.parse(CHAT);
      attempt(gateway, "a");
      gateway.host.refused = [failures[i]];
      gateway.respond("content-type: x");
      gateway.host.refused = [];
      expect(attempt(gateway, "d")).toBe("sent", failures[i]);
      expect(`${gateway.authority}${gateway.path}`).toBe("d.test/v1/chat/completions", failures[i]);
      expect(gateway.header("authorization")).toBe("(none)", failures[i]);
    }
  });

  it("is not believed after an attempt without an answer", () => {
    const gateway = new Gateway(ATTEMPTS);
    gateway.host.request = FakeHeaders.parse(CHAT);
    attempt(gateway, "a");
    gateway.respond("content-type: x");
    attempt(gateway, "a");
    expect(attempt(gateway, "d")).toBe("sent");
    expect(gateway.header("authorization") + gateway.header("content-length")).toBe("(none)(none)");
  });
});

describe("the client's path for access logs", () => {
  it("is kept without its query", () => {
    const gateway = new Gateway(
      '{"provider":{"type":"openai","auth":{"query":{"key":"secret"}},"providerBasePath":"/b"}}',
    );
    gateway.send("GET /v1/models?key=mine");
    expect(gateway.path).toBe("/b/v1/models?key=secret");
    expect(String.UTF8.decode(gateway.host.properties.get("aisle.path").buffer)).toBe("/v1/models");
  });

  it("is not overwritten by a later attempt, nor needed", () => {
    const gateway = new Gateway(ATTEMPTS);
    gateway.host.request = FakeHeaders.parse(CHAT);
    gateway.host.properties.set("aisle.path", utf8("/first"));
    attempt(gateway, "a");
    expect(String.UTF8.decode(gateway.host.properties.get("aisle.path").buffer)).toBe("/first");
    const refusing = new Gateway('{"provider":{"type":"openai"}}');
    refusing.host.refused = ["setProperty aisle.path"];
    expect(refusing.send("GET /v1/models")).toBe("sent");
  });
});
