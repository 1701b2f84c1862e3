/** What a failover by call-outs must keep, mode listener: the client's request, one attempt apart from the next. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayOptions } from "../support/providers/balanced-gateway.ts";
import type { BehaviourName } from "../support/providers/behaviours.ts";
import { all, named, receivedBy, withGateway } from "../support/providers/with-gateway.ts";

const ONE: GatewayOptions = { mode: "listener" };
const FIRST_SECOND = { first: "500", second: "well" } as const;
const inOrder = (more: Record<string, object> = {}): object[] =>
  named(["first", "second"], { first: { priority: 1, ...more.first }, second: more.second ?? {} });
const fallback = { on: ["http_429", "http_5xx"] };
const never = { outlierDetection: { consecutiveFailures: 0 } };

describe("level envoy: what the next provider gets", () => {
  it("the client's request, byte for byte, up to a mebibyte that nobody must read", () =>
    withGateway({ providers: inOrder(), fallback, ...never }, FIRST_SECOND, ONE, async (gateway) => {
      const second = gateway.providers.get("second")!;
      for (const size of [0, 1, 1000, 70_000, 1_000_000]) {
        const body = `{ "messages":[], "temperature" : 0, "more":"${"é".repeat(size / 2)}",\n"model":"m" }`;
        assert.equal((await gateway.send({ body })).status, 200);
        assert.equal(second.received.pop()!.body, body);
      }
    }));

  it("nothing of more than that, which passes the filter as it comes", () =>
    withGateway({ providers: inOrder(), fallback, ...never }, FIRST_SECOND, ONE, async (gateway) => {
      const { status, body } = await gateway.send({ body: JSON.stringify({ more: "x".repeat(1_100_000) }) });
      assert.deepEqual([status, body.includes("first says 500")], [500, true]);
      assert.deepEqual(receivedBy(gateway), { first: 1, second: 0 });
    }));

  it("some megabytes where a provider's configuration has the body read", () => {
    const mapped = inOrder({ first: { modelMapping: { m: "first-model" } } });
    return withGateway({ providers: mapped, fallback, ...never }, FIRST_SECOND, ONE, async (gateway) => {
      const body = JSON.stringify({ model: "m", messages: [], more: "x".repeat(4_000_000) });
      assert.equal((await gateway.send({ body })).status, 200);
      assert.equal(gateway.providers.get("second")!.received[0]!.body, body);
    });
  });

  it("also a body that comes in pieces, without a length", () =>
    withGateway({ providers: inOrder(), fallback, ...never }, FIRST_SECOND, ONE, async (gateway) => {
      const body = '{"model":"m","messages":[]}';
      const { status } = await gateway.send({ body, headers: { "transfer-encoding": "chunked" } });
      assert.equal(status, 200);
      assert.equal(gateway.providers.get("second")!.received[0]!.body, body);
    }));

  it("its headers, and none that the proxy or the first provider's configuration added", () => {
    const providers = inOrder({
      first: { auth: { header: { "x-first": "key-first", authorization: "Bearer key-first" }, query: { k: "first" } } },
      second: { auth: { header: { "x-second": "key-second" } } },
    });
    return withGateway({ providers, fallback }, FIRST_SECOND, ONE, async (gateway) => {
      const own = {
        "x-own": "kept",
        "accept-language": "de, en;q=0.5",
        "user-agent": "tests",
        traceparent: "00-1-2-01",
      };
      const stolen = {
        authorization: "Bearer the-clients-own",
        "x-api-key": "the-clients-own",
      };
      const path = "/v1/chat/completions?a=1";
      const { status } = await gateway.send({ path, headers: { ...own, ...stolen } });
      assert.equal(status, 200);
      const [{ headers, path: received }] = gateway.providers.get("second")!.received as [any];
      for (const [name, value] of Object.entries(own)) assert.equal(headers[name], value, name);
      const address = `127.0.0.1:${gateway.providers.get("second")!.port}`;
      assert.equal(headers.host, address);
      assert.equal(headers["x-second"], "key-second");
      assert.ok(!JSON.stringify([headers, received]).includes("first"), JSON.stringify(headers));
      assert.ok(!JSON.stringify([headers, received]).includes("the-clients-own"), JSON.stringify(headers));
      assert.equal(headers["x-aisle-cluster"], undefined);
    });
  });

  it("its own model and path", () => {
    const providers = named(["first", "second"], {
      first: { priority: 1, modelMapping: { m: "first-model" } },
      second: { modelMapping: { m: "second-model" }, override: { endpoint: "http://{second}/elsewhere/chat" } },
    });
    return withGateway({ providers, fallback }, FIRST_SECOND, ONE, async (gateway) => {
      assert.equal((await gateway.send({ body: '{"model":"m","messages":[]}' })).status, 200);
      const [first] = gateway.providers.get("first")!.received;
      const [second] = gateway.providers.get("second")!.received;
      assert.equal(first!.body, '{"model":"first-model","messages":[]}');
      assert.equal(second!.body, '{"model":"second-model","messages":[]}');
      assert.equal(second!.path, "/elsewhere/chat");
    });
  });
});

describe("level envoy: what the client gets after a failover", () => {
  it("the whole answer of the provider that gave it, and nothing of the one that failed", () =>
    withGateway({ providers: inOrder(), fallback }, FIRST_SECOND, ONE, async (gateway) => {
      const { status, headers, body } = await gateway.send({ serial: 7 });
      assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
      assert.equal(headers["content-length"], String(Buffer.byteLength(body)));
      assert.equal((JSON.parse(body) as any).choices[0].message.content, "second answers 7");
    }));

  it("also one of some megabytes", () =>
    withGateway({ providers: inOrder(), fallback }, { first: "500", second: "large" }, ONE, async (gateway) => {
      const { status, body, provider } = await gateway.send();
      assert.deepEqual([status, provider], [200, "second"]);
      assert.equal((JSON.parse(body) as any).choices[0].message.content.length, 5_000_000);
    }));

  it("one provider's error as it is, with nobody else to ask", () =>
    withGateway({ providers: named(["a"]), fallback }, { a: "429-later" }, ONE, async (gateway) => {
      const { status, headers, body } = await gateway.send();
      assert.deepEqual([status, headers["retry-after"]], [429, "1"]);
      assert.deepEqual(JSON.parse(body), { error: { message: "a says 429", type: "fake_error" } });
      assert.equal(receivedBy(gateway).a, 1);
    }));

  it("502 in place of the last one's error, where the configuration says so", () => {
    const hiding = { providers: inOrder(), fallback: { ...fallback, exhausted: "502" } };
    return withGateway(hiding, all(["first", "second"], "500"), ONE, async (gateway) => {
      const { status, headers, body } = await gateway.send();
      assert.deepEqual([status, headers["content-type"]], [502, "application/json"]);
      assert.ok(!body.includes("second says"), body);
      assert.deepEqual(receivedBy(gateway), { first: 1, second: 1 });
    });
  });

  for (const behaviour of ["refuses", "dead-at-once"] as BehaviourName[]) {
    it(`an error in its dialect where no provider answers: ${behaviour}`, () =>
      withGateway({ providers: named(["a", "b"]), fallback }, all(["a", "b"], behaviour), ONE, async (gateway) => {
        const { status, headers, body } = await gateway.send();
        assert.ok(status >= 502 && status <= 504, `${status} ${body}`);
        assert.equal(headers["content-type"], "application/json");
        assert.equal(typeof (JSON.parse(body) as any).error.message, "string");
        if (behaviour !== "refuses") assert.deepEqual(receivedBy(gateway), { a: 1, b: 1 });
      }));
  }
});
