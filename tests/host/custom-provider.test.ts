// The example's provider, made from configuration alone, is the built-in one: the same bytes go upstream.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readPluginSources } from "../../tools/check/plugin-source.ts";
import { readCase } from "../support/cases/load.ts";
import { runCase } from "../support/cases/emulator-runner.ts";

const EXAMPLE = "examples/custom-provider/envoy.yaml";
const BUILT_IN = {
  provider: {
    id: "openrouter",
    type: "openrouter",
    apiTokens: "env:OPENROUTER_API_KEY",
    modelMapping: { fast: "openai/gpt-4o-mini" },
  },
};

const CHATS = [
  '{"model":"fast","messages":[{"role":"user","content":"Hello!"}]}',
  '{"model":"other","messages":[],"reasoning_effort":"low"}',
  '{"model":"fast","messages":[],"reasoning_effort":"low","reasoning_max_tokens":512}',
  '{ "reasoning_max_tokens" : 512 , "model":"fast","reasoning":{"exclude":true},"messages":[]}',
  '{"model":"fast","reasoning":{"max_tokens":7},"reasoning_max_tokens":512,"messages":[]}',
  '{"model":"fast","reasoning_max_tokens":0,"reasoning_effort":"high","messages":[]}',
  '{"model":"fast","reasoning_max_tokens":null,"reasoning_effort":"high","messages":[]}',
  '{"model":"fast","messages":[{"role":"developer","content":"Be brief."},{"content":"developer","role":"user"}]}',
  '{"model":"fast","stream":true,"messages":[],"stream_options":{}}',
  '{"model":"fast","stream":true,"reasoning_max_tokens":1,"messages":[{"role":"developer","content":"x"}]}',
  '{"model":"fast","messages":[],"unknown":{"reasoning_effort":1.0e2}}',
  '{"model":7,"messages":[]}',
  "no JSON",
];

const REQUESTS = [
  ...CHATS.map((body) => ({ path: "/team/v1/chat/completions?x=1", body })),
  ...CHATS.map((body) => ({ path: "/v1/completions", body })),
  { path: "/v1/embeddings", body: '{"model":"fast","input":"i"}' },
  { path: "/v1/models" },
  { path: "/any" },
];

describe("level host: a provider from configuration alone", () => {
  const [{ text }] = readPluginSources(readFileSync(EXAMPLE));
  const custom = JSON.parse(Buffer.from(text).toString("utf8")) as object;

  for (const { path, body } of REQUESTS.map((request) => ({ body: undefined, ...request }))) {
    it(`sends what the built-in one sends: ${path} ${body ?? ""}`, () => {
      const headers = { "content-type": "application/json", authorization: "Bearer of-the-client" };
      const [own, builtIn] = [custom, BUILT_IN].map((config) => {
        const request = body === undefined ? { path, headers } : { path, headers, body };
        const item = { name: path, config, environment: { OPENROUTER_API_KEY: "sk-or" }, request };
        const { attempts, client, details } = runCase(readCase(item, "custom-provider", 0));
        return { attempts, client, details };
      });
      assert.deepEqual(own, builtIn);
    });
  }
});
