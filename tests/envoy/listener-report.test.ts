/** What `providersPath` tells operators, mode listener: who rests, why, and until when. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BalancedGateway, GatewayOptions } from "../support/providers/balanced-gateway.ts";
import { providerWith } from "../support/providers/tokens.ts";
import { named, receivedBy, withGateway } from "../support/providers/with-gateway.ts";
import { until } from "../support/trouble/until.ts";

const ONE: GatewayOptions = { mode: "listener" };
const PATH = "/aisle/providers";
const fallback = { on: ["http_429", "http_5xx"] };

interface Report {
  id: string;
  priority: number;
  weight: number;
  resting: boolean;
  failures: number;
  status?: number;
  until_ms?: number;
  tokens?: { index: number; resting: boolean; status?: number; since_ms?: number; until_ms?: number }[];
}

async function reportOf(gateway: BalancedGateway): Promise<Report[]> {
  const { status, headers, body } = await gateway.send({ method: "GET", path: PATH });
  assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
  return (JSON.parse(body) as { providers: Report[] }).providers;
}

/** True for a time about so many milliseconds from now. */
const isAbout = (time: number, ms: number): boolean => Math.abs(time - Date.now() - ms) < 10_000;

describe("level envoy: the report about providers", () => {
  it("has each in turn, and what it rests for", () => {
    const providers = named(["a", "b"], { a: { priority: 1, weight: 3 } });
    const configuration = { providers, fallback, providersPath: PATH };
    return withGateway(configuration, { a: "well", b: "well" }, ONE, async (gateway) => {
      const well = { resting: false, failures: 0 };
      const [a, b] = [
        { id: "a", priority: 1, weight: 3 },
        { id: "b", priority: 0, weight: 1 },
      ];
      assert.deepEqual(await reportOf(gateway), [
        { ...a, ...well },
        { ...b, ...well },
      ]);
      await gateway.providers.get("a")!.behave("429-much-later");
      assert.equal((await gateway.send()).provider, "b");
      const [{ until_ms, ...resting }, other] = (await reportOf(gateway)) as [Report, Report];
      assert.deepEqual(resting, { ...a, resting: true, failures: 1, status: 429 });
      assert.ok(isAbout(until_ms!, 60_000), String(until_ms));
      assert.deepEqual(other, { ...b, ...well });
      assert.deepEqual(receivedBy(gateway), { a: 1, b: 1 });
    });
  });

  it("has tokens by their places, and never what they are", () => {
    const failover = { enabled: true, failureThreshold: 1, cooldownDuration: 60_000, failoverOnStatus: ["401"] };
    const configuration = { providers: [providerWith({ failover })], providersPath: PATH };
    return withGateway(configuration, { a: "well" }, ONE, async (gateway) => {
      gateway.providers.get("a")!.behaveTo("token-two", "401");
      await until("a token that fails", async () => (await gateway.send()).status === 401);
      const { body } = await gateway.send({ method: "GET", path: PATH });
      assert.ok(!body.includes("token-"), body);
      const [{ tokens }] = (await reportOf(gateway)) as [Report];
      assert.deepEqual(
        tokens!.map(({ resting }) => resting),
        [false, true, false],
      );
      assert.deepEqual(
        tokens!.map(({ index }) => index),
        [0, 1, 2],
      );
      const { status, since_ms, until_ms } = tokens![1]!;
      assert.equal(status, 401);
      assert.ok(isAbout(since_ms!, 0) && isAbout(until_ms!, 60_000), body);
    });
  });

  it("is for GET on that path alone, and is not there unless it is asked for", async () => {
    await withGateway({ providers: named(["a"]), providersPath: PATH }, { a: "well" }, ONE, async (gateway) => {
      assert.equal((await gateway.send({ method: "POST", path: PATH })).status, 404);
      assert.equal((await gateway.send({ method: "GET", path: `${PATH}/a` })).status, 404);
      assert.equal((await gateway.send({ method: "GET", path: `${PATH}?a=1` })).status, 200);
    });
    await withGateway({ providers: named(["a"]) }, { a: "well" }, ONE, async (gateway) => {
      assert.equal((await gateway.send({ method: "GET", path: PATH })).status, 404);
      assert.equal(receivedBy(gateway).a, 0);
    });
  });
});
