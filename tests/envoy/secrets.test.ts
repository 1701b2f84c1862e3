/** Where a provider's key can be read in a running Envoy, and where it cannot. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import { pluginsOf, readBootstrap, readPluginConfiguration, setPluginConfiguration } from "../../envoy/bootstrap.ts";
import { chat } from "./examples/host-calls.ts";
import type { RunningExample } from "./examples/start-example.ts";
import { startExample } from "./examples/start-example.ts";

const EXAMPLE = new URL("../../examples/stock-envoy/envoy.yaml", import.meta.url);
const KEY = "canary-of-the-provider";
const PAGES = ["/config_dump", "/server_info", "/clusters", "/listeners", "/stats", "/certs", "/runtime"];

/** The example after one chat, with its key in the environment or, `written`, in its configuration. */
async function start(t: TestContext, written: boolean, logLevel: string): Promise<RunningExample> {
  const bootstrap = await readBootstrap(EXAMPLE);
  const [plugin] = pluginsOf(bootstrap);
  const configuration = readPluginConfiguration(plugin!);
  if (written) configuration.providers[0].apiTokens = KEY;
  setPluginConfiguration(plugin!, configuration);
  const running = await startExample(bootstrap, { OPENAI_API_KEY: KEY }, "right", logLevel);
  t.after(() => running.stop());
  assert.equal((await chat(running.port, "llm.example.com", "/v1/chat/completions")).status, 200);
  assert.match(JSON.stringify(running.llm.last()), new RegExp(KEY));
  return running;
}

async function findKey({ admin }: RunningExample): Promise<string[]> {
  const found: string[] = [];
  for (const page of PAGES) {
    const response = await fetch(admin + page);
    assert.equal(response.status, 200, page);
    if ((await response.text()).includes(KEY)) found.push(page);
  }
  return found;
}

describe("level envoy: secrets", () => {
  it("of the environment stand nowhere in the admin interface, nor in the log at level info", async (t) => {
    const running = await start(t, false, "info");
    assert.deepEqual(await findKey(running), []);
    assert.ok(!running.log().includes(KEY));
  });

  it("of the configuration stand in the configuration dump", async (t) => {
    assert.deepEqual(await findKey(await start(t, true, "info")), ["/config_dump"]);
  });

  it("stand in Envoy's own log at level debug, whatever the filter does", async (t) => {
    const running = await start(t, false, "debug");
    assert.match(running.log(), new RegExp(`'authorization', 'Bearer ${KEY}'`));
  });
});
