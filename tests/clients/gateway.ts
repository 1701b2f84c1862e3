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
import { startEnvoy, type Envoy } from "../../envoy/start-envoy.ts";
import { generateEnvoy } from "../../tools/envoy-config/generate.ts";
import type { FakeLlm } from "../support/fake-llm/server.ts";
import { startFakeLlm } from "../support/fake-llm/server.ts";
import type { Mode } from "../support/providers/balanced-gateway.ts";
import { listenerEnvoy } from "../support/providers/listener-envoy.ts";

/** The fake LLM takes this key only, and no client of these tests has it: every answer proves that Aisle added it. */
const KEY = "key-of-the-provider";

export interface Gateway {
  /** What a client takes as its base URL, without `/v1`. */
  url: string;
  llm: FakeLlm;
  stop(): Promise<void>;
}

/** An Envoy: its URL, and what stops it. */
export interface Running {
  url: string;
  stop(): Promise<void>;
}

/** Starts an Envoy with Aisle, so configured, before a server on this port. */
export async function startBefore(port: number, configuration: Node): Promise<Running> {
  const bootstrap = await readBootstrap(new URL("../../envoy/envoy.yaml", import.meta.url));
  setPorts(bootstrap, 0, 0);
  setEndpoint(findCluster(bootstrap, "llm"), "127.0.0.1", port);
  for (const plugin of pluginsOf(bootstrap)) setPluginConfiguration(plugin, configuration);
  return running(await startEnvoy({ envoy: await findEnvoy(), bootstrap }));
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

/** Starts an Envoy with Aisle that fails over among servers at these ports; `{name}` stands for the address of one. */
export async function startAmong(mode: Mode, configuration: object, ports: Map<string, number>): Promise<Running> {
  const addressed = (value: object): string =>
    JSON.stringify(value).replace(/\{(\w+)\}/g, (whole, name: string) =>
      ports.has(name) ? `127.0.0.1:${ports.get(name)}` : whole,
    );
  const bootstrap: Node =
    mode === "upstream"
      ? generateEnvoy(addressed(configuration), { port: 0, adminPort: 0, wasm: "build/aisle.wasm" })
      : (JSON.parse(addressed(listenerEnvoy(configuration, ports))) as Node);
  setPorts(bootstrap, 0, 0);
  return running(await startEnvoy({ envoy: await findEnvoy(), bootstrap }));
}

function running(envoy: Envoy): Running {
  return { url: `http://127.0.0.1:${envoy.portOf("aisle")}`, stop: () => envoy.stop() };
}
