/** Providers that rest, mode listener: as long as they say themselves, or longer each time that they fail. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { BalancedGateway, GatewayOptions } from "../support/providers/balanced-gateway.ts";
import type { BehaviourName } from "../support/providers/behaviours.ts";
import { askForKeys } from "../support/providers/many-keys.ts";
import { providerWith } from "../support/providers/tokens.ts";
import { all, named, receivedBy, sharesOf, withGateway } from "../support/providers/with-gateway.ts";
import { until } from "../support/trouble/until.ts";

const ONE: GatewayOptions = { mode: "listener" };
const TWO = ["a", "b"];
const MANY_FAILURES = { outlierDetection: { consecutiveFailures: 1000 } };
const after429 = { providers: named(TWO), fallback: { on: ["http_429", "http_5xx"] }, ...MANY_FAILURES };

/** A provider that begins to behave so while the other one is well. */
async function breaksDown(gateway: BalancedGateway, behaviour: BehaviourName): Promise<void> {
  assert.deepEqual(sharesOf(await gateway.sendInTurn(4)), { a: 2, b: 2 });
  const a = gateway.providers.get("a")!;
  await a.behave(behaviour);
  a.forget();
}

/** When `name` answers again, in milliseconds from now. */
async function timeUntilBack(gateway: BalancedGateway, name: string): Promise<number> {
  const start = performance.now();
  await until(`an answer of ${name}`, async () => (await gateway.send()).provider === name);
  return performance.now() - start;
}

/** How each way to name a time is said, and the time, in milliseconds. */
const WAYS: [BehaviourName, least: number, most: number][] = [
  ["429-later", 900, 5000],
  ["503-later", 900, 5000],
  ["429-in-milliseconds", 600, 5000],
  // Whole seconds: up to one is gone when the date is read.
  ["429-until", 900, 7000],
];

describe("level envoy: a provider that says when to come back", () => {
  for (const [behaviour, least, most] of WAYS) {
    it(`is asked nothing until then: ${behaviour}`, () =>
      withGateway(after429, all(TWO, "well"), ONE, async (gateway) => {
        await breaksDown(gateway, behaviour);
        const start = performance.now();
        assert.deepEqual(sharesOf(await gateway.sendInTurn(2)), { b: 2 });
        await gateway.providers.get("a")!.behave("well");
        assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
        assert.equal(receivedBy(gateway).a, 1);
        await timeUntilBack(gateway, "a");
        const rested = performance.now() - start;
        assert.ok(rested >= least && rested <= most, `it rested for ${rested} ms`);
        assert.deepEqual(sharesOf(await gateway.sendInTurn(4)), { a: 2, b: 2 });
      }));
  }

  it("rests with all of its tokens, where none of them rests alone", () => {
    const providers = TWO.map((name) => providerWith({}, [`${name}-one`, `${name}-two`], name));
    return withGateway({ ...after429, providers }, { a: "429-much-later", b: "well" }, ONE, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
      assert.equal(receivedBy(gateway).a, 1);
    });
  });

  it("without such a time one failure is no reason to rest", () =>
    withGateway(after429, all(TWO, "well"), ONE, async (gateway) => {
      await breaksDown(gateway, "429");
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
      assert.equal(receivedBy(gateway).a, 5);
    }));

  it("all rest: the one that comes back first is asked all the same", () =>
    withGateway(after429, { a: "429-later", b: "429-much-later" }, ONE, async (gateway) => {
      assert.equal((await gateway.send()).status, 429);
      assert.deepEqual(receivedBy(gateway), { a: 1, b: 1 });
      for (const provider of gateway.providers.values()) await provider.behave("well");
      const { status, provider } = await gateway.send();
      assert.deepEqual([status, provider], [200, "a"]);
    }));

  it("a success ends no rest of others", () =>
    withGateway(after429, { a: "429-much-later", b: "well" }, ONE, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
      assert.equal(receivedBy(gateway).a, 1);
    }));
});

