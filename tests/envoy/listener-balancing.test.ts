/** Aisle in the listener chooses who answers: shares to the request, priorities, and the cluster that the route takes. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayOptions } from "../support/providers/balanced-gateway.ts";
import { askForKeys, countShares } from "../support/providers/many-keys.ts";
import { all, named, receivedBy, sharesOf, withGateway } from "../support/providers/with-gateway.ts";

const ONE: GatewayOptions = { mode: "listener" };
const FOUR: GatewayOptions = { mode: "listener", concurrency: 4 };
const TWO = ["a", "b"];
const fourToOne = { providers: named(TWO, { a: { weight: 4 }, b: { weight: 1 } }) };

describe("level envoy: shares of providers, mode listener", () => {
  for (const options of [ONE, FOUR]) {
    it(`4:1, ${options.concurrency ?? 1} workers: of any five requests in a row on one of them one is the lighter's`, () =>
      withGateway(fourToOne, all(TWO, "well"), options, async (gateway) => {
        const answers = await gateway.sendInTurn(50);
        for (let i = 0; i + 5 <= answers.length; i++) {
          assert.deepEqual(sharesOf(answers.slice(i, i + 5)), { a: 4, b: 1 });
        }
      }));
  }

  it("4:1, four workers at once: each of them is exact, so that all are nearly so", () =>
    withGateway(fourToOne, all(TWO, "well"), FOUR, async (gateway) => {
      const shares = countShares(await askForKeys(gateway, 400, () => ({})));
      assert.ok(Math.abs(shares.b! - 80) <= 4, JSON.stringify(shares));
    }));

  it("a weight of 0 has nothing, also where all others fail", () => {
    const providers = named(["a", "b", "c"], { b: { weight: 0 } });
    const behaviours = { a: "500", b: "well", c: "500" } as const;
    return withGateway({ providers, fallback: { on: ["http_5xx"] } }, behaviours, ONE, async (gateway) => {
      for (const { status } of await gateway.sendInTurn(4)) assert.equal(status, 500);
      assert.equal(receivedBy(gateway).b, 0);
    });
  });

  it("a lower priority answers only where all of the higher one fail, and no longer", () => {
    const names = ["a", "b", "c", "d"];
    const providers = named(names, { a: { priority: 2 }, b: { priority: 2 }, c: { priority: 1 }, d: { priority: -1 } });
    const more = { fallback: { on: ["http_5xx"] }, outlierDetection: { consecutiveFailures: 0 } };
    return withGateway({ providers, ...more }, all(names, "well"), ONE, async (gateway) => {
      const { a, b, c } = Object.fromEntries(gateway.providers);
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { a: 5, b: 5 });
      await a!.behave("500");
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
      await b!.behave("500");
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { c: 10 });
      await c!.behave("500");
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { d: 10 });
      await a!.behave("well");
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { a: 10 });
    });
  });

  it("one that is named answers alone", () =>
    withGateway({ providers: named(TWO), activeProviderId: "b" }, all(TWO, "well"), ONE, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(6)), { b: 6 });
    }));
});

describe("level envoy: the cluster of a provider", () => {
  it("is not for clients to choose, and nobody is told it", () =>
    withGateway({ providers: named(TWO, { b: { weight: 0 } }) }, all(TWO, "well"), ONE, async (gateway) => {
      const answers = await gateway.sendInTurn(4, () => ({ headers: { "x-aisle-cluster": "b" } }));
      assert.deepEqual(sharesOf(answers), { a: 4 });
      for (const { headers } of gateway.providers.get("a")!.received)
        assert.equal(headers["x-aisle-cluster"], undefined);
    }));

  it("leaves by the header that the configuration names, and by no other", () => {
    const configuration = { providers: named(TWO), balancer: {}, clusterHeader: "x-destination" };
    return withGateway(configuration, all(TWO, "well"), ONE, async (gateway) => {
      const answers = await gateway.sendInTurn(4, () => ({ headers: { "x-destination": "b" } }));
      assert.deepEqual(sharesOf(answers), { a: 2, b: 2 });
    });
  });

  it("is the route's where the provider has none, for every attempt", () => {
    const providers = [
      { id: "first", type: "vllm", vllmServerHost: "first.example", apiTokens: ["key-first"] },
      { id: "second", type: "vllm", vllmServerHost: "second.example", apiTokens: ["key-second"] },
    ];
    const configuration = { providers, fallback: { on: ["http_5xx"] }, outlierDetection: { consecutiveFailures: 0 } };
    return withGateway(configuration, { shared: "well" }, { ...ONE, routeCluster: "shared" }, async (gateway) => {
      const shared = gateway.providers.get("shared")!;
      shared.behaveTo("key-first", "500");
      for (const { status } of await gateway.sendInTurn(4)) assert.equal(status, 200);
      const asked = shared.received.map(({ headers }) => `${headers.host} ${headers.authorization}`);
      const [first, second] = ["first", "second"].map((name) => `${name}.example Bearer key-${name}`);
      assert.deepEqual(asked.filter((each) => each === first).length, 2);
      assert.deepEqual(asked.filter((each) => each === second).length, 4);
      assert.equal(asked.length, 6);
    });
  });
});
