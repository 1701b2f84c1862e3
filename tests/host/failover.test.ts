// Exchanges that fail over, in the emulated host: what each provider is sent.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { ANSWER, callAnswer, CHAT, FailoverVm, upstreamAnswer, type Request } from "../support/failover/failover-vm.ts";
import { inOrder, PLAIN, SENT, type Id } from "../support/failover/four-providers.ts";

const JSON_TYPE: HeaderPair = ["content-type", "application/json"];

const CREDENTIALS: HeaderPair[] = [
  ["authorization", "Bearer mine"],
  ["x-api-key", "mine"],
  ["api-key", "mine"],
];

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
