/** Every folder of examples/ in the real Envoy: the calls of its README, and what the provider received. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { messagesOf, pluginsOf, readBootstrap } from "../../envoy/bootstrap.ts";
import { pinnedVersion } from "../../envoy/get-envoy.ts";
import type { ReceivedRequest } from "../support/fake-llm/recorder.ts";
import { higressEnvoy, severalProvidersEnvoy } from "./examples/higress.ts";
import { istioEnvoy } from "./examples/istio.ts";
import { generateEnvoy } from "../../tools/envoy-config/generate.ts";
import type { LogEntry } from "./examples/log-entry.ts";
import { assertSays, readEntries, recordOf } from "./examples/log-entry.ts";
import type { Call, Reply } from "./examples/readme-calls.ts";
import { readCalls, send } from "./examples/readme-calls.ts";
import { startExample } from "./examples/start-example.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);
const KEY = "key-of-the-provider";

/** What a provider must see, and what the log must call it. */
type Destination = Pick<Example, "host" | "provider" | "authorization" | "models">;

interface Example {
  build(folder: URL): Promise<Node>;
  env: NodeJS.ProcessEnv;
  /** The authority that the provider must see. */
  host: string;
  /** The id of the provider. */
  provider: string;
  /** The provider's credential; null where the example has none. */
  authorization: string | null;
  /** Names of models that are mapped. */
  models: Record<string, string>;
  /** What the provider's paths begin with, besides. */
  base?: string;
  /** Who may answer in its stead: Envoy begins anywhere in its round. */
  others?: Destination[];
  /** Beginnings of paths that lead elsewhere, and what is received there, without the beginning. */
  elsewhere?: Record<string, Destination>;
  /** How many filters there are, 1 unless said. */
  filters?: number;
  /** Method and path of each call of the README, in its order. */
  calls: string[];
  /** Method and path of calls that must be refused without reaching the provider. */
  refused: string[];
  /** Paths that Aisle answers by itself. */
  own?: string[];
}

const CHAT = "POST /v1/chat/completions";
const MESSAGE = "POST /v1/messages";
const stock = (folder: URL): Promise<Node> => readBootstrap(new URL("envoy.yaml", folder));

/** As long as nobody fails, OpenAI answers. */
const OPENAI_FIRST: Omit<Example, "build"> = {
  env: { OPENAI_API_KEY: KEY, DEEPSEEK_API_KEY: "another-key" },
  host: "api.openai.com",
  provider: "openai",
  authorization: `Bearer ${KEY}`,
  models: { fast: "gpt-4o-mini" },
  calls: [CHAT, CHAT],
  refused: ["GET /v1/files"],
};