describe("level envoy: a provider that fails again and again", () => {
  const config = {
    providers: named(TWO),
    fallback: { on: ["http_5xx"] },
    outlierDetection: { consecutiveFailures: 2, baseEjection: 1000 },
  };

  for (const behaviour of ["500", "refuses", "dead-at-once"] as const) {
    it(`rests: ${behaviour}`, () =>
      withGateway(config, all(TWO, "well"), ONE, async (gateway) => {
        await gateway.providers.get("a")!.behave(behaviour);
        assert.deepEqual(sharesOf(await gateway.sendInTurn(10)), { b: 10 });
        if (behaviour !== "refuses") assert.equal(receivedBy(gateway).a, 2);
        await gateway.providers.get("a")!.behave("well");
        assert.deepEqual(sharesOf(await gateway.sendInTurn(4)), { b: 4 });
        await timeUntilBack(gateway, "a");
        assert.deepEqual(sharesOf(await gateway.sendInTurn(4)), { a: 2, b: 2 });
      }));
  }

  it("rests: dead-behind-head, though nobody else could be asked", () =>
    withGateway(config, { a: "dead-behind-head", b: "well" }, ONE, async (gateway) => {
      const answers = await gateway.sendInTurn(10);
      assert.equal(answers.filter(({ status }) => status === 502).length, 2);
      assert.deepEqual(sharesOf(answers), { nobody: 2, b: 8 });
      assert.equal(receivedBy(gateway).a, 2);
    }));

  it("for longer each time", () =>
    withGateway(config, { a: "500", b: "well" }, ONE, async (gateway) => {
      const a = gateway.providers.get("a")!;
      const gaps: number[] = [];
      let last = 0;
      // The first two failures begin a rest; each one after that follows on a rest and begins a longer one.
      for (let failures = 0; failures < 5;) {
        assert.equal((await gateway.send()).provider, "b");
        if (a.received.length > failures) {
          failures = a.received.length;
          const now = performance.now();
          if (failures > 2) gaps.push(now - last);
          last = now;
        } else await sleep(20);
      }
      assert.ok(gaps[0]! >= 900, `rests of ${gaps.join(", ")} ms`);
      for (let i = 1; i < gaps.length; i++) assert.ok(gaps[i]! > gaps[i - 1]! + 500, `rests of ${gaps.join(", ")} ms`);
    }));

  it("a success between them counts anew", () =>
    withGateway(config, all(TWO, "well"), ONE, async (gateway) => {
      const a = gateway.providers.get("a")!;
      for (let i = 0; i < 4; i++) {
        a.behaveNext("500");
        assert.deepEqual(sharesOf(await gateway.sendInTurn(2)), { b: 2 });
        assert.deepEqual(sharesOf(await gateway.sendInTurn(2)), { a: 1, b: 1 });
      }
    }));

  it("with consecutiveFailures 0 it never rests", () => {
    const never = { ...config, outlierDetection: { consecutiveFailures: 0 } };
    return withGateway(never, { a: "500", b: "well" }, ONE, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(20)), { b: 20 });
      assert.equal(receivedBy(gateway).a, 10);
    });
  });

  it("of a ring: its keys are others' for as long, and no other key moves", () => {
    const names = ["a", "b", "c"];
    const balancer = { algorithm: "chash", hashOn: "header", key: "x-user" };
    const ring = { ...config, providers: named(names), balancer };
    return withGateway(ring, all(names, "well"), ONE, async (gateway) => {
      const ask = (): Promise<string[]> => askForKeys(gateway, 60, (key) => ({ headers: { "x-user": `user-${key}` } }));
      const before = await ask();
      const a = gateway.providers.get("a")!;
      await a.behave("500");
      a.forget();
      const during = await ask();
      for (const [key, provider] of before.entries()) {
        if (provider !== "a") assert.equal(during[key], provider);
        else assert.notEqual(during[key], "a");
      }
      await a.behave("well");
      await until("all keys where they were", async () => (await ask()).join() === before.join());
    });
  });
});
