// Tokens that fail, in the emulated host: other ones are sent, those that rest are known to all VMs, and come back.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Status } from "../support/emulator/abi.ts";
import { SharedData } from "../support/emulator/shared-store.ts";
import { WasmVm } from "../support/emulator/vm.ts";
import { ENVOY_OPTIONS } from "../support/emulator/host-options.ts";
import { releaseModule } from "../support/cases/case-vm.ts";
import { Clock } from "../support/failover/clock.ts";
import { ANSWER, callAnswer, CHAT, FailoverVm, upstreamAnswer, type Request } from "../support/failover/failover-vm.ts";

const OK = `200 aisle.failover ${ANSWER}`;
const REPORT = { method: "GET", path: "/providers", body: "", headers: [] };

let clock = new Clock();
beforeEach(() => (clock = new Clock().stop()));
afterEach(() => clock.end());

/** One provider with tokens of these names. */
function withTokens(names: string, more: object): object {
  const provider = {
    id: "p",
    type: "generic",
    genericHost: "p.test",
    cluster: "ca",
    apiTokens: names.split(" "),
    ...more,
  };
  return { provider, providersPath: "/providers", metrics: { enabled: false } };
}

/** The tokens that were sent, in order. */
function sent(exchange: { asked: { head: string[] }[] }): string {
  return exchange.asked.map(({ head }) => head.find((line) => line.startsWith("authorization: "))?.slice(22)).join(" ");
}

/** Which tokens rest, as the report has it. */
function resting(vm: FailoverVm): string {
  const text = vm
    .open(null, REPORT)
    .send()
    .end()
    .outcome.replace(/^200 \S+ /, "");
  const { providers } = JSON.parse(text) as { providers: { tokens: { index: number; resting: boolean }[] }[] };
  return providers[0].tokens.map(({ resting }) => (resting ? "rests" : "-")).join(" ");
}

describe("level host: retryOnFailure", () => {
  const retry = { retryOnFailure: { enabled: true, maxRetries: 3, retryTimeout: 777 } };

  it("with one token waits, and sends it again", () => {
    const vm = new FailoverVm(withTokens("one", retry));
    const exchange = vm.begin(upstreamAnswer(429));
    assert.equal(exchange.isCalling, false);
    clock.pass(100, vm.root);
    exchange.answerCall(callAnswer(500));
    assert.equal(exchange.isCalling, false);
    clock.pass(200, vm.root);
    assert.equal(exchange.answerCall(callAnswer(200)).end().outcome, OK);
    assert.equal(sent(exchange), "one one one");
    assert.deepEqual(
      exchange.asked.map(({ timeout }) => timeout),
      [null, 777, 777],
    );
    assert.equal(vm.root.tickPeriod, 0);
  });

  it("with two tokens sends the other one, at once, and never the one that has just failed", () => {
    for (let round = 0; round < 20; round++) {
      const vm = new FailoverVm(withTokens("one two", { retryOnFailure: { enabled: true } }));
      const exchange = vm.begin(upstreamAnswer(401)).answerCall(callAnswer(200)).end();
      assert.equal(exchange.outcome, OK);
      assert.match(sent(exchange), /^(one two|two one)$/);
    }
  });

  it("with more tokens sends each at most once, and then asks the next provider", () => {
    const many = { ...retry.retryOnFailure, maxRetries: 9 };
    for (let round = 0; round < 20; round++) {
      const vm = new FailoverVm(withTokens("one two six", { retryOnFailure: many }));
      const exchange = vm
        .begin(upstreamAnswer(401))
        .answerCall(callAnswer(429))
        .answerCall(callAnswer(500, "last"))
        .end();
      assert.equal(exchange.outcome, "500 aisle.failover last");
      assert.deepEqual(sent(exchange).split(" ").sort(), ["one", "six", "two"]);
    }
    const { provider } = withTokens("one two", { retryOnFailure: many }) as { provider: object };
    const other = {
      id: "o",
      type: "generic",
      genericHost: "o.test",
      cluster: "cb",
      apiTokens: ["other"],
      priority: -1,
    };
    const vm = new FailoverVm({ providers: [provider, other], fallback: { on: ["http_5xx"], maxRetries: 1 } });
    const exchange = vm.begin(upstreamAnswer(500)).answerCall(null).answerCall(callAnswer(200)).end();
    assert.match(sent(exchange), /^(one two|two one) other$/);
  });

  it("keeps API, method, path, headers and body", () => {
    const requests: Partial<Request>[] = [
      CHAT,
      { path: "/v1/embeddings?x=%20y", body: '{"model":"m","input":"a"}' },
      { path: "/v1/files/f", method: "DELETE", body: "", headers: [] },
      { path: "/v1/files/f/content", method: "GET", body: "", headers: [["x-own", "1"]] },
      {
        path: "/v1/audio/speech",
        body: '{"model":"m","input":"a"}',
        headers: [["content-type", "application/json; a=b"]],
      },
      { path: "/any/thing", method: "PUT", body: "\x00\xff", headers: [["content-type", "application/octet-stream"]] },
    ];
    for (const request of requests) {
      const vm = new FailoverVm({ ...withTokens("one two", retry), unknownPaths: "forward" });
      const exchange = vm.begin(upstreamAnswer(500), request).answerCall(callAnswer(207, "well")).end();
      assert.equal(exchange.outcome, "207 aisle.failover well", request.path);
      const [first, second] = exchange.asked;
      const plain = (head: string[]) =>
        head.filter((line) => !/^(x-aisle-cluster|authorization|content-length)/.test(line));
      assert.deepEqual(plain(second.head).sort(), plain(first.head).sort(), request.path);
      assert.equal(second.body, first.body, request.path);
    }
  });

  it("ends with the last error when no attempt is left, and each other status ends it at once", () => {
    const vm = new FailoverVm(withTokens("one two three", { retryOnFailure: { enabled: true, maxRetries: 2 } }));
    const exchange = vm
      .begin(upstreamAnswer(500))
      .answerCall(callAnswer(502))
      .answerCall(callAnswer(429, "last"))
      .end();
    assert.equal(exchange.outcome, "429 aisle.failover last");
    const only = new FailoverVm(withTokens("one two", { retryOnFailure: { enabled: true, retryOnStatus: ["429"] } }));
    assert.equal(only.begin(upstreamAnswer(500, "x")).end().outcome, "500 via_upstream x");
  });
});