const TABLE: Record<string, Example> = {
  "stock-envoy": {
    build: stock,
    env: { OPENAI_API_KEY: KEY },
    host: "api.openai.com",
    provider: "openai",
    authorization: `Bearer ${KEY}`,
    models: { fast: "gpt-4o-mini" },
    calls: [CHAT, CHAT, "POST /v1/embeddings", "GET /v1/models"],
    refused: ["GET /v1/files", "POST /v1/rerank"],
  },
  vllm: {
    build: stock,
    env: {},
    host: "127.0.0.1:8000",
    provider: "vllm",
    authorization: null,
    models: { "gpt-4o-mini": "Qwen/Qwen2.5-0.5B-Instruct" },
    calls: [CHAT, CHAT, "POST /v1/completions", "GET /v1/models", "POST /v1/embeddings", "POST /v1/rerank"],
    refused: ["GET /v1/batches"],
  },
  higress: {
    build: higressEnvoy,
    env: {},
    host: "vllm-service:8000",
    provider: "vllm",
    authorization: null,
    models: { "gpt-3.5-turbo": "your-vllm-model-name" },
    calls: [CHAT, CHAT],
    refused: ["GET /v1/files"],
  },
  istio: {
    build: istioEnvoy,
    env: { OPENAI_API_KEY: KEY },
    host: "api.openai.com",
    provider: "openai",
    authorization: `Bearer ${KEY}`,
    models: { fast: "gpt-4o-mini" },
    calls: [CHAT, CHAT],
    refused: ["GET /v1/files"],
  },
  "custom-provider": {
    build: stock,
    env: { OPENROUTER_API_KEY: KEY },
    host: "openrouter.ai",
    base: "/api",
    provider: "openrouter",
    authorization: `Bearer ${KEY}`,
    models: { fast: "openai/gpt-4o-mini" },
    calls: [CHAT, CHAT],
    refused: ["GET /v1/files", "POST /v1/embeddings"],
  },
  "per-attempt": {
    build: stock,
    ...OPENAI_FIRST,
  },
  "multi-provider-failover": {
    build: async (folder) => generateEnvoy(await readFile(new URL("aisle.json", folder), "utf8")),
    ...OPENAI_FIRST,
    others: [
      {
        host: "api.deepseek.com",
        provider: "deepseek",
        authorization: "Bearer another-key",
        models: { fast: "deepseek-chat" },
      },
    ],
  },
  "claude-code-with-any-model": {
    build: stock,
    env: {},
    host: "127.0.0.1:11434",
    provider: "model",
    authorization: null,
    models: { "claude-sonnet-5-5": "qwen3", "claude-haiku-5-5": "qwen3", "gpt-4o-mini": "qwen3" },
    calls: [MESSAGE, MESSAGE, `${MESSAGE}/count_tokens`, CHAT],
    refused: ["GET /v1/files", "POST /v1/embeddings"],
    own: ["/v1/messages/count_tokens"],
  },
  "dynamic-forward-proxy": {
    build: stock,
    filters: 3,
    env: { OPENAI_API_KEY: KEY, DEEPSEEK_API_KEY: "another-key" },
    host: "api.openai.com",
    provider: "openai",
    authorization: `Bearer ${KEY}`,
    models: {},
    elsewhere: {
      "/deepseek": {
        host: "api.deepseek.com",
        provider: "openai",
        authorization: "Bearer another-key",
        models: { "gpt-4o-mini": "deepseek-chat" },
      },
      "/any": { host: "api.mistral.ai", provider: "generic", authorization: "Bearer $MISTRAL_API_KEY", models: {} },
    },
    calls: [CHAT, "POST /deepseek/v1/chat/completions", "POST /any/v1/embeddings"],
    refused: ["GET /v1/files", "GET /deepseek/v1/files", "POST /any/v1/images/generations"],
  },
};

describe("level envoy: examples", () => {
  it("are all covered", async () => {
    const folders = await readdir(EXAMPLES, { withFileTypes: true });
    assert.deepEqual(
      folders
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort(),
      Object.keys(TABLE).sort(),
    );
  });

  it("name the Envoy that they are tested with", async () => {
    const readmes = Object.keys(TABLE).map((name) => readFile(new URL(`${name}/README.md`, EXAMPLES), "utf8"));
    const versions = (await Promise.all(readmes)).flatMap(
      (text) => text.match(/(?<=envoyproxy\/envoy:v)[\d.]+\b/g) ?? [],
    );
    const pinned = await pinnedVersion();
    assert.deepEqual(versions, new Array(7).fill(pinned));
  });

  for (const [name, example] of Object.entries(TABLE)) {
    const folder = new URL(`${name}/`, EXAMPLES);

    it(`${name}: holds headers, fails closed, has no time limit and room for bodies`, async () => {
      const bootstrap = await example.build(folder);
      for (const plugin of pluginsOf(bootstrap)) {
        assert.equal(plugin.allow_on_headers_stop_iteration, true);
        assert.equal(plugin.failure_policy, "FAIL_RELOAD");
      }
      assert.equal(pluginsOf(bootstrap).length, example.filters ?? 1);
      const [manager] = messagesOf(bootstrap, "HttpConnectionManager");
      assert.deepEqual(new Set(timeoutsOf(manager!)), new Set(["0s"]));
      const [listener] = bootstrap.static_resources.listeners as [Node];
      assert.ok(listener.per_connection_buffer_limit_bytes >= 8 * 1024 * 1024);
    });

    it(`${name}: answers the calls of its README`, async (t) => {
      const running = await startExample(await example.build(folder), example.env);
      t.after(() => running.stop());
      const isOwn = ({ url }: Call): boolean => example.own?.includes(url.pathname) ?? false;
      const calls = await readCalls(new URL("README.md", folder));
      assert.deepEqual(
        calls.map((call) => `${call.method} ${call.url.pathname}`),
        example.calls,
      );
      for (const call of calls) {
        const reply = await send(running.port, call);
        checkReply(call, reply);
        if (!isOwn(call)) checkReceived(call, running.llm.last(), example);
      }
      for (const refused of example.refused) await checkRefusal(running.port, calls[0]!, refused);
      const others = calls.filter((call) => !isOwn(call));
      assert.equal(running.llm.requests(100).length, others.length, "a refused call reaches nobody");
      assert.doesNotMatch(running.log(), /\[(error|critical)\]/);
      const entries = readEntries(await running.finish());
      assert.equal(entries.length, calls.length + example.refused.length);
      for (const [i, call] of calls.entries()) checkEntry(call, entries[i]!, example);
      for (const entry of entries.slice(calls.length)) {
        assertSays(recordOf(entry)!, { "http.response.status_code": 404, "error.type": "unsupported_capability" });
      }
    });

    if (example.authorization === null) continue;
    it(`${name}: keeps the client's credentials to itself`, async (t) => {
      const running = await startExample(await example.build(folder), example.env);
      t.after(() => running.stop());
      const [call] = (await readCalls(new URL("README.md", folder))) as [Call];
      const headers = {
        authorization: "Bearer of-the-client",
        "x-api-key": "of-the-client",
        cookie: "a=of-the-client",
      };
      await send(running.port, { ...call, headers: { ...call.headers, ...headers } });
      assert.doesNotMatch(JSON.stringify(running.llm.last()), /of-the-client/);
      checkReceived(call, running.llm.last(), example);
    });

    for (const identity of ["other name", "other authority"] as const) {
      it(`${name}: gives its key to no server with a certificate of ${identity === "other name" ? "another name" : "another authority"}`, async (t) => {
        const running = await startExample(await example.build(folder), example.env, identity);
        t.after(() => running.stop());
        const [call] = (await readCalls(new URL("README.md", folder))) as [Call];
        assert.equal((await send(running.port, call)).status, 503);
        assert.equal(running.llm.last(), null);
      });
    }
  }
});

