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

/** Starts both; `configure` makes the plugin's configuration for the fake LLM's base URL and key. */
export async function startGateway(configure: (baseUrl: string, key: string) => Node): Promise<Gateway> {
  const llm = await startFakeLlm({ key: KEY });
  const bootstrap = await readBootstrap(new URL("../../envoy/envoy.yaml", import.meta.url));
  setPorts(bootstrap, 0, 0);
  setEndpoint(findCluster(bootstrap, "llm"), "127.0.0.1", llm.port);
  for (const plugin of pluginsOf(bootstrap)) setPluginConfiguration(plugin, configure(`${llm.url}/v1`, KEY));
  const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap });
  const stop = async (): Promise<void> => {
    await envoy.stop();
    await llm.close();
  };
  return { url: `http://127.0.0.1:${envoy.portOf("aisle")}`, llm, stop };
}
