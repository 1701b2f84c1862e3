import { Bytes, utf8 } from "../../../assembly/text/bytes";
import { Gateway } from "../support/gateway";

const CONFIGURATION = `{"mode":"upstream","metrics":{"enabled":false},"filterState":false,"providers":[
  {"id":"a","type":"openai","apiTokens":"key-a","modelMapping":{"*":"model-a"},"openaiCustomUrl":"http://a.test/base","firstByteTimeout":5},
  {"id":"b","type":"vllm","vllmServerHost":"b.test","auth":{"header":{"x-api-key":"key-b"}}},
  {"id":"c","type":"generic","genericHost":"c.test","auth":{"query":{"key":"key-c"}}},
  {"id":"d","type":"vllm","vllmServerHost":"d.test"}]}`;
const BODY = '{"model":"m","stream":true}';
const HEAD = `POST /tenant/v1/chat/completions?x=1
accept: application/json
content-length: 27
x-request-id: r`;

/** The head and the body of an attempt at `provider`. */
function attempt(gateway: Gateway, provider: string, body: Bytes): string {
  gateway.host.properties.set("xds/upstream_host_metadata/filter_metadata/aisle/provider", utf8(provider));
  const outcome = gateway.attempt(body);
  const head = gateway.host.request;
  if (outcome != "sent" || head === null) return outcome;
  return `${gateway.authority}${gateway.path}\n${head.describe()}\n${gateway.body}`;
}

const A = `a.test/base/chat/completions?x=1
accept: text/event-stream
authorization: Bearer key-a
x-envoy-upstream-rq-first-byte-timeout-ms: 5
x-request-id: r
{"model":"model-a","stream":true}`;
const B = `b.test/v1/chat/completions?x=1
accept: application/json
content-length: 27
x-api-key: key-b
x-request-id: r
${BODY}`;
const C = `c.test/tenant/v1/chat/completions?x=1&key=key-c
accept: application/json
content-length: 27
x-request-id: r
${BODY}`;
const D = `d.test/v1/chat/completions?x=1
accept: application/json
content-length: 27
x-request-id: r
${BODY}`;

function wantedOf(provider: string): string {
  if (provider == "a") return A;
  if (provider == "b") return B;
  return provider == "c" ? C : D;
}

/** A gateway with a request of this head that no attempt has seen yet. */
function requestOf(head: string): Gateway {
  const gateway = new Gateway(CONFIGURATION);
  gateway.host.refused = ["headers"];
  gateway.send(head, BODY);
  gateway.host.refused = [];
  return gateway;
}

describe("each attempt", () => {
  it("carries nothing of those before it", () => {
    const orders = ["abcd", "dcba", "aabb", "bacad", "cbdab", "dadbdc", "bbaacc"];
    for (let i = 0; i < orders.length; i++) {
      const gateway = requestOf(HEAD);
      for (let j = 0; j < orders[i].length; j++) {
        const provider = orders[i].charAt(j);
        expect(attempt(gateway, provider, utf8(BODY))).toBe(wantedOf(provider), `${orders[i]} ${j}`);
      }
    }
  });

  it("keeps the client's credentials to itself, and out of what is saved", () => {
    const head =
      HEAD + "\nauthorization: Bearer mine\ncookie: mine\nx-api-key: mine\n" + "x-aisle-x: 1\nx-envoy-max-retries: 9";
    const firsts = ["a", "b", "c", "d"];
    for (let i = 0; i < firsts.length; i++) {
      const gateway = requestOf(head.replace("?x=1", "?x=1&k%65y=mine"));
      const first = attempt(gateway, firsts[i], utf8(BODY));
      // A provider without credentials gets the client's, in the first attempt only.
      if (firsts[i] == "d") {
        expect(first.includes("authorization: Bearer mine") && !first.includes("key=mine")).toBe(true, first);
      } else {
        expect(first).toBe(wantedOf(firsts[i]));
      }
      for (let j = 0; j < 4; j++) {
        expect(attempt(gateway, firsts[j], utf8(BODY))).toBe(wantedOf(firsts[j]), firsts[i] + firsts[j]);
      }
      const saved = String.UTF8.decode(gateway.host.properties.get("aisle.head").buffer);
      expect(saved.includes("mine") || saved.includes("key-")).toBe(false, saved);
      expect(saved.includes("/tenant/v1/chat/completions?x=1")).toBe(true);
    }
  });

  it("is for the endpoint's provider, or the cluster's, and for none that is not named", () => {
    const gateway = new Gateway(CONFIGURATION);
    expect(gateway.send(HEAD, BODY)).toBe("503 aisle.no_provider");
    expect(attempt(gateway, "nobody", utf8(BODY))).toBe("503 aisle.configuration_error");
    const active = new Gateway('{"mode":"upstream","provider":{"type":"openai"}}');
    expect(active.send("GET /v1/models")).toBe("503 aisle.no_provider");
    const cluster = new Gateway(CONFIGURATION);
    cluster.host.properties.set("xds/cluster_metadata/filter_metadata/aisle/provider", utf8("b"));
    expect(cluster.send(HEAD, BODY)).toBe("sent");
    expect(cluster.authority).toBe("b.test");
    expect(attempt(cluster, "a", utf8(BODY))).toBe(A, "the endpoint's goes before");
  });

  it("fails when the head cannot be read, saved or restored", () => {
    const first = ["headers", "setProperty aisle.head"];
    for (let i = 0; i < first.length; i++) {
      const gateway = new Gateway(CONFIGURATION);
      gateway.host.refused = [first[i]];
      expect(gateway.send(HEAD, BODY)).toBe("500 aisle.host_failure", first[i]);
    }
    const second = [
      "setHeader :path",
      "setHeader :authority",
      "setHeader accept",
      "setHeader content-length",
      "removeHeader authorization",
      "removeHeader x-envoy-upstream-rq-first-byte-timeout-ms",
    ];
    for (let i = 0; i < second.length; i++) {
      const gateway = requestOf(HEAD);
      expect(attempt(gateway, "a", utf8(BODY))).toBe(A);
      gateway.host.refused = [second[i]];
      expect(attempt(gateway, "b", utf8(BODY))).toBe("500 aisle.host_failure", second[i]);
    }
  });

  it("after the first is not sent when what was saved is lost", () => {
    const gateway = requestOf(HEAD);
    expect(attempt(gateway, "a", utf8(BODY))).toBe(A);
    gateway.host.properties.delete("aisle.head");
    const count = new Uint8Array(8);
    count[0] = 2;
    gateway.host.properties.set("upstream/request_attempt_count", count);
    expect(attempt(gateway, "b", utf8(BODY))).toBe("500 aisle.host_failure");
    // A proxy that counts no attempts: our own key tells.
    gateway.host.properties.delete("upstream/request_attempt_count");
    expect(attempt(gateway, "b", utf8(BODY)).includes("key-a")).toBe(false);
  });

  it("removes what steers, each time", () => {
    const gateway = requestOf(HEAD + "\nx-aisle-cluster: c\nx-envoy-upstream-rq-first-byte-timeout-ms: 1");
    expect(attempt(gateway, "b", utf8(BODY))).toBe(B);
    expect(attempt(gateway, "a", utf8(BODY))).toBe(A);
    expect(attempt(gateway, "b", utf8(BODY))).toBe(B);
  });
});
