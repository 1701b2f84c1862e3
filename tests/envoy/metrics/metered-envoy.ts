/** envoy/envoy.yaml as it is shipped, with a listener for each of several configurations, and what Envoy counts. */
import type { Node } from "../../../envoy/bootstrap.ts";
import {
  findCluster,
  messagesOf,
  pluginsOf,
  readBootstrap,
  setEndpoint,
  setPluginConfiguration,
  setPorts,
  setWasmPath,
} from "../../../envoy/bootstrap.ts";
import { findEnvoy } from "../../../envoy/get-envoy.ts";
import { startEnvoy } from "../../../envoy/start-envoy.ts";
import { RELEASE } from "../../support/cases/release.ts";
import { until } from "../../support/trouble/until.ts";
import type { Family } from "./prometheus-text.ts";
import { readPrometheus } from "./prometheus-text.ts";

const SHIPPED = new URL("../../../envoy/envoy.yaml", import.meta.url);
/** How often Envoy takes up what was recorded in histograms; its own is five seconds. */
const FLUSH = "0.2s";

/** What differs from the shipped configuration. */
export interface Metered {
  /** The filter, Aisle unless said. */
  wasm?: string;
  /** The plugin's configuration for each listener, by the listener's name: an object, or any text. */
  plugins: Record<string, object | string>;
  /** Where the requests go; nowhere unless said. */
  upstreamPort?: number;
  /** Worker threads, 1 unless said. */
  concurrency?: number;
  /** Changes anything else. */
  adapt?: (bootstrap: Node) => void;
}

/** A running Envoy. */
export interface MeteredEnvoy {
  port(listener: string): number;
  /** What /stats/prometheus says now. */
  prometheus(): Promise<Map<string, Family>>;
  /** The same, once `isThere` answers true of it; rejects after half a minute. */
  settled(isThere: (metrics: Map<string, Family>) => boolean): Promise<Map<string, Family>>;
  /** An answer of the admin interface. */
  admin(path: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startMeteredEnvoy(options: Metered): Promise<MeteredEnvoy> {
  const envoy = await startEnvoy({
    envoy: await findEnvoy(),
    bootstrap: await meteredBootstrap(options),
    concurrency: options.concurrency ?? 1,
  });
  const admin = async (path: string): Promise<string> => (await fetch(envoy.admin + path)).text();
  const prometheus = async (): Promise<Map<string, Family>> => readPrometheus(await admin("/stats/prometheus"));
  const settled: MeteredEnvoy["settled"] = async (isThere) => {
    let metrics = await prometheus();
    await until("what was to be counted", async () => isThere((metrics = await prometheus())));
    return metrics;
  };
  return { port: (listener) => envoy.portOf(listener), prometheus, settled, admin, stop: () => envoy.stop() };
}

async function meteredBootstrap({ wasm = RELEASE, plugins, upstreamPort = 9, adapt }: Metered): Promise<Node> {
  const bootstrap = await readBootstrap(SHIPPED);
  const [shipped] = bootstrap.static_resources.listeners as [Node];
  bootstrap.static_resources.listeners = Object.entries(plugins).map(([name, configuration]) => {
    const listener = structuredClone(shipped);
    listener.name = name;
    for (const plugin of pluginsOf(listener)) configure(plugin, name, configuration);
    for (const manager of messagesOf(listener, "HttpConnectionManager")) manager.access_log = [];
    return listener;
  });
  bootstrap.stats_flush_interval = FLUSH;
  setWasmPath(bootstrap, wasm);
  setPorts(bootstrap, 0, 0);
  setEndpoint(findCluster(bootstrap, "llm"), "127.0.0.1", upstreamPort);
  adapt?.(bootstrap);
  return bootstrap;
}

function configure(plugin: Node, name: string, configuration: object | string): void {
  // Without a root id of its own it would be taken for the other listeners' configuration, given anew.
  plugin.root_id = name;
  plugin.name = name;
  if (typeof configuration === "object") return setPluginConfiguration(plugin, configuration);
  plugin.configuration.value = configuration;
}
