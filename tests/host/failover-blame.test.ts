// Exchanges beside each other, answers of others than the provider, and those that come late: what must not count.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Clock } from "../support/failover/clock.ts";
import {
  ANSWER,
  callAnswer,
  type FailoverExchange,
  FailoverVm,
  upstreamAnswer,
} from "../support/failover/failover-vm.ts";
import { PLAIN } from "../support/failover/four-providers.ts";

let clock = new Clock();
beforeEach(() => (clock = new Clock().stop()));
afterEach(() => clock.end());

const PAIR = { ...PLAIN, providers: PLAIN.providers.slice(0, 2).map((one) => ({ ...one, priority: 0, weight: 1 })) };
const firstOf = (exchange: FailoverExchange): string | undefined =>
  /:authority: (.)/.exec(exchange.asked[0]?.head.join("\n") ?? "")?.[1];

describe("level host: what does not count for a provider", () => {
  it("the success of a request that was under way when the rest began", () => {
    const vm = new FailoverVm(PLAIN);
    const early = vm.open(upstreamAnswer(200)).send();
    vm.begin(upstreamAnswer(429, "", [["retry-after", "60"]]))
      .answerCall(callAnswer(200))
      .end();
    early.answerFirst().end();
    assert.equal(firstOf(vm.begin(upstreamAnswer(200)).end()), "y");
  });

  it("more failures of requests that were under way together: the first rest is as long as for one", () => {
    const vm = new FailoverVm({ ...PLAIN, outlierDetection: { consecutiveFailures: 2, baseEjection: 1000 } });
    const together = Array.from({ length: 8 }, () => vm.open(upstreamAnswer(500)).send());
    for (const each of together) each.answerFirst().answerCall(callAnswer(200)).end();
    assert.equal(firstOf(vm.begin(upstreamAnswer(200)).end()), "y");
    clock.pass(1000, vm.root);
    assert.equal(firstOf(vm.begin(upstreamAnswer(200)).end()), "x");
  });

  it("a refusal of another filter, good or bad", () => {
    const vm = new FailoverVm({ ...PLAIN, outlierDetection: { consecutiveFailures: 2, baseEjection: 60_000 } });
    vm.begin(upstreamAnswer(500)).answerCall(callAnswer(200)).end();
    const denied = vm.open(upstreamAnswer(200)).send();
    const reply = { status: 403, details: "rbac_access_denied", body: Buffer.from("no"), headers: [] };
    denied.exchange.stream.replyFromEnvoy(reply);
    assert.equal(denied.end().outcome, "403 rbac_access_denied no");
    vm.begin(upstreamAnswer(500)).answerCall(callAnswer(200)).end();
    assert.equal(firstOf(vm.begin(upstreamAnswer(200)).end()), "y");
  });

  it("that a configuration is new, which is another plugin to Envoy: it goes on resting", () => {
    const vm = new FailoverVm(PLAIN);
    vm.begin(upstreamAnswer(429, "", [["retry-after", "60"]]))
      .answerCall(callAnswer(200))
      .end();
    const next = new FailoverVm(PLAIN, {}, undefined, vm.vm);
    assert.equal(firstOf(next.begin(upstreamAnswer(200)).end()), "y");
    const moved = { ...PLAIN, providers: PLAIN.providers.map((one) => ({ ...one, genericHost: `${one.id}.example` })) };
    assert.equal(firstOf(new FailoverVm(moved, {}, undefined, vm.vm).begin(upstreamAnswer(200)).end()), "x");
  });

  it("requests that it does not serve: its share of the others stays", () => {
    const [a, b] = PAIR.providers as [object, object];
    const chats = { ...a, allowCapabilities: ["openai/v1/chatcompletions"] };
    const vm = new FailoverVm({ ...PAIR, providers: [chats, b] });
    const asked = Array.from({ length: 8 }, () => {
      vm.begin(upstreamAnswer(200), { path: "/v1/embeddings", body: '{"model":"m","input":"x"}' }).end();
      return firstOf(vm.begin(upstreamAnswer(200)).end());
    });
    assert.equal(asked.filter((name) => name === "x").length, 4, asked.join(""));
  });
});

describe("level host: what is failed over, and what is not refused for it", () => {
  it("an answer that says to be JSON and is empty", () => {
    const empty = upstreamAnswer(200, "", [
      ["content-type", "application/json"],
      ["content-length", "0"],
    ]);
    const exchange = new FailoverVm(PLAIN).begin(empty).answerCall(callAnswer(200)).end();
    assert.equal(exchange.outcome, `200 aisle.failover ${ANSWER}`);
  });

  it("a body that nobody must read may be encoded", () => {
    const request = {
      path: "/v1/embeddings",
      headers: [
        ["content-type", "application/json"],
        ["content-encoding", "gzip"],
        ["content-length", "4"],
      ] as [string, string][],
      body: "\x1f\x8b\x08\x00",
    };
    const bare = {
      providers: [
        { id: "a", type: "vllm", cluster: "ca" },
        { id: "b", type: "vllm", cluster: "cb" },
      ],
      fallback: {},
    };
    const exchange = new FailoverVm(bare).begin("refuses", request).answerCall(callAnswer(200)).end();
    assert.match(exchange.outcome, /^200 /);
    assert.deepEqual(
      exchange.asked.map(({ body }) => body),
      [request.body, request.body],
    );
  });

  it("a good answer that came after its deadline, where nobody else has one", () => {
    const vm = new FailoverVm({ ...PLAIN, timeout: 1000 });
    const exchange = vm.open(upstreamAnswer(200)).send();
    clock.pass(1100, vm.root);
    assert.ok(exchange.isCalling);
    exchange.answerFirst();
    assert.equal(exchange.outcome, "nothing yet");
    assert.equal(exchange.answerCall(null).end().outcome, `200 via_upstream ${ANSWER}`);
  });
});
