/** One Envoy with Aisle before a fake LLM, for a client library to call. */
import type { Node } from "../../envoy/bootstrap.ts";
import {
  findCluster,
  pluginsOf,
  readBootstrap,
  setEndpoint,
  setPluginConfiguration,
  setPorts,
} from "../../envoy/bootstrap.ts";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { startEnvoy } from "../../envoy/start-envoy.ts";
import type { FakeLlm } from "../support/fake-llm/server.ts";
import { startFakeLlm } from "../support/fake-llm/server.ts";

/** The fake LLM takes this key only, and no client of these tests has it: every answer proves that Aisle added it. */
const KEY = "key-of-the-provider";

export interface Gateway {
  /** What a client takes as its base URL, without `/v1`. */
  url: string;
  llm: FakeLlm;
  stop(): Promise<void>;
}

/** Starts an Envoy with Aisle, so configured, before a server on this port; its URL, and what stops it. */
export async function startBefore(port: number, configuration: Node): Promise<{ url: string; stop(): Promise<void> }> {
  const bootstrap = await readBootstrap(new URL("../../envoy/envoy.yaml", import.meta.url));
  setPorts(bootstrap, 0, 0);
  setEndpoint(findCluster(bootstrap, "llm"), "127.0.0.1", port);
  for (const plugin of pluginsOf(bootstrap)) setPluginConfiguration(plugin, configuration);
  const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap });
  return { url: `http://127.0.0.1:${envoy.portOf("aisle")}`, stop: () => envoy.stop() };
}

/** Starts both; `configure` makes the plugin's configuration for the fake LLM's base URL and key. */
export async function startGateway(configure: (baseUrl: string, key: string) => Node): Promise<Gateway> {
  const llm = await startFakeLlm({ key: KEY });
  const { url, stop } = await startBefore(llm.port, configure(`${llm.url}/v1`, KEY));
  const stopBoth = async (): Promise<void> => {
    await stop();
    await llm.close();
  };
  return { url, llm, stop: stopBoth };
}
