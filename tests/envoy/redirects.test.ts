/** What becomes of our credentials where Envoy itself follows a provider's redirect (`internal_redirect_policy`). */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { messagesOf, setPorts } from "../../envoy/bootstrap.ts";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { startEnvoy } from "../../envoy/start-envoy.ts";
import type { CaseReply } from "../support/cases/case.ts";
import type { Station } from "../support/cases/envoy-station.ts";
import { BUFFER_LIMIT, calloutCluster, stationCluster, stationListener } from "../support/cases/envoy-station.ts";
import type { SeenRequest } from "../support/cases/observation.ts";
import { RELEASE } from "../support/cases/release.ts";
import { ScriptedUpstream } from "../support/cases/scripted-upstream.ts";
import { chat } from "./examples/host-calls.ts";

const LOCATION = "http://elsewhere.example/v1/chat/completions?theirs=1";
const POLICY = {
  max_internal_redirects: 1,
  redirect_response_codes: [301, 302, 303, 307, 308],
  allow_cross_scheme_redirect: true,
};

interface Gateway {
  port: number;
  /** Answers with redirects. */
  provider: ScriptedUpstream;
  /** Where they lead. */
  elsewhere: ScriptedUpstream;
}

const answer = (status: number, headers: CaseReply["headers"] = []): CaseReply => {
  return { status, headers, chunks: [], trailers: [], breaks: false };
};

async function startServer(t: TestContext, reply: CaseReply): Promise<ScriptedUpstream> {
  const server = await ScriptedUpstream.start();
  t.after(() => server.stop());
  server.script([reply, reply]);
  return server;
}

/** Envoy with Aisle, a provider that redirects, and a route to where its redirect leads. */
async function start(t: TestContext, configuration: Node, policy: Node | undefined): Promise<Gateway> {
  const provider = await startServer(t, answer(307, [["location", LOCATION]]));
  const elsewhere = await startServer(t, answer(200));
  const station = stationOf(configuration, provider.port);
  const listener = stationListener(station) as Node;
  const cluster = stationCluster(station) as Node;
  const [manager] = messagesOf(listener, "HttpConnectionManager") as [Node];
  const hosts = manager.route_config.virtual_hosts as Node[];
  hosts[0]!.routes[0].route.internal_redirect_policy = policy;
  const routes = [{ match: { prefix: "/" }, route: { cluster: "elsewhere" } }];
  hosts.push({ name: "elsewhere", domains: ["elsewhere.example"], routes });
  const clusters = [cluster, calloutCluster("elsewhere", elsewhere.port) as Node];
  // Only resources that are delivered name their type.
  for (const resource of [listener, ...clusters]) delete resource["@type"];
  const bootstrap = { static_resources: { listeners: [listener], clusters } };
  setPorts(bootstrap, 0, 0);
  const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap });
  t.after(() => envoy.stop());
  return { port: envoy.portOf(station.name), provider, elsewhere };
}

function stationOf(configuration: Node, port: number): Station {
  return {
    name: "station",
    wasm: RELEASE,
    vmId: "",
    configuration: Buffer.from(JSON.stringify(configuration)),
    environment: {},
    mode: configuration.mode ?? "listener",
    endpoints: [{ port, provider: "p" }],
    bufferLimit: BUFFER_LIMIT,
  };
}

/** Host, path, key and body of each request. */
function headsOf({ seen }: ScriptedUpstream): unknown[] {
  return seen.map(({ authority, path, headers, body }: SeenRequest) => {
    const key = headers.find(([name]) => name === "authorization")?.[1];
    return [authority, path, key, JSON.parse(Buffer.from(body).toString()).model];
  });
}

const TOKEN = { id: "p", apiTokens: ["sk-ours"] };
const OPENAI = { provider: { ...TOKEN, type: "openai", modelMapping: { m: "mapped", mapped: "again" } } };
const GENERIC = { provider: { ...TOKEN, type: "generic" } };
const UPSTREAM = { mode: "upstream", provider: { ...TOKEN, type: "openai" } };
const CHAT = "/v1/chat/completions";
const KEY = "Bearer sk-ours";

describe("level envoy: redirects", () => {
  for (const [name, configuration] of Object.entries({ OPENAI, GENERIC, UPSTREAM })) {
    it(`are passed on where Envoy follows none: ${name}`, async (t) => {
      const gateway = await start(t, configuration, undefined);
      assert.equal((await chat(gateway.port, "gateway.example", CHAT)).status, 307);
      assert.equal(gateway.provider.seen.length, 1);
      assert.equal(gateway.elsewhere.seen.length, 0);
    });
  }

  it("that Envoy follows lead back to a provider with a host of its own, and the model is mapped twice", async (t) => {
    const gateway = await start(t, OPENAI, POLICY);
    assert.equal((await chat(gateway.port, "gateway.example", CHAT)).status, 307);
    assert.deepEqual(headsOf(gateway.provider), [
      ["api.openai.com", CHAT, KEY, "mapped"],
      ["api.openai.com", `${CHAT}?theirs=1`, KEY, "again"],
    ]);
    assert.equal(gateway.elsewhere.seen.length, 0);
  });

  it("that Envoy follows give our key to whoever they name, where the provider keeps the client's host", async (t) => {
    const gateway = await start(t, GENERIC, POLICY);
    await chat(gateway.port, "gateway.example", CHAT);
    assert.deepEqual(headsOf(gateway.elsewhere), [["elsewhere.example", `${CHAT}?theirs=1`, KEY, "m"]]);
  });

  it("that Envoy follows give our key to whoever they name, where the filter stands in the cluster", async (t) => {
    const gateway = await start(t, UPSTREAM, POLICY);
    await chat(gateway.port, "gateway.example", CHAT);
    assert.deepEqual(headsOf(gateway.elsewhere), [["elsewhere.example", `${CHAT}?theirs=1`, KEY, "m"]]);
  });
});
