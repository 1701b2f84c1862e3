import { FakeHeaders } from "../support/fake-headers";
import { Gateway } from "../support/gateway";

const CREDENTIALS = `authorization: Bearer mine
x-api-key: mine
api-key: mine
x-goog-api-key: mine
proxy-authorization: mine
cookie: mine`;

const REQUESTS = [
  "GET /v1/models\n",
  "POST /v1/chat/completions\n",
  "GET /v1/models\ncookie: twice\nauthorization: twice\n",
];
const HEADS = ["GET /v1/models", "POST /v1/chat/completions", "OPTIONS /x", "HEAD /v1/models"];
const CHAT = '{"model":"m","stream":true}';

/** The headers, but for pseudo headers, that a request goes on with. */
function sentHeaders(configuration: string, request: string, body: string = ""): string {
  const gateway = new Gateway(configuration);
  const outcome = gateway.send(request, body);
  const head = gateway.host.request;
  return outcome == "sent" && head !== null ? head.describe() : outcome;
}

describe("credentials of the client", () => {
  it("stay behind once the provider has its own", () => {
    const providers = [
      '"type":"openai","apiTokens":"k"',
      '"type":"generic","apiTokens":"k"',
      '"type":"openai","protocol":"original","apiTokens":"k"',
      '"type":"openai","auth":{"header":{"X-Api-Key":"k"}}',
      '"type":"openai","auth":{"query":{"key":"k"}}',
      '"type":"openai","apiTokens":"k","auth":{"header":{"api-key":"j","x-other":"i"}}',
    ];
    const wanted = [
      "authorization: Bearer k",
      "authorization: Bearer k",
      "authorization: Bearer k",
      "x-api-key: k",
      "",
      "api-key: j\nauthorization: Bearer k\nx-other: i",
    ];
    for (let i = 0; i < providers.length; i++) {
      for (let j = 0; j < REQUESTS.length; j++) {
        const sent = sentHeaders(`{"provider":{${providers[i]}}}`, REQUESTS[j] + CREDENTIALS);
        expect(sent).toBe(wanted[i], providers[i] + REQUESTS[j]);
      }
    }
  });

  it("go on where the provider has none", () => {
    const sent = sentHeaders('{"provider":{"type":"vllm"}}', REQUESTS[0] + CREDENTIALS);
    expect(sent).toBe(CREDENTIALS.split("\n").sort().join("\n"));
  });

  it("stay behind with a preflight, which brings none of ours", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","apiTokens":"k","auth":{"header":{"x-a":"b"}}}}');
    expect(gateway.send("OPTIONS /any/thing?q\n" + CREDENTIALS + "\norigin: o")).toBe("sent");
    const head = gateway.host.request;
    expect(head === null ? "" : head.describe()).toBe("origin: o");
    expect(gateway.authority + gateway.path).toBe("api.openai.com/any/thing?q");
    expect(gateway.wasHeld).toBe(false);
  });
});

describe("API tokens", () => {
  it("take turns at random", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","apiTokens":["a","b","c"]}}');
    let seen = "";
    for (let i = 0; i < 100; i++) {
      gateway.send("GET /v1/models");
      const token = gateway.header("authorization");
      if (!seen.includes(token)) seen += token + ";";
    }
    expect(seen.split(";").sort().join(" ")).toBe(" Bearer a Bearer b Bearer c");
  });
});

const STEERING = `x-aisle-provider: other
x-aisle-: empty
x-envoy-original-path: /x
x-envoy-original-host: h`;
const TIMEOUTS = `x-envoy-upstream-rq-timeout-ms: 1
x-envoy-upstream-rq-per-try-timeout-ms: 1
x-envoy-upstream-rq-first-byte-timeout-ms: 1
x-envoy-retry-on: 5xx
x-envoy-retry-grpc-on: x
x-envoy-max-retries: 9
x-envoy-hedge-on-per-try-timeout: true`;
const HARMLESS = `accept: */*
x-aisl: 1
x-envoy-attempt-count: 1
x-envoyage: 1
x-request-id: r`;

