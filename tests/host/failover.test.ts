// Exchanges that fail over, in the emulated host: what each provider is sent, and what the client gets of whom.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import {
  ANSWER,
  callAnswer,
  CHAT,
  FailoverVm,
  routerFailure,
  upstreamAnswer,
  type Request,
} from "../support/failover/failover-vm.ts";
import { inOrder, PLAIN, SENT, type Id } from "../support/failover/four-providers.ts";

const JSON_TYPE: HeaderPair = ["content-type", "application/json"];

const CREDENTIALS: HeaderPair[] = [
  ["authorization", "Bearer mine"],
  ["x-api-key", "mine"],
  ["api-key", "mine"],
];

const EVENTS: HeaderPair[] = [["content-type", "text/event-stream"]];
const delta = (text: string) => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n';
const DONE = "data: [DONE]\n\n";

const ORDERS = ["abcd", "dcba", "bdac", "cadb"];

describe("level host: a request that fails over", () => {
  it("is each provider's own, byte for byte: nothing of one attempt is in the next", () => {
    for (const order of ORDERS) {
      const vm = new FailoverVm(inOrder(order));
      const steering: HeaderPair[] = [
        ["x-aisle-cluster", "evil"],
        ["x-envoy-max-retries", "9"],
        ["x-envoy-upstream-rq-timeout-ms", "1"],
      ];
      const exchange = vm.begin(upstreamAnswer(500), { headers: [JSON_TYPE, ["content-length", "57"], ...steering] });
      for (let i = 1; i < 4; i++) exchange.answerCall(i === 3 ? callAnswer(200) : callAnswer(503));
      for (const [i, id] of [...order].entries()) {
        const { cluster, head, body } = exchange.asked[i];
        assert.deepEqual({ head: head.sort(), body }, SENT[id as Id](i === 0), `${order} ${i}`);
        assert.equal(cluster, i === 0 ? null : `c${id}`);
      }
      assert.equal(exchange.end().outcome, `200 aisle.failover ${ANSWER}`);
      assert.equal(vm.vm.death, null);
    }
  });

  it("has no credentials of its client's where the provider has its own, and never those of another provider", () => {
    for (const order of ORDERS) {
      const vm = new FailoverVm(inOrder(order));
      const request = { headers: [JSON_TYPE, ...CREDENTIALS], path: `${CHAT.path}?key=mine` };
      const exchange = vm.begin("refuses", request);
      for (let i = 1; i < 4; i++) exchange.answerCall(null);
      for (const [i, id] of [...order].entries()) {
        const text = exchange.asked[i].head.join("\n");
        const keys = (text.match(/key-[a-d]/g) ?? []).join();
        assert.equal(keys, id === "d" ? "" : `key-${id}`, `${order} ${i}`);
        if (id !== "d") assert.doesNotMatch(text, /Bearer mine|api-key: mine/, `${order} ${i}`);
        if (id === "c") assert.doesNotMatch(text, /key=mine/, `${order} ${i}`);
      }
    }
  });

  it("may have no body, any method, trailers, pieces, or a length that is not told", () => {
    const requests: Record<string, Partial<Request>> = {
      GET: { method: "GET", path: "/v1/models/m", body: "", headers: [] },
      HEAD: { method: "HEAD", path: "/v1/models/m", body: "", headers: [] },
      DELETE: { method: "DELETE", path: "/v1/files/f", body: "", headers: [] },
      trailers: { trailers: [["x-trailer", "1"]] },
      "trailers, in pieces": { trailers: [["x-trailer", "1"]], piece: 5 },
      pieces: { piece: 1 },
      "a length": { headers: [JSON_TYPE, ["content-length", "57"]], piece: 7 },
      chunked: { headers: [JSON_TYPE, ["transfer-encoding", "chunked"]], piece: 9 },
    };
    for (const [name, request] of Object.entries(requests)) {
      const vm = new FailoverVm(PLAIN);
      const exchange = vm.begin("resets", request).answerCall(callAnswer(200, "{}"));
      assert.match(exchange.end().outcome, /^200 aisle.failover/, name);
      const whole = { ...CHAT, ...request };
      const [first, second] = exchange.asked;
      assert.equal(first.body, whole.body, name);
      assert.equal(second.body, whole.body, name);
      assert.ok(second.head.includes(`:method: ${whole.method}`), name);
      assert.ok(second.head.includes(`:path: ${whole.path}`), name);
      const length = second.head.filter((line) => /^(content-length|transfer-encoding)/.test(line));
      assert.deepEqual(length, whole.body === "" ? [] : [`content-length: ${whole.body.length}`], name);
    }
  });

  it("is never held when it is an upgrade, and does not fail over", () => {
    const headers: HeaderPair[] = [
      ["upgrade", "websocket"],
      ["connection", "upgrade"],
    ];
    for (const path of ["/v1/realtime?model=m", "/v1/chat/completions"]) {
      const request = { method: "GET", path, headers, body: "ping" };
      const exchange = new FailoverVm(PLAIN).open(upstreamAnswer(503, "no"), request);
      exchange.exchange.sendHeaders();
      exchange.exchange.sendPart();
      assert.equal(exchange.exchange.upstream.body.length, 4, path);
      exchange.answerFirst();
      assert.equal(exchange.outcome, "503 via_upstream no", path);
      assert.equal(exchange.isCalling, false, path);
    }
  });

  it("goes on without another provider when it is more than is kept, and the record says so", () => {
    for (const [kept, isKept] of [
      [57, true],
      [56, false],
      [0, false],
    ] as const) {
      const vm = new FailoverVm({ ...inOrder("ab"), fallback: { on: ["http_5xx"], maxKeptBytes: kept } });
      const exchange = vm.begin(upstreamAnswer(500, "{}"));
      assert.equal(exchange.isCalling, isKept, `${kept}`);
      if (isKept) exchange.answerCall(callAnswer(200));
      assert.match(exchange.outcome, isKept ? /^200 aisle.failover/ : /^500 via_upstream {}$/, `${kept}`);
      assert.equal(exchange.end().record["aisle.failover"], isKept ? undefined : "not_kept");
      // All is given back: the next one is kept as well.
      if (isKept) assert.equal(vm.begin(upstreamAnswer(500, "{}")).isCalling, true);
    }
  });

  it("is kept once, also when it waits for its context file, and given back however it ends", () => {
    const context = { fileUrl: "http://files.test/c", cluster: "ca" };
    const [first, second] = PLAIN.providers;
    const fallback = { on: ["http_5xx"], maxKeptBytes: 57 };
    const vm = new FailoverVm({
      fallback,
      outlierDetection: { consecutiveFailures: 0 },
      providers: [{ ...first, type: "vllm", vllmServerHost: "x.test", context }, second],
    });
    const file = callAnswer(200, "You are kind.", [["content-type", "text/plain"]]);
    const endings: Record<string, () => void> = {
      "by an answer": () => void vm.begin(upstreamAnswer(200)).end(),
      "by another one's answer": () => void vm.begin(upstreamAnswer(500)).answerCall(callAnswer(200)).end(),
      "by its client, who leaves": () => void vm.open(null).send().leave(),
      "by its client, who leaves in a call-out": () => void vm.begin("refuses").leave().answerCall(null),
    };
    vm.open(null).send().answerCall(file).answerFirst().leave();
    for (const [name, end] of Object.entries(endings)) {
      end();
      const exchange = vm.begin(upstreamAnswer(500));
      assert.equal(exchange.isCalling, true, name);
      exchange.answerCall(callAnswer(200)).end();
      assert.match(exchange.asked[0].body, /You are kind/, name);
      assert.equal(exchange.asked[1].body, CHAT.body, name);
    }
  });
});

