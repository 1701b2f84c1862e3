/** Requests that are kept for a failover, mode listener: how many bytes of them, and what if their clients leave. */

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { describe, it } from "node:test";
import type { Chat, GatewayOptions } from "../support/providers/balanced-gateway.ts";
import { SERIAL_HEADER } from "../support/providers/fake-provider.ts";
import { named, receivedBy, sharesOf, withGateway } from "../support/providers/with-gateway.ts";
import { until } from "../support/trouble/until.ts";

const ONE: GatewayOptions = { mode: "listener" };
const FIRST_SECOND = { first: "500", second: "well" } as const;
const providers = named(["first", "second"], { first: { priority: 1 } });
const fallback = { on: ["http_429", "http_5xx"] };
const never = { outlierDetection: { consecutiveFailures: 0 } };

describe("level envoy: what is kept of requests", () => {
  const limited = {
    providers,
    fallback: { ...fallback, maxKeptBytes: 10_000 },
    ...never,
    filterState: true,
  };
  const chatOf = (size: number): Chat => ({
    body: JSON.stringify({ model: "m", messages: [], more: "x".repeat(size) }),
  });

  it("has a limit: beyond it an error is the client's, and noted is why", () =>
    withGateway(limited, FIRST_SECOND, ONE, async (gateway) => {
      assert.equal((await gateway.send(chatOf(20_000))).status, 500);
      assert.equal(receivedBy(gateway).second, 0);
      await until("a line about it", () => gateway.envoy.accessLog().includes('aisle.failover\\":\\"not_kept'));
    }));

  it("is given back: of as many in turn as would be too many at once each is kept", () =>
    withGateway(limited, FIRST_SECOND, ONE, async (gateway) => {
      for (let i = 0; i < 10; i++) {
        assert.equal((await gateway.send(chatOf(8_000))).status, 200);
        assert.equal((await gateway.send(chatOf(20_000))).status, 500);
      }
      await gateway.providers.get("first")!.behave("well");
      for (let i = 0; i < 10; i++) assert.equal((await gateway.send(chatOf(8_000))).provider, "first");
      await gateway.providers.get("first")!.behave("dead-at-once");
      for (let i = 0; i < 10; i++) assert.equal((await gateway.send(chatOf(8_000))).provider, "second");
    }));

  it("counts all that are under way", () =>
    withGateway(limited, { first: "slow-500", second: "well" }, ONE, async (gateway) => {
      gateway.useConnections(4);
      const answers = await Promise.all(Array.from({ length: 4 }, () => gateway.send(chatOf(8_000))));
      const statuses = answers.map(({ status }) => status).sort();
      assert.deepEqual(statuses, [200, 500, 500, 500]);
    }));
});

describe("level envoy: clients that leave during a failover", () => {
  for (const concurrency of [1, 4]) {
    it(`harm nobody else, ${concurrency} workers`, () =>
      withGateway(
        { providers, fallback, ...never },
        { first: "500", second: "slow" },
        { ...ONE, concurrency },
        async (gateway) => {
          const second = gateway.providers.get("second")!;
          for (let i = 0; i < 20; i++)
            leaveWhen(gateway.envoy.portOf("aisle"), i, () =>
              second.received.some(({ serial }) => serial === String(i)),
            );
          await until("20 call-outs", () => second.received.length === 20);
          await until("20 answers to nobody", () => second.received.every(({ answeredAt }) => answeredAt !== null));
          await second.behave("well");
          assert.deepEqual(sharesOf(await gateway.sendInTurn(20)), { second: 20 });
        },
      ));
  }
});

// A client that goes away in the middle.
function leaveWhen(port: number, serial: number, isTime: () => boolean): void {
  const headers = { "content-type": "application/json", [SERIAL_HEADER]: serial };
  const path = "/v1/chat/completions";
  const sent = httpRequest({ agent: false, host: "127.0.0.1", port, method: "POST", path, headers });
  sent.on("error", () => undefined).end('{"model":"m","messages":[]}');
  void until("the time to leave", isTime).then(() => sent.destroy());
}
