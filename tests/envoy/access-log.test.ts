/** The access logs of the configurations that we ship: what they say of a call, and that no credential is in them. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { messagesOf, pluginsOf, readPluginConfiguration, setPluginConfiguration } from "../../envoy/bootstrap.ts";
import type { Headers } from "./examples/host-calls.ts";
import { chat } from "./examples/host-calls.ts";
import type { LogEntry } from "./examples/log-entry.ts";
import { assertSays, readEntries, recordOf } from "./examples/log-entry.ts";
import { SHIPPED } from "./examples/shipped.ts";
import type { RunningExample } from "./examples/start-example.ts";
import { startExample } from "./examples/start-example.ts";

const ROOT = new URL("../../", import.meta.url);
/** Higress writes one log for its whole gateway; the example has no part in it. */
const WITHOUT = ["examples/higress"];

/** The ids of the providers that answer. */
const PROVIDERS: Record<string, string | string[]> = {
  "envoy/envoy.yaml": "local",
  "examples/stock-envoy": "openai",
  "examples/claude-code-with-any-model": "model",
  "examples/custom-provider": "openrouter",
  "examples/vllm": "vllm",
  "examples/dynamic-forward-proxy": "openai",
  "examples/per-attempt": "openai",
  // Envoy begins anywhere in its round of two.
  "examples/multi-provider-failover": ["openai", "deepseek"],
  "examples/istio": "openai",
};
/** Fields that some have besides: a host where there are many, the attempts where Envoy retries. */
const MORE_FIELDS = ["host", "attempts"];

const ENV = {
  OPENAI_API_KEY: "canary-env-1",
  DEEPSEEK_API_KEY: "canary-env-2",
  UPSTREAM_API_KEY: "canary-env-3",
  OPENROUTER_API_KEY: "canary-env-4",
};
const AUTH = { header: { "x-provider-key": "canary-header" }, query: { key: "canary-query" } };
/** Credentials as clients send them, in each place that there is. */
const CLIENT: Headers = [
  ["authorization", "Bearer canary-bearer"],
  ["x-api-key", "canary-api-key"],
  ["cookie", "session=canary-cookie"],
];
const CHAT = "/v1/chat/completions";
const QUERY = "?key=canary-client-query&api-key=canary-client-query-2&trace=1";
/** A path that would end its member, its object and its line. */
const FORGED = '/v1/"}\\x0a{"status":200,"path":"%0a%22';

const FIELDS = [
  ...["client", "cluster", "details", "duration_ms", "exchange", "first_byte_ms", "flags", "method", "path"],
  ...["protocol", "provider", "request_bytes", "request_id", "response_bytes", "status", "time", "upstream"],
  "upstream_failure",
];

/** Starts it with a credential in every place that a provider's may have. */
async function start(t: TestContext, bootstrap: Node): Promise<RunningExample> {
  for (const plugin of pluginsOf(bootstrap)) {
    const configuration = readPluginConfiguration(plugin);
    for (const provider of configuration.providers ?? [configuration.provider]) provider.auth = AUTH;
    setPluginConfiguration(plugin, configuration);
  }
  const running = await startExample(bootstrap, ENV);
  t.after(() => running.stop());
  return running;
}

/** A call that the provider answers, two that Aisle refuses, one that Envoy refuses. */
async function makeCalls(running: RunningExample): Promise<void> {
  assert.equal((await chat(running.port, "llm.example.com", CHAT + QUERY, CLIENT)).status, 200);
  assert.match(running.llm.last()!.path, /key=canary-query$/);
  assert.equal((await chat(running.port, "llm.example.com", `/v1/nothing${QUERY}`, CLIENT)).status, 404);
  assert.equal((await chat(running.port, "llm.example.com", FORGED, CLIENT)).status, 404);
  const bad: Headers = [...CLIENT, ["x-bad", "a\0canary"]];
  assert.equal((await chat(running.port, "llm.example.com", CHAT + QUERY, bad)).status, 400);
}

