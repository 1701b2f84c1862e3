/** Tokens that rest while the configuration changes, mode listener: what is known of one stays, wherever it stands then. */

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { FakeProvider } from "../support/providers/fake-provider.ts";
import { countShares } from "../support/providers/many-keys.ts";
import { tokenOf } from "../support/providers/tokens.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { chatRequest, exchangeRaw } from "../support/trouble/raw-client.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";
import { until } from "../support/trouble/until.ts";

const WORKERS = 4;
const REQUESTS = 60;
const failover = { enabled: true, failureThreshold: 1, cooldownDuration: 600_000, failoverOnStatus: ["401"] };

describe("level envoy: tokens that rest, and a new configuration", () => {
  let upstream: FakeProvider;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await FakeProvider.start("a");
    upstream.behaveTo("bad", "401");
    gateway = await TroubledGateway.start([station(1, ["good", "bad"])], { concurrency: WORKERS });
  });
  after(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  it("one that fails is left out by all workers", async () => {
    await until("a failure", async () => (await chat()) === 401);
    assert.deepEqual(await tokensOfMany(), { good: REQUESTS });
  });

  it("it is still left out at another place, beside new ones", async () => {
    await change(2, ["new", "bad", "good"]);
    const tokens = await tokensOfMany();
    assert.deepEqual(Object.keys(tokens).sort(), ["good", "new"]);
  });

  it("also when the one that stood at its place is new", async () => {
    await change(3, ["bad", "newer"]);
    assert.deepEqual(await tokensOfMany(), { newer: REQUESTS });
  });

  it("alone it is sent all the same", async () => {
    await change(4, ["bad"]);
    upstream.forget();
    assert.equal(await chat(), 401);
    assert.deepEqual(upstream.received.map(tokenOf), ["bad"]);
    assert.equal(gateway.findTrap(), null);
  });

  function station(version: number, apiTokens: string[]): TroubledStation {
    const modelMapping = { m: `model-${version}` };
    const provider = { id: "a", type: "openai", apiTokens, modelMapping, failover };
    return { name: "tenant", configuration: { provider }, endpoints: [{ port: upstream.port, provider: null }] };
  }

  // The status of one chat, on a connection of its own: any worker may have it.
  async function chat(): Promise<number> {
    const received = await exchangeRaw(gateway.port("tenant"), { bytes: chatRequest('{"model":"m","messages":[]}') });
    return received.statuses[0]!;
  }

  async function tokensOfMany(): Promise<Record<string, number>> {
    upstream.forget();
    for (let i = 0; i < REQUESTS; i++) assert.equal(await chat(), 200);
    return countShares(upstream.received.map(tokenOf));
  }

  /** Changes to another configuration, and resolves when it serves new connections. */
  async function change(version: number, tokens: string[]): Promise<void> {
    await gateway.replaceFile("listeners", gateway.resourceFile("listeners", [station(version, tokens)]));
    await until(`a request of version ${version}`, async () => {
      upstream.forget();
      await chat();
      return upstream.received.some(({ body }) => body.includes(`"model-${version}"`));
    });
  }
});
