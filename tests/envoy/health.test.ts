/** Providers that are left out for a while: by probes, and by what they answer (tables C and E of APISIX' tests, f519a0f). */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BalancedGateway } from "../support/providers/balanced-gateway.ts";
import { all, named, sharesOf, withGateway as runWithGateway } from "../support/providers/with-gateway.ts";

const probe = { path: "/healthz", interval: 200, timeout: 500, healthy: 1, unhealthy: 1 };
const names = ["a", "b"];
const providers = named(names);

const withGateway = (
  configuration: object,
  concurrency: number,
  run: (gateway: BalancedGateway) => Promise<void>,
): Promise<void> => runWithGateway(configuration, all(names, "well"), { concurrency }, run);

const shares = async (gateway: BalancedGateway): Promise<Record<string, number>> =>
  sharesOf(await gateway.sendInTurn(10));

async function probeWith(gateway: BalancedGateway, name: string, status: number): Promise<void> {
  gateway.providers.get(name)!.probeStatus = status;
  await gateway.awaitHealth(name, status < 500);
}

for (const concurrency of [1, 4]) {
  describe(`level envoy: providers left out, with ${concurrency} workers`, () => {
    it("E1, E3, C9: traffic follows the probes, there and back", () =>
      withGateway({ providers, healthCheck: probe }, concurrency, async (gateway) => {
        await probeWith(gateway, "a", 500);
        assert.deepEqual(await shares(gateway), { b: 10 });
        await probeWith(gateway, "a", 200);
        assert.deepEqual(await shares(gateway), { a: 5, b: 5 });
        await probeWith(gateway, "b", 503);
        assert.deepEqual(await shares(gateway), { a: 10 });
      }));

    it("a provider that wants a key, or has no such page, is alive", () =>
      withGateway({ providers, healthCheck: probe }, concurrency, async (gateway) => {
        gateway.providers.get("a")!.probeStatus = 401;
        gateway.providers.get("b")!.probeStatus = 404;
        await gateway.awaitHealth("a", true);
        await gateway.awaitHealth("b", true);
        assert.deepEqual(await shares(gateway), { a: 5, b: 5 });
      }));

    it("without probes nobody is asked for them, and all answer (C10)", () =>
      withGateway({ providers }, concurrency, async (gateway) => {
        gateway.providers.get("a")!.probeStatus = 500;
        assert.deepEqual(await shares(gateway), { a: 5, b: 5 });
      }));

    it("a 429 leaves a provider out for a while, and then it is asked again", () =>
      withGateway(
        {
          providers,
          fallback: { on: ["http_429"] },
          outlierDetection: { consecutiveFailures: 2, baseEjection: 1500 },
        },
        concurrency,
        async (gateway) => {
          const limited = gateway.providers.get("a")!;
          await limited.behave("429");
          assert.deepEqual(await shares(gateway), { b: 10 });
          assert.equal(limited.received.length, 2);
          await limited.behave("well");
          await gateway.awaitHealth("a", true);
          assert.deepEqual(await shares(gateway), { a: 5, b: 5 });
        },
      ));

    it("so is a port where nobody listens", () =>
      withGateway(
        { providers, outlierDetection: { consecutiveFailures: 2, baseEjection: 60000 } },
        concurrency,
        async (gateway) => {
          await gateway.providers.get("a")!.behave("refuses");
          assert.deepEqual(await shares(gateway), { b: 10 });
          await gateway.awaitHealth("a", false);
        },
      ));

    it("with consecutiveFailures 0 nobody is", () =>
      withGateway({ providers, outlierDetection: { consecutiveFailures: 0 } }, concurrency, async (gateway) => {
        await gateway.providers.get("a")!.behave("429");
        const answers = await gateway.sendInTurn(10);
        assert.equal(answers.filter(({ status }) => status === 429).length, 5);
      }));
  });
}