/** Each call that reached Aisle has its provider and its record; the one that Envoy refused has neither. */
function assertRecords(entries: LogEntry[], ids: string[]): void {
  const providers = entries.map(({ provider }) => provider);
  assert.equal(providers.length, 4);
  for (const id of providers.slice(0, 3)) assert.ok(ids.includes(String(id)), String(id));
  assert.equal(providers[3], null);
  const [answered, ...others] = entries.map(recordOf);
  assertSays(answered!, {
    "gen_ai.operation.name": "chat",
    "aisle.provider": providers[0],
    "aisle.capability": "openai/v1/chatcompletions",
    "http.response.status_code": 200,
    "error.type": undefined,
    "aisle.attempts": 1,
    "gen_ai.usage.input_tokens": 0,
    "gen_ai.usage.output_tokens": 7,
  });
  const refused = {
    "aisle.capability": undefined,
    "http.response.status_code": 404,
    "error.type": "unsupported_capability",
    "aisle.usage": undefined,
  };
  for (const [i, record] of others.slice(0, 2).entries()) {
    assertSays(record!, { ...refused, "aisle.provider": providers[i + 1] });
  }
  assert.equal(others[2], null);
}

describe("level envoy: access logs", () => {
  it("are in every configuration", async () => {
    const folders = (await readdir(new URL("examples/", ROOT))).map((name) => `examples/${name}`);
    assert.deepEqual([...folders, "envoy/envoy.yaml"].sort(), [...Object.keys(SHIPPED), ...WITHOUT].sort());
  });

  it("are of configurations in which Envoy follows no redirect", async () => {
    for (const build of Object.values(SHIPPED)) assert.doesNotMatch(JSON.stringify(await build()), /redirect/);
  });

  for (const [name, build] of Object.entries(SHIPPED)) {
    it(`${name}: says what happened to each call, and no credential`, async (t) => {
      const running = await start(t, await build());
      await makeCalls(running);
      const lines = await running.finish();
      assert.doesNotMatch(lines.join("\n"), /canary/);
      const entries = readEntries(lines);
      for (const entry of entries) {
        assert.deepEqual(
          Object.keys(entry).filter((key) => !MORE_FIELDS.includes(key)),
          FIELDS,
        );
      }
      const outcomes = entries.map(({ method, status, details }) => [method, status, details]);
      assert.deepEqual(outcomes, [
        ["POST", 200, "via_upstream"],
        ["POST", 404, "aisle.unsupported_capability"],
        ["POST", 404, "aisle.unsupported_capability"],
        [null, 400, "http1.invalid_characters"],
      ]);
      // The client's own path, without its query, whatever Aisle has made of it; Envoy's own refusal comes before Aisle.
      assert.deepEqual(
        entries.map(({ path }) => path),
        [CHAT, "/v1/nothing", FORGED, null],
      );
      assertRecords(entries, [PROVIDERS[name]!].flat());
      const [answered] = entries as [LogEntry];
      assert.equal(answered.upstream, `127.0.0.1:${running.llm.port}`);
      assert.ok(Number(answered.request_bytes) > 0 && Number(answered.response_bytes) > 0);
    });
  }

  it("would have the provider's key in the path of the request, and in its headers", async (t) => {
    const bootstrap = await SHIPPED["examples/stock-envoy"]!();
    const [log] = messagesOf(bootstrap, "StdoutAccessLog") as [Node];
    log.log_format.json_format = { path: "%REQ(:PATH)%", key: "%REQ(AUTHORIZATION)%" };
    const running = await start(t, bootstrap);
    await makeCalls(running);
    const [line] = await running.finish();
    assert.deepEqual(JSON.parse(line!), {
      path: `${CHAT}?api-key=canary-client-query-2&trace=1&key=canary-query`,
      key: "Bearer canary-env-1",
    });
  });
});