describe("level host: token failover", () => {
  const failover = (more: object) => ({ failover: { enabled: true, failureThreshold: 1, ...more } });
  const cooldown = failover({ cooldownDuration: 10_000 });
  const checks = failover({
    healthCheckModel: "m",
    healthCheckInterval: 1000,
    healthCheckTimeout: 500,
    successThreshold: 2,
  });

  /** Fails with whichever token is sent until `count` of them rest. */
  function tire(vm: FailoverVm, count: number, properties = {}): void {
    const isTired = () => resting(vm).split("rests").length - 1 >= count;
    for (let i = 0; i < 50 && !isTired(); i++) vm.begin(upstreamAnswer(401), {}, properties).end();
    assert.ok(isTired());
  }

  it("lets a token rest for all VMs, until its time has passed", () => {
    const store = new SharedData();
    const [one, two] = [1, 2].map(
      () =>
        new FailoverVm(withTokens("one two", cooldown), {}, ["ca"], new WasmVm(releaseModule(), ENVOY_OPTIONS, store)),
    );
    tire(one, 1);
    assert.equal(resting(two), resting(one));
    const tired = resting(one).startsWith("rests") ? "one" : "two";
    for (let i = 0; i < 20; i++) assert.notEqual(sent(two.begin(upstreamAnswer(200)).end()), tired);
    assert.equal(two.configure(withTokens("one two", cooldown)), true);
    assert.equal(resting(two), resting(one), "a configuration resets nothing");
    assert.doesNotMatch(store.dump(), /one|two/);
    clock.pass(10_000, two.root);
    assert.equal(resting(one), "- -");
  });

  it("is sound whatever other VMs write meanwhile: conflicts at every step", () => {
    const run = (vm: FailoverVm) => {
      const exchange = vm.begin(upstreamAnswer(401)).end();
      clock.pass(11_000, vm.root);
      return exchange.outcome;
    };
    const counting = new FailoverVm(withTokens("one two", cooldown));
    counting.vm.counters.reset();
    run(counting);
    const calls = counting.vm.counters.calls();
    for (let k = 0; k < calls; k++) {
      const vm = new FailoverVm(withTokens("one two", cooldown));
      vm.vm.faults.arm(k, Status.CasMismatch);
      const outcome = run(vm);
      const isStore = vm.vm.faults.failed === "proxy_set_shared_data";
      if (isStore) assert.equal(outcome, `401 via_upstream ${ANSWER}`);
      if (isStore) assert.equal(resting(vm), "- -");
      assert.equal(vm.vm.death, null, `${k}`);
    }
  });

  it("gives up a change that always comes too late, and counts that", () => {
    const vm = new FailoverVm(withTokens("one two", cooldown));
    vm.vm.sharedData.set = () => Status.CasMismatch;
    assert.equal(vm.begin(upstreamAnswer(401, "x")).end().outcome, "401 via_upstream x");
    assert.equal(vm.metric("aisle_shared_conflicts"), 1n);
    assert.equal(resting(vm), "- -");
  });

  it("asks for the health of one that rests, by its provider's cluster or by the route's, until enough checks succeed", () => {
    const own = withTokens("one two", checks);
    const routed = withTokens("one two", { ...checks, cluster: undefined });
    const places = [
      [own, {}, "ca"],
      [routed, { cluster_name: "cb", route_name: "r" }, "cb"],
      [routed, { "xds.cluster_name": "cc" }, "cc"],
    ] as const;
    for (const [configuration, properties, cluster] of places) {
      const vm = new FailoverVm(configuration);
      tire(vm, 1, properties);
      const tired = resting(vm).startsWith("rests") ? "one" : "two";
      for (const status of [200, 500, 200, 204]) {
        assert.match(resting(vm), /rests/);
        clock.pass(1000, vm.root);
        const call = vm.root.callouts.take();
        assert.ok(call !== null, `${cluster}: a check before ${status}`);
        assert.equal(call.cluster, cluster);
        assert.equal(call.headers.get("authorization"), `Bearer ${tired}`);
        assert.equal(call.headers.get(":authority"), "p.test");
        assert.equal(call.timeout, 500);
        assert.equal((JSON.parse(Buffer.from(call.body).toString()) as { model: string }).model, "m");
        assert.equal(vm.root.callouts.pending.length, 0, "one at a time");
        vm.root.answer(call.token, status === 500 ? null : callAnswer(status));
      }
      assert.equal(resting(vm), "- -");
      assert.equal(vm.vm.death, null);
    }
  });

  it("blames no token that was not sent", () => {
    const retrying = { retryOnFailure: { enabled: true }, ...cooldown };
    const vm = new FailoverVm(withTokens("one two", retrying), {}, []);
    const exchange = vm.begin(upstreamAnswer(401, "x")).end();
    assert.equal(exchange.outcome, "401 via_upstream x");
    assert.equal(resting(vm), sent(exchange) === "one" ? "rests -" : "- rests");
  });

  it("goes on without a place to ask, or a proxy that asks", () => {
    const nowhere = new FailoverVm(withTokens("one two", { ...checks, cluster: undefined }));
    tire(nowhere, 1);
    clock.pass(5000, nowhere.root);
    assert.equal(nowhere.root.callouts.pending.length, 0);
    const refused = new FailoverVm(withTokens("one two", checks), {}, []);
    tire(refused, 1);
    clock.pass(5000, refused.root);
    assert.match(resting(refused), /rests/);
    assert.equal(refused.begin(upstreamAnswer(200)).end().outcome, `200 via_upstream ${ANSWER}`);
    assert.equal(refused.vm.death, null);
  });
});

describe("level host: providersPath", () => {
  it("tells what rests, why and until when, never a token, and is for GET alone", () => {
    const vm = new FailoverVm(
      withTokens("secret-one secret-two", { failover: { enabled: true, failureThreshold: 1, cooldownDuration: 5000 } }),
    );
    for (let i = 0; i < 10; i++) vm.begin(upstreamAnswer(403)).end();
    const report = vm.open(null, REPORT).send().end();
    assert.match(report.outcome, /^200 aisle.providers {"providers":\[{"id":"p",/);
    assert.match(report.outcome, /"resting":true,"status":403,"since_ms":1800000000000,"until_ms":1800000005000}/);
    assert.doesNotMatch(report.outcome, /secret/);
    assert.equal(report.asked.length, 0, "nobody is asked");
    for (const request of [{ method: "POST" }, { path: "/providers/" }, { path: "/providers/x" }]) {
      const other = vm
        .open(null, { ...REPORT, ...request })
        .send()
        .end();
      assert.doesNotMatch(other.outcome, /aisle.providers/, JSON.stringify(request));
    }
    assert.match(
      vm
        .open(null, { ...REPORT, path: "/providers?x=1" })
        .send()
        .end().outcome,
      /^200 aisle.providers/,
    );
  });
});
