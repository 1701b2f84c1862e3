/** A token that turns bad and recovers again and again while many ask, mode listener: it costs nobody an answer. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { BalancedGateway } from "../support/providers/balanced-gateway.ts";
import { countShares } from "../support/providers/many-keys.ts";
import { tokensOf, withTokens } from "../support/providers/tokens.ts";
import { until } from "../support/trouble/until.ts";

describe("level envoy: a token that turns bad and recovers under load, mode listener", () => {
  for (const concurrency of [1, 4]) {
    it(`costs no request, ${concurrency} workers`, () => {
      const failover = { enabled: true, failureThreshold: 3, cooldownDuration: 300, failoverOnStatus: ["401", "429"] };
      const more = { failover, retryOnFailure: { enabled: true, maxRetries: 1 } };
      const apiTokens = ["steady", "flaky"];
      return withTokens(more, (gateway) => standTurns(gateway), { concurrency, apiTokens });
    });
  }
});

const TURN_MS = 400;
const TURNS = ["401", "well", "429", "well", "401", "429", "well"] as const;

async function standTurns(gateway: BalancedGateway): Promise<void> {
  const a = gateway.providers.get("a")!;
  gateway.useConnections(32);
  const statuses: number[] = [];
  let isOver = false;
  const work = async (): Promise<void> => {
    while (!isOver) statuses.push((await gateway.send()).status);
  };
  const clients = Array.from({ length: 32 }, work);
  for (const behaviour of TURNS) {
    a.behaveTo("flaky", behaviour);
    a.forget();
    if (behaviour === "well") {
      await until("the token again", () => tokensOf(gateway).flaky! > 0);
      continue;
    }
    await sleep(TURN_MS);
    const { flaky = 0, steady = 0 } = tokensOf(gateway);
    // No more than it takes to notice that it is bad, in each worker, and that it still is.
    assert.ok(flaky < steady / 2, `it was sent ${flaky} times, the other one ${steady} times`);
  }
  isOver = true;
  await Promise.all(clients);
  assert.deepEqual(Object.keys(countShares(statuses.map(String))), ["200"]);
}