describe("headers that steer", () => {
  it("are removed from every request that goes on", () => {
    const all = "\n" + STEERING + "\n" + TIMEOUTS + "\n" + HARMLESS + "\nx-aisle-cluster: c\nx-aisle-cluster: d";
    for (let i = 0; i < HEADS.length; i++) {
      expect(sentHeaders('{"provider":{"type":"openai"}}', HEADS[i] + all)).toBe(HARMLESS, HEADS[i]);
      expect(sentHeaders('{"provider":{"type":"generic"}}', HEADS[i] + all)).toBe(HARMLESS, HEADS[i]);
    }
  });

  it("of Envoy stay where the configuration trusts them", () => {
    const all = "GET /v1/models\n" + STEERING + "\n" + TIMEOUTS + "\n" + HARMLESS;
    const wanted = (TIMEOUTS + "\n" + HARMLESS).split("\n").sort().join("\n");
    expect(sentHeaders('{"provider":{"type":"openai","trustEnvoyHeaders":true}}', all)).toBe(wanted);
    expect(sentHeaders('{"trustEnvoyHeaders":true,"provider":{"type":"openai"}}', all)).toBe(wanted);
  });

  it("include the header of the cluster route", () => {
    const sent = sentHeaders(
      '{"provider":{"type":"openai"},"clusterHeader":"X-Route"}',
      "GET /v1/models\nx-route: other\nx-routes: 1",
    );
    expect(sent).toBe("x-routes: 1");
  });
});

describe("headers of a stream", () => {
  it("ask for events and for a first byte, where the capability streams", () => {
    const provider = '{"provider":{"type":"openai","firstByteTimeout":700}}';
    const accept = "accept: text/event-stream";
    const timeout = "x-envoy-upstream-rq-first-byte-timeout-ms: 700";
    // Path, body, headers.
    const table: string[][] = [
      ["/v1/chat/completions", CHAT, accept + "\n" + timeout],
      ["/v1/chat/completions", '{"model":"m","stream":false}', ""],
      ["/v1/chat/completions", '{"model":"m","stream":"true"}', ""],
      ["/v1/chat/completions", '{"model":"m","stream":true,"stream":false}', ""],
      ["/v1/completions", CHAT, timeout],
      ["/v1/responses", CHAT, timeout],
      ["/v1/images/generations", CHAT, timeout],
      ["/v1/embeddings", CHAT, ""],
    ];
    for (let i = 0; i < table.length; i++) {
      const sent = sentHeaders(provider, "POST " + table[i][0], table[i][1]);
      expect(sent).toBe(table[i][2], table[i][0] + table[i][1]);
    }
    const mapped = '{"provider":{"type":"openai","modelMapping":{"x":"y"}}}';
    expect(sentHeaders(mapped, "POST /v1/videos\naccept: a/b", CHAT)).toBe(accept);
    expect(
      sentHeaders(
        '{"provider":{"type":"openai","options":{"stream":true}}}',
        "POST /v1/chat/completions",
        '{"model":"m"}',
      ),
    ).toBe(accept);
    expect(
      sentHeaders('{"provider":{"type":"openai","options":{"stream":false}}}', "POST /v1/chat/completions", CHAT),
    ).toBe("");
    expect(
      sentHeaders(
        '{"provider":{"type":"openai","optionDefaults":{"stream":false}}}',
        "POST /v1/chat/completions",
        CHAT,
      ),
    ).toBe(accept);
  });

  it("limit every first byte for type generic", () => {
    const generic = '{"provider":{"type":"generic","firstByteTimeout":5}}';
    const head = FakeHeaders.parse("GET /x");
    expect(head.has(":path")).toBe(true);
    expect(sentHeaders(generic, "GET /any")).toBe("x-envoy-upstream-rq-first-byte-timeout-ms: 5");
    expect(sentHeaders(generic, "POST /v1/embeddings", "{}")).toBe("x-envoy-upstream-rq-first-byte-timeout-ms: 5");
  });
});
