// What the client gets of whom, where an exchange fails over.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { ANSWER, callAnswer, FailoverVm, routerFailure, upstreamAnswer } from "../support/failover/failover-vm.ts";
import { inOrder, PLAIN } from "../support/failover/four-providers.ts";

const EVENTS: HeaderPair[] = [["content-type", "text/event-stream"]];
const delta = (text: string) => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n';
const DONE = "data: [DONE]\n\n";

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
