import { Action, LogLevel } from "../../../assembly/host/host";
import { FakeHost } from "../support/fake-host";
import { Gateway } from "../support/gateway";
import { Filter } from "../../../assembly/filter/filter";

const CHAT = "POST /v1/chat/completions";
const BODY = '{"model":"m","messages":[]}';

/** Ends the stream while the reply is being sent, as Envoy does. */
class HastyHost extends FakeHost {
  filter: Filter | null = null;
  stream: u32 = 2;

  afterReply(): void {
    const filter = this.filter;
    if (filter === null) return;
    filter.onRequestTrailers(this.stream);
    filter.onRequestBody(this.stream, 5, true);
    filter.forget(this.stream);
  }
}

describe("a reply of Aisle's own", () => {
  it("is JSON with a status and a detail", () => {
    const gateway = new Gateway('{"provider":{"type":"vllm"}}');
    expect(gateway.send("GET /v1/files?key=value")).toBe("404 aisle.unsupported_capability");
    expect(gateway.host.replies[0].headers.describe()).toBe("content-type: application/json");
    expect(gateway.reply).toBe(
      '404 {"error":{"message":"The capability openai/v1/files is not supported here. Supported are: openai/v1/chatcompletions, openai/v1/completions, openai/v1/embeddings, openai/v1/audiotranscription, openai/v1/audiotranslation, openai/v1/models, openai/v1/responses, anthropic/v1/messages, anthropic/v1/messages/count_tokens, cohere/v1/rerank","type":"invalid_request_error","param":null,"code":"unsupported_capability"}}',
    );
  });

  it("names the path that nobody knows, without its query, and what is allowed", () => {
    const gateway = new Gateway('{"allowCapabilities":["openai/v1/models"],"provider":{"type":"openai"}}');
    expect(gateway.send("GET /v1/secret?key=value")).toBe("404 aisle.unsupported_capability");
    expect(gateway.reply).toBe(
      '404 {"error":{"message":"The path /v1/secret is not supported here. Supported are: openai/v1/models","type":"invalid_request_error","param":null,"code":"unsupported_capability"}}',
    );
    expect(gateway.send(CHAT, BODY)).toBe("404 aisle.unsupported_capability");
    expect(gateway.send("GET /v1/models")).toBe("sent");
  });

  it("speaks the dialect of the capability that was asked for", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.send("POST /v1/complete", "{}");
    expect(gateway.reply.startsWith('404 {"type":"error","error":{"type":"not_found_error","message":"The cap')).toBe(
      true,
      gateway.reply,
    );
    const none = new Gateway('{"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vllm"}]}');
    none.send("POST /v1/messages", "{}");
    expect(none.reply).toBe(
      '503 {"type":"error","error":{"type":"api_error","message":"No provider is configured for this request."}}',
    );
  });

  it("is sent once, and nothing goes on afterwards", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"*":"x"}}}');
    gateway.chunk = 3;
    expect(gateway.send(CHAT, "not JSON")).toBe("400 aisle.bad_json");
    const id = gateway.stream;
    expect(gateway.filter.onRequestBody(id, 5, false)).toBe(Action.Pause);
    expect(gateway.filter.onRequestBody(id, 5, true)).toBe(Action.Pause);
    expect(gateway.filter.onRequestTrailers(id)).toBe(Action.Pause);
    expect(gateway.host.replies.length).toBe(1);
  });

  it("may end the stream while it is being sent", () => {
    const host = new HastyHost();
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"*":"x"}}}', host);
    host.filter = gateway.filter;
    const heads = ["GET /v1/unknown", CHAT, CHAT + "\ncontent-encoding: gzip", CHAT + "\ncontent-length: 999999999999"];
    for (let i = 0; i < heads.length; i++) {
      host.stream = gateway.stream + 1;
      expect(gateway.send(heads[i], "not JSON").startsWith("4")).toBe(true, heads[i]);
      expect(host.replies.length).toBe(1);
    }
  });

  it("is tried again without headers and body when the proxy refuses it", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.host.refused = ["reply"];
    expect(gateway.send("GET /v1/unknown")).toBe("waiting");
    expect(gateway.host.trace.includes("reply bare")).toBe(true);
  });

  it("stands in the log for those who debug, without a body or a credential", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","apiTokens":"sk-1","modelMapping":{"m":"n"}}}');
    gateway.send(CHAT, BODY);
    expect(gateway.host.lines.length).toBe(0);
    gateway.host.level = LogLevel.Debug;
    gateway.send(CHAT + "?key=value\nauthorization: Bearer mine", BODY);
    gateway.send("GET /v1/unknown\nauthorization: Bearer mine");
    expect(gateway.host.lines.join("\n")).toBe(
      `debug: aisle: capability openai/v1/chatcompletions -> provider openai -> /v1/chat/completions, model m -> n
debug: aisle: 404 unsupported_capability: ` +
        gateway.reply.substring(gateway.reply.indexOf("The path"), gateway.reply.indexOf('","type"')),
    );
  });
});

describe("a proxy that refuses a call", () => {
  it("gets a reply in place of a request that is half changed", () => {
    const head = `POST /tenant/v1/chat/completions
authorization: Bearer mine
cookie: mine
content-length: 27
x-aisle-x: 1`;
    const calls = [
      "headers",
      "setHeader :path",
      "setHeader :authority",
      "setHeader authorization",
      "removeHeader cookie",
      "removeHeader content-length",
      "removeHeader x-aisle-x",
      "setHeader accept",
      "setHeader x-envoy-upstream-rq-first-byte-timeout-ms",
      "setHeader x-b",
      "readBody",
      "replacePrefix",
    ];
    const gateway = new Gateway(
      '{"provider":{"type":"openai","apiTokens":"k","auth":{"header":{"x-b":"c"}},"modelMapping":{"*":"x"},"firstByteTimeout":5}}',
    );
    for (let i = 0; i < calls.length; i++) {
      gateway.host.refused = [calls[i]];
      expect(gateway.send(head, '{"model":"m","stream":true}')).toBe("500 aisle.host_failure", calls[i]);
    }
    gateway.host.refused = [];
    expect(gateway.send(head, '{"model":"m","stream":true}')).toBe("sent");
  });
});