describe("level host: the answer of a provider that was asked next", () => {
  it("reaches the client byte for byte, whatever it is", () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const headers: HeaderPair[] = [
      ["content-type", "application/octet-stream"],
      ["x-repeated", "1"],
      ["x-repeated", "2"],
      ["x-empty", ""],
    ];
    for (const status of [200, 201, 206, 301, 400, 404, 418]) {
      const vm = new FailoverVm(PLAIN);
      const exchange = vm.begin("refuses", { method: "GET", path: "/v1/files/f/content", body: "", headers: [] });
      exchange.answerCall(callAnswer(status, bytes, headers)).end();
      const { client } = exchange.exchange;
      assert.equal(client.get(":status"), `${status}`);
      assert.deepEqual(Buffer.from(client.body.toBytes()), bytes);
      const expected = [...headers, ["x-envoy-upstream-service-time", "3"] as const].map(([n, v]) => `${n}: ${v}`);
      assert.deepEqual(
        exchange.headers.filter((line) => !line.startsWith("content-length")),
        expected,
      );
    }
  });

  it("comes in one piece when it is a stream, without the usage that its client did not ask for", () => {
    const events = delta("hel") + delta("lo") + USAGE + DONE;
    const body = '{"model":"m","stream":true,"messages":[]}';
    const vm = new FailoverVm(inOrder("ba"));
    const exchange = vm
      .begin(upstreamAnswer(502, ""), { body })
      .answerCall(callAnswer(200, events, EVENTS))
      .end();
    assert.equal(JSON.parse(exchange.asked[1].body).stream_options?.include_usage, true, "usage was asked for");
    assert.equal(exchange.outcome, `200 aisle.failover ${events.replace(USAGE, "")}`);
    assert.equal(exchange.exchange.client.pieces, 1);
    assert.equal(exchange.headers[0], "content-type: text/event-stream");
    const asking = '{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[]}';
    const other = vm
      .begin(upstreamAnswer(502, ""), { body: asking })
      .answerCall(callAnswer(200, events, EVENTS))
      .end();
    assert.equal(other.outcome, `200 aisle.failover ${events}`, "the client has asked for it");
  });

  it("is the next one's where it is none: 0 headers, the router's words, a refused cluster, an unusable 200", () => {
    const bad = {
      "0 headers": null,
      "connect failure": routerFailure(503),
      timeout: routerFailure(504),
      "an error in a 200": callAnswer(200, '{"error":{"message":"overloaded"}}'),
      "no JSON": callAnswer(200, "<html>"),
      "an empty 200": callAnswer(200, ""),
      "half a JSON": callAnswer(200, ANSWER.slice(0, 30)),
      "an error in a stream": callAnswer(200, 'data: {"error":{"message":"x"}}\n\n', EVENTS),
      "429": callAnswer(429, "{}"),
      "500": callAnswer(500, "{}"),
    };
    for (const [name, reply] of Object.entries(bad)) {
      const vm = new FailoverVm(inOrder("abcd"), {}, ["cb", "cd"]);
      const exchange = vm.begin("refuses").answerCall(reply);
      assert.equal(exchange.isCalling, true, name);
      exchange.answerCall(callAnswer(200)).end();
      assert.equal(exchange.outcome, `200 aisle.failover ${ANSWER}`, name);
      assert.deepEqual(
        exchange.asked.map(({ cluster }) => cluster),
        [null, "cb", "cd"],
        `${name}: the cluster of c is unknown`,
      );
    }
  });

  it("is awaited however much of the first answer is held meanwhile", () => {
    const vm = new FailoverVm(inOrder("ba"), { bufferLimit: 1 << 20 });
    const large = Array.from({ length: 64 }, () => "x".repeat(1 << 16));
    const exchange = vm.begin(upstreamAnswer(500, large));
    assert.equal(exchange.outcome, "nothing yet");
    assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, `200 aisle.failover ${ANSWER}`);
  });

  it("takes the place of one that has trailers, in whatever pieces that came", () => {
    const error = '{"error":{"message":"x"}}';
    for (const [status, pieces] of [
      [500, []],
      [500, ["a", "b"]],
      [200, [error]],
      [200, [error.slice(0, 5), error.slice(5)]],
    ] as const) {
      for (const localReply of ["deferred", "synchronous"] as const) {
        for (const style of ["joined", "separate"] as const) {
          const trailers: HeaderPair[] = style === "joined" ? [["x-trailer", "1"]] : [];
          const first = { ...upstreamAnswer(status, [...pieces]), trailers, style };
          const vm = new FailoverVm(inOrder("ba"), { localReply });
          const exchange = vm.begin(first).answerCall(callAnswer(200)).end();
          assert.equal(exchange.outcome, `200 aisle.failover ${ANSWER}`, `${status} ${pieces.length} ${localReply}`);
          assert.deepEqual(exchange.exchange.client.trailerPairs, []);
          assert.equal(vm.vm.death, null);
        }
      }
    }
  });

  it("goes back to the first one with its trailers where nobody else answers", () => {
    const first = { ...upstreamAnswer(500, ["a", "b"]), trailers: [["x-trailer", "1"]] as HeaderPair[] };
    const exchange = new FailoverVm(inOrder("ba")).begin(first).answerCall(null).end();
    assert.equal(exchange.outcome, "500 via_upstream ab");
    assert.deepEqual(exchange.exchange.client.trailerPairs, [["x-trailer", "1"]]);
  });

  it("is not asked for where the first one is the client's: also a failure that is not one of those configured", () => {
    for (const status of [200, 204, 400, 401, 404, 422]) {
      const vm = new FailoverVm(inOrder("ba"));
      const exchange = vm.begin(upstreamAnswer(status, status === 204 ? "" : ANSWER)).end();
      assert.equal(exchange.outcome, `${status} via_upstream ${status === 204 ? "" : ANSWER}`);
    }
  });

  it("is not asked for after another filter's reply", () => {
    const replies = [
      "ext_authz_denied",
      "ext_authz_error",
      "local_rate_limited",
      "request_rate_limited",
      "direct_response",
    ];
    for (const details of replies) {
      for (const status of [429, 500, 503, 504]) {
        const vm = new FailoverVm({ ...inOrder("ab"), outlierDetection: { consecutiveFailures: 1 } });
        const exchange = vm.open(null).send();
        exchange.exchange.stream.replyFromEnvoy({ status, details, body: Buffer.from("no"), headers: [] });
        assert.equal(exchange.outcome, `${status} ${details} no`);
        assert.equal(exchange.end().isCalling, false);
        const next = vm.begin(upstreamAnswer(200));
        assert.ok(next.asked[0].head.includes(":authority: a.test"), "nobody rests for it");
      }
    }
  });

  it("is asked for after each of the router's replies", () => {
    const vm = new FailoverVm({ ...inOrder("ab"), outlierDetection: { consecutiveFailures: 0 } });
    for (const details of [
      "no_healthy_upstream",
      "cluster_not_found",
      "response_timeout",
      "upstream_per_try_timeout",
    ]) {
      const exchange = vm.open(null).send();
      exchange.exchange.stream.replyFromEnvoy({ status: 503, details, body: Buffer.from("no"), headers: [] });
      assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, `200 aisle.failover ${ANSWER}`, details);
    }
  });
});
