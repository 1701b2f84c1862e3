/** Who answers which request: shares by weight, and keys that keep their provider, in either mode. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MODES, type Chat } from "../support/providers/balanced-gateway.ts";
import { askForKeys, countShares } from "../support/providers/many-keys.ts";
import { all, named, withGateway } from "../support/providers/with-gateway.ts";

const KEYS = 10_000;
const WEIGHTS: Record<string, number> = { a: 1, b: 1, c: 2, d: 3, e: 3 };

const weighted = Object.fromEntries(Object.entries(WEIGHTS).map(([name, weight]) => [name, { weight }]));
const configurationOf = (names: string[], balancer: object, more: object = {}): object => ({
  ...{ providers: named(names, weighted), balancer },
  ...more,
});
// Envoy leaves nobody out of a ring; the filter would let one that fails rest, and its keys would stay away for as long.
const NO_REST = { outlierDetection: { consecutiveFailures: 0 } };
const byUser = { algorithm: "chash", hashOn: "header", key: "x-user" };
const userOf = (key: number): Chat => ({ headers: { "x-user": `user-${key}` } });

function assertOnlyMoved(before: string[], after: string[], gone: string): void {
  const moved = before.flatMap((provider, key) => (provider !== gone && provider !== after[key] ? [key] : []));
  assert.deepEqual(moved, []);
  assert.ok(!after.includes(gone));
}

/** Every way to hash, and a request with a given key. */
const KINDS: { about: string; balancer: object; more?: object; chatOf: (key: string) => Chat }[] = [
  { about: "a header", balancer: byUser, chatOf: (key) => ({ headers: { "x-user": key } }) },
  {
    about: "a cookie",
    balancer: { algorithm: "chash", hashOn: "cookie", key: "sid" },
    chatOf: (key) => ({ headers: { cookie: `other=1; sid=${key}` } }),
  },
  {
    about: "a consumer",
    balancer: { algorithm: "chash", hashOn: "consumer" },
    more: { consumer: { header: "x-mse-consumer" } },
    chatOf: (key) => ({ headers: { "x-mse-consumer": key } }),
  },
  {
    about: "a parameter of the query",
    balancer: { algorithm: "chash", hashOn: "vars", key: "arg_user" },
    chatOf: (key) => ({ path: `/v1/chat/completions?a=1&user=${key}` }),
  },
  {
    about: "the query",
    balancer: { algorithm: "chash", hashOn: "vars", key: "query_string" },
    chatOf: (key) => ({ path: `/v1/chat/completions?${key}` }),
  },
  {
    about: "the whole target",
    balancer: { algorithm: "chash", hashOn: "vars", key: "request_uri" },
    chatOf: (key) => ({ path: `/v1/chat/completions?x=${key}` }),
  },
  {
    about: "several variables",
    balancer: { algorithm: "chash", hashOn: "vars_combinations", key: "$remote_addr$arg_user" },
    chatOf: (key) => ({ path: `/v1/chat/completions?user=${key}` }),
  },
  {
    about: "a member of the body",
    balancer: { algorithm: "chash", hashOn: "body", key: "user" },
    chatOf: (key) => ({ body: JSON.stringify({ model: "m", messages: [], user: key }) }),
  },
  {
    about: "the beginning of the prompt",
    balancer: { algorithm: "chash", hashOn: "body", promptBytes: 60 },
    chatOf: (key) => ({
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: `${key} ${"x".repeat(80)}` }] }),
    }),
  },
];

for (const mode of MODES) {
  describe(`level envoy: keys and their providers, mode ${mode}`, () => {
    const names = Object.keys(WEIGHTS);
    let before: string[] = [];

    it(`${KEYS} keys, with four workers: each share within 10 % of its weight`, async () => {
      await withGateway(
        configurationOf(names, byUser),
        all(names, "well"),
        { mode, concurrency: 4 },
        async (gateway) => {
          before = await askForKeys(gateway, KEYS, userOf);
        },
      );
      const counts = countShares(before);
      for (const name of names) {
        const wanted = (KEYS * WEIGHTS[name]!) / 10;
        const share = counts[name] ?? 0;
        assert.ok(Math.abs(share - wanted) <= wanted / 10, `${name} has ${share} keys, and should have ${wanted}`);
      }
    });

    it("the same with one worker: every key has the same provider", async () => {
      await withGateway(
        configurationOf(names, byUser),
        all(names, "well"),
        { mode, concurrency: 1 },
        async (gateway) => {
          assert.deepEqual(await askForKeys(gateway, 2000, userOf), before.slice(0, 2000));
        },
      );
    });

    it("a provider that is taken out of the configuration: no key of another one moves", async () => {
      const left = names.filter((name) => name !== "c");
      await withGateway(configurationOf(left, byUser), all(left, "well"), { mode, concurrency: 4 }, async (gateway) => {
        assertOnlyMoved(before, await askForKeys(gateway, KEYS, userOf), "c");
      });
    });

    it("a provider that fails: its keys go elsewhere for as long, and no other", async () => {
      const failing = { ...all(names, "well"), d: "refuses" as const };
      await withGateway(
        configurationOf(names, byUser, mode === "listener" ? NO_REST : {}),
        failing,
        { mode, concurrency: 1 },
        async (gateway) => {
          const during = await askForKeys(gateway, 2000, userOf);
          assertOnlyMoved(before.slice(0, 2000), during, "d");
          await gateway.providers.get("d")!.behave("well");
          assert.deepEqual(await askForKeys(gateway, 500, userOf), before.slice(0, 500));
        },
      );
    });
  });

  describe(`level envoy: what is hashed, mode ${mode}`, () => {
    const names = ["a", "b", "c"];
    for (const { about, balancer, more, chatOf } of KINDS) {
      it(about, () =>
        withGateway(
          configurationOf(names, balancer, more),
          all(names, "well"),
          { mode, concurrency: 4 },
          async (gateway) => {
            const keyOf = (key: number): Chat => chatOf(`key-${key}`);
            const first = await askForKeys(gateway, 60, keyOf);
            assert.equal(new Set(first).size, names.length);
            assert.deepEqual(await askForKeys(gateway, 60, keyOf), first);
            for (const { received } of gateway.providers.values()) {
              for (const { headers } of received) assert.equal(headers["x-aisle-hash"], undefined);
            }
          },
        ),
      );
    }

    it("a request without the key is hashed by where it comes from", () =>
      withGateway(configurationOf(names, byUser), all(names, "well"), { mode, concurrency: 1 }, async (gateway) => {
        assert.equal(new Set(await askForKeys(gateway, 30, () => ({}))).size, 1);
      }));

    it("what is behind the beginning of a prompt does not matter", () =>
      withGateway(
        configurationOf(names, { algorithm: "chash", hashOn: "body", promptBytes: 20 }),
        all(names, "well"),
        { mode, concurrency: 1 },
        async (gateway) => {
          const chatOf = (key: number): Chat => ({
            body: JSON.stringify({ messages: [{ role: "system", content: `${key}` }] }),
          });
          assert.equal(new Set(await askForKeys(gateway, 30, chatOf)).size, 1);
        },
      ));
  });
}
