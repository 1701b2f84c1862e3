/** Several tokens of one provider, mode listener: those that turn bad are left out and come back; a consumer keeps its own. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chat } from "../support/providers/balanced-gateway.ts";
import type { BehaviourName, ReceivedChat } from "../support/providers/behaviours.ts";
import { countShares } from "../support/providers/many-keys.ts";
import { providerWith, statusesOf, tokenOf, TOKENS, tokensOf, withTokens } from "../support/providers/tokens.ts";
import { receivedBy, sharesOf, withGateway } from "../support/providers/with-gateway.ts";
import { until } from "../support/trouble/until.ts";

const COOLDOWN_MS = 1500;
const STATUSES = ["401", "429"];
const cooling = { enabled: true, failureThreshold: 2, cooldownDuration: COOLDOWN_MS, failoverOnStatus: STATUSES };

describe("level envoy: tokens that turn bad, mode listener", () => {
  for (const behaviour of ["401", "429"] as BehaviourName[]) {
    it(`${behaviour}: left out when the threshold is reached, and back after the cooldown`, () =>
      withTokens({ failover: cooling }, async (gateway) => {
        const a = gateway.providers.get("a")!;
        a.behaveTo("token-one", behaviour);
        await until("a token that was left out", async () => {
          await gateway.send();
          return tokensOf(gateway)["token-one"] === cooling.failureThreshold;
        });
        const since = performance.now();
        a.behaveTo("token-one", "well");
        a.forget();
        assert.deepEqual(await statusesOf(gateway, 30), { 200: 30 });
        assert.deepEqual(Object.keys(tokensOf(gateway)).sort(), ["token-three", "token-two"]);
        await until("the token again", async () => {
          await gateway.send();
          return tokensOf(gateway)["token-one"] !== undefined;
        });
        const rested = performance.now() - since;
        assert.ok(rested > COOLDOWN_MS - 100 && rested < 4 * COOLDOWN_MS, `it was left out for ${rested} ms`);
      }));
  }

  it("a success between failures counts anew", () =>
    withTokens(
      { failover: { ...cooling, failureThreshold: 3 } },
      async (gateway) => {
        const a = gateway.providers.get("a")!;
        for (let i = 0; i < 4; i++) {
          a.behaveNext("401", "401", "well");
          assert.deepEqual(await statusesOf(gateway, 3), { 401: 2, 200: 1 });
        }
        assert.equal(Object.keys(tokensOf(gateway)).length, 1);
      },
      { apiTokens: ["token-one"] },
    ));

  it("by default three in a row of any 4xx or 5xx, and each of the 2xx ends the row", () =>
    withTokens(
      { failover: { enabled: true, healthCheckModel: "m", healthCheckInterval: 60_000 } },
      async (gateway) => {
        const a = gateway.providers.get("a")!;
        a.behaveTo("token-one", "402");
        await until("three failures", async () => {
          await gateway.send();
          return tokensOf(gateway)["token-one"] === 3;
        });
        a.forget();
        assert.deepEqual(await statusesOf(gateway, 30), { 200: 30 });
      },
      { apiTokens: TOKENS.slice(0, 2) },
    ));

  it("statuses that are not listed count for nothing, whatever they begin with", () =>
    withTokens({ failover: { ...cooling, failureThreshold: 1, failoverOnStatus: ["40", "5"] } }, async (gateway) => {
      gateway.providers.get("a")!.behaveTo("token-one", "401");
      await gateway.sendInTurn(40);
      assert.equal(Object.keys(tokensOf(gateway)).length, 3);
      assert.ok(tokensOf(gateway)["token-one"]! > 1);
    }));

  it("all workers know of it, and nobody is told a token", () =>
    withTokens(
      { failover: { ...cooling, failureThreshold: 1, cooldownDuration: 60_000 } },
      async (gateway) => {
        const a = gateway.providers.get("a")!;
        a.behaveTo("token-one", "429");
        await until("a token that was left out", async () => (await gateway.send()).status === 429);
        a.forget();
        gateway.useConnections(16);
        const answers = await Promise.all(Array.from({ length: 160 }, () => gateway.send()));
        assert.deepEqual(countShares(answers.map(({ status }) => String(status))), { 200: 160 });
        assert.equal(tokensOf(gateway)["token-one"], undefined);
        assert.ok(!/token-(one|two|three)/.test(gateway.envoy.log()), gateway.envoy.log());
      },
      { concurrency: 4 },
    ));

  it("all bad: the one that comes back first is sent all the same, and its answer is the client's", () =>
    withTokens(
      { failover: { ...cooling, failureThreshold: 1, cooldownDuration: 60_000 } },
      async (gateway) => {
        const a = gateway.providers.get("a")!;
        await a.behave("401");
        const first = await gateway.sendInTurn(2);
        assert.deepEqual(
          first.map(({ status }) => status),
          [401, 401],
        );
        const [earliest] = a.received.map(tokenOf);
        a.forget();
        await a.behave("well");
        assert.deepEqual(await statusesOf(gateway, 3), { 200: 3 });
        assert.deepEqual(tokensOf(gateway), { [earliest!]: 3 });
      },
      { apiTokens: TOKENS.slice(0, 2) },
    ));

  it("all bad: other providers are asked first", () => {
    const failover = { ...cooling, failureThreshold: 1, cooldownDuration: 60_000 };
    const providers = [providerWith({ failover, priority: 1 }, ["token-one"]), providerWith({}, ["token-b"], "b")];
    const configuration = { providers, fallback: { on: [401] } };
    return withGateway(configuration, { a: "401", b: "well" }, { mode: "listener" }, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
      assert.deepEqual(receivedBy(gateway), { a: 1, b: 10 });
    });
  });

  it("asked for their health, they come back when that is good", () => {
    const asking = { ...cooling, cooldownDuration: 0, healthCheckModel: "probe-model", healthCheckInterval: 300 };
    return withTokens({ failover: { ...asking, failureThreshold: 1, successThreshold: 2 } }, async (gateway) => {
      const a = gateway.providers.get("a")!;
      a.behaveTo("token-one", "429");
      await until("a token that was left out", async () => (await gateway.send()).status === 429);
      a.forget();
      const probes = (): ReceivedChat[] => a.received.filter(({ body }) => body.includes('"probe-model"'));
      await until("two questions for its health", () => probes().length >= 2);
      for (const probe of probes()) {
        assert.equal(tokenOf(probe), "token-one");
        assert.equal(`${probe.method} ${probe.path}`, "POST /v1/chat/completions");
      }
      await gateway.sendInTurn(10);
      assert.equal(tokensOf(gateway)["token-one"], probes().length);
      a.behaveTo("token-one", "well");
      a.forget();
      await until("the token again", async () => {
        await gateway.send();
        return tokensOf(gateway)["token-one"]! > probes().length;
      });
      assert.equal(probes().length, 2);
    });
  });
});

describe("level envoy: the token of a consumer, mode listener", () => {
  const chatOf = (consumer: string): Chat => ({
    path: "/v1/responses",
    body: '{"model":"m","input":"x"}',
    headers: { "x-mse-consumer": consumer },
  });
  const configuration = { providers: [providerWith({})], consumer: { header: "x-mse-consumer" } };

  it("is the same for all that follows on another", () =>
    withGateway(configuration, { a: "well" }, { mode: "listener", concurrency: 4 }, async (gateway) => {
      const consumers = Array.from({ length: 12 }, (_, i) => `consumer-${i}`);
      const byConsumer: string[] = [];
      for (const consumer of consumers) {
        gateway.providers.get("a")!.forget();
        await gateway.sendInTurn(6, () => chatOf(consumer));
        const tokens = Object.keys(tokensOf(gateway));
        assert.equal(tokens.length, 1, `${consumer} has ${tokens.join(", ")}`);
        byConsumer.push(...tokens);
      }
      assert.equal(new Set(byConsumer).size, TOKENS.length);
    }));

  it("is anyone's where the header is not said to be trusted", () =>
    withGateway({ providers: [providerWith({})] }, { a: "well" }, { mode: "listener" }, async (gateway) => {
      await gateway.sendInTurn(60, () => chatOf("consumer-1"));
      assert.equal(Object.keys(tokensOf(gateway)).length, TOKENS.length);
    }));
});
