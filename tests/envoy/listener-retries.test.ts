/** A request that goes on with the next token of its provider (`retryOnFailure`), mode listener. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Chat } from "../support/providers/balanced-gateway.ts";
import { providerWith, statusesOf, tokenOf, tokensOf, withTokens } from "../support/providers/tokens.ts";
import { receivedBy, sharesOf, withGateway } from "../support/providers/with-gateway.ts";

const retrying = { enabled: true, maxRetries: 2, retryOnStatus: ["401", "429", "5.*"] };

describe("level envoy: retryOnFailure, mode listener", () => {
  it("as often as it may; the last error is the client's", () =>
    withTokens({ retryOnFailure: { ...retrying, maxRetries: 1 } }, async (gateway) => {
      const a = gateway.providers.get("a")!;
      await a.behave("401");
      const { status, body } = await gateway.send();
      assert.equal(status, 401);
      assert.ok(body.includes("a says 401"), body);
      assert.equal(a.received.length, 2);
    }));

  it("not at statuses that are not listed", () =>
    withTokens({ retryOnFailure: { ...retrying, retryOnStatus: ["5.*"] } }, async (gateway) => {
      gateway.providers.get("a")!.behaveNext("401", "503");
      assert.deepEqual(await statusesOf(gateway, 2), { 401: 1, 200: 1 });
    }));

  it("also with one token, after a while", () =>
    withTokens(
      { retryOnFailure: retrying },
      async (gateway) => {
        const a = gateway.providers.get("a")!;
        a.behaveNext("503", "429");
        assert.equal((await gateway.send()).status, 200);
        assert.deepEqual(tokensOf(gateway), { "token-one": 3 });
      },
      { apiTokens: ["token-one"] },
    ));

  it("and then with the next provider, whose limit is another one", () => {
    const providers = [
      providerWith({ priority: 1, retryOnFailure: { ...retrying, maxRetries: 1 } }),
      providerWith({}, ["token-b"], "b"),
    ];
    const configuration = { providers, fallback: { on: [401], maxRetries: 1 } };
    return withGateway(configuration, { a: "401", b: "well" }, { mode: "listener" }, async (gateway) => {
      assert.deepEqual(sharesOf(await gateway.sendInTurn(1)), { b: 1 });
      assert.deepEqual(receivedBy(gateway), { a: 2, b: 1 });
    });
  });

  it("for no longer than retryTimeout", () =>
    withTokens({ retryOnFailure: { ...retrying, maxRetries: 1, retryTimeout: 400 } }, async (gateway) => {
      gateway.providers.get("a")!.behaveNext("503", "silent");
      const start = performance.now();
      assert.ok((await gateway.send()).status >= 500);
      const took = performance.now() - start;
      assert.ok(took >= 350 && took < 5000, `it took ${took} ms`);
    }));

  it("only where it is enabled", () =>
    withTokens({ retryOnFailure: { ...retrying, enabled: false } }, async (gateway) => {
      gateway.providers.get("a")!.behaveNext("503");
      assert.deepEqual(await statusesOf(gateway, 2), { 503: 1, 200: 1 });
    }));

  it("by default once, at any 4xx or 5xx", () =>
    withTokens({ retryOnFailure: { enabled: true } }, async (gateway) => {
      const a = gateway.providers.get("a")!;
      a.behaveNext("402", "well", "503", "401");
      assert.deepEqual(await statusesOf(gateway, 3), { 200: 2, 401: 1 });
      assert.equal(a.received.length, 5);
    }));

  const requests: [string, Chat][] = [
    ["a chat", { path: "/v1/chat/completions?beta=1", body: '{"model":"m", "messages":[], "temperature":0}' }],
    ["embeddings", { path: "/v1/embeddings", body: '{"input":"x","model":"m"}' }],
    [
      "a body in another type",
      {
        path: "/v1/files",
        body: "--b\r\n\r\nx\r\n--b--",
        headers: { "content-type": "multipart/form-data; boundary=b" },
      },
    ],
    ["no body", { method: "GET", path: "/v1/files/file-1?limit=2" }],
    ["a method of its own", { method: "DELETE", path: "/v1/files/file-1", body: "" }],
  ];
  for (const [about, chat] of requests) {
    it(`keeps method, path, headers and body: ${about}`, () =>
      withTokens({ retryOnFailure: retrying, streamUsage: "off" }, async (gateway) => {
        const a = gateway.providers.get("a")!;
        a.behaveNext("429");
        const headers = { ...chat.headers, "x-own": "kept", "openai-organization": "org" };
        assert.equal((await gateway.send({ ...chat, headers })).status, 200);
        const [first, second] = a.received;
        assert.notEqual(tokenOf(first!), tokenOf(second!));
        for (const key of ["method", "path", "body"] as const) assert.equal(second![key], first![key]);
        assert.equal(second!.method, chat.method ?? "POST");
        assert.equal(second!.path, chat.path);
        if (chat.body !== undefined) assert.equal(second!.body, chat.body);
        for (const name of ["x-own", "openai-organization", "content-type", "host"])
          assert.equal(second!.headers[name], first!.headers[name], name);
      }));
  }
});