function headerOf(seen: ReceivedRequest | null, name: string): string | undefined {
  return seen?.headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

describe("level envoy: Higress' rules for several providers", () => {
  const folder = new URL("higress/", EXAMPLES);
  const SERVICE = "outbound|8000||vllm-service.default.svc.cluster.local";

  it("decide by host, by route and by service who answers", async (t) => {
    const bootstrap = await severalProvidersEnvoy(folder, SERVICE);
    const running = await startExample(bootstrap, {});
    t.after(() => running.stop());
    const ask = async (host: string, path: string): Promise<{ status: number; seen: ReceivedRequest | null }> => {
      const url = new URL(`http://${host}${path}`);
      const body = JSON.stringify({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello!" }] });
      const headers = { host, "content-type": "application/json", authorization: "Bearer of-the-client" };
      const before = running.llm.requests(100).length;
      const { status } = await send(running.port, { method: "POST", url, headers, body });
      return { status, seen: running.llm.requests(100).length > before ? running.llm.last() : null };
    };
    const table = [
      [
        "openai.your-gateway.example",
        "/v1/chat/completions",
        "api.openai.com",
        "Bearer your-openai-key",
        "gpt-4o-mini",
      ],
      ["any", "/deepseek/v1/chat/completions", "api.deepseek.com", "Bearer your-deepseek-key", "deepseek-chat"],
      ["any", "/vllm/v1/chat/completions", "vllm-service:8000", "Bearer of-the-client", "your-vllm-model-name"],
      ["any", "/v1/chat/completions", "any", "Bearer of-the-client", "gpt-4o-mini"],
    ];
    for (const [host, path, authority, authorization, model] of table) {
      const { seen } = await ask(host!, path!);
      assert.deepEqual(
        [headerOf(seen, "host"), headerOf(seen, "authorization"), JSON.parse(seen?.body ?? "{}").model],
        [authority, authorization, model],
        `${host}${path}`,
      );
    }
    const refused = await ask("openai.your-gateway.example", "/v1/files");
    assert.deepEqual(refused, { status: 404, seen: null });
  });
});

function timeoutsOf(manager: Node): string[] {
  const hosts = manager.route_config.virtual_hosts as Node[];
  return hosts.flatMap((host) => (host.routes as Node[]).map((route) => String(route.route.timeout)));
}

function isStream({ body }: Call): boolean {
  return body !== null && body.includes('"stream": true');
}

/** A call in Anthropic's API, whose provider has OpenAI's. */
function isTranslated({ url }: Call): boolean {
  return url.pathname === "/v1/messages";
}

function checkReply(call: Call, { status, headers, body }: Reply): void {
  assert.equal(status, 200, body);
  if (isStream(call)) {
    assert.match(headers["content-type"]!, /^text\/event-stream/);
    if (isTranslated(call)) {
      assert.match(body, /^event: message_start\n[^]*\n\nevent: message_stop\ndata: \{"type":"message_stop"\}\n\n$/);
      return;
    }
    // Aisle asked for the chunk with the usage, not the client.
    assert.doesNotMatch(body, /"usage":\{|"choices":\[\]/);
    assert.match(body, /^data: \{[^]*\n\ndata: \[DONE\]\n\n$/);
  } else {
    assert.match(headers["content-type"]!, /^application\/json/);
    assert.equal(typeof JSON.parse(body), "object");
  }
}

/** The provider sees its own host and key, and the client's bytes but for the model's name and the wish for usage, or a chat made of them. */
function checkReceived(call: Call, received: ReceivedRequest | null, example: Example): void {
  assert.ok(received);
  const values = (name: string): string[] =>
    received.headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  const { pathname } = call.url;
  const [prefix, { host, authorization, models }] = destinationOf(
    call,
    example,
    ({ host }) => host === values("host")[0],
  );
  assert.deepEqual(
    [received.method, received.path],
    [call.method, isTranslated(call) ? "/v1/chat/completions" : (example.base ?? "") + pathname.slice(prefix.length)],
  );
  assert.deepEqual(values("host"), [host]);
  assert.deepEqual(values("authorization"), authorization === null ? [] : [authorization]);
  if (isTranslated(call)) {
    const { model, ...rest } = JSON.parse(call.body!);
    const wish = isStream(call) ? { stream_options: { include_usage: true } } : {};
    assert.deepEqual(JSON.parse(received.body), { ...rest, model: models[model], ...wish });
    return;
  }
  const asked = isStream(call) ? '"stream_options":{"include_usage":true},' : "";
  assert.equal(
    received.body,
    (call.body ?? "")
      .replace("{", `{${asked}`)
      .replace(/("model": )"([^"]*)"/, (_, name: string, model: string) => `${name}"${models[model] ?? model}"`),
  );
}

/** The beginning of the path, and whom it leads to: the one of several that `isIt` knows. */
function destinationOf(
  { url }: Call,
  example: Example,
  isIt: (destination: Destination) => boolean,
): [prefix: string, destination: Destination] {
  const found = Object.entries(example.elsewhere ?? {}).find(([each]) => url.pathname.startsWith(`${each}/`));
  return found ?? ["", example.others?.find(isIt) ?? example];
}

/** The access log tells of each call who answered it, and with how many tokens a chat. */
function checkEntry(call: Call, entry: LogEntry, example: Example): void {
  const [, { provider }] = destinationOf(call, example, ({ provider }) => provider === entry.provider);
  assert.deepEqual([entry.provider, entry.status], [provider, 200]);
  const record = recordOf(entry)!;
  assertSays(record, { "aisle.provider": provider, "http.response.status_code": 200, "error.type": undefined });
  if (!call.url.pathname.endsWith("/chat/completions") && !isTranslated(call)) return;
  const capability = isTranslated(call) ? "anthropic/v1/messages" : "openai/v1/chatcompletions";
  assertSays(record, { "aisle.capability": capability, "aisle.usage": undefined });
  for (const type of ["input", "output"]) assert.ok(Number(record[`gen_ai.usage.${type}_tokens`]) > 0, type);
}

async function checkRefusal(port: number, { url }: Call, refused: string): Promise<void> {
  const [method, path] = refused.split(" ") as [string, string];
  const body = method === "POST" ? '{"model": "some-model"}' : null;
  const reply = await send(port, {
    method,
    url: new URL(path, url),
    headers: { "content-type": "application/json" },
    body,
  });
  assert.equal(reply.status, 404, reply.body);
  assert.equal(typeof JSON.parse(reply.body).error.message, "string");
}
