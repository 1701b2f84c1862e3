// An Envoy with Aisle in its listener: each provider has a cluster of its own, which a header that Aisle sets chooses.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import {
  messagesOf,
  pluginsOf,
  setPluginConfiguration,
  setPorts,
  setWasmPath,
  type Node,
} from "../../../envoy/bootstrap.ts";

const EXAMPLE = new URL("../../../examples/stock-envoy/envoy.yaml", import.meta.url);
const MOST_REQUESTS = 100_000;

/** How requests find their cluster. */
export interface ListenerOptions {
  /** All providers are behind the route's own cluster, which is that of the provider with this name. */
  routeCluster?: string;
}

/**
 * The bootstrap for a configuration, in which `{name}` stands for the address of the provider at that port. Each provider
 * of the configuration is told its cluster, which is called as the one in its endpoint.
 */
export function listenerEnvoy(
  configuration: object,
  ports: Map<string, number>,
  { routeCluster }: ListenerOptions = {},
): Node {
  const bootstrap = parse(readFileSync(EXAMPLE, "utf8")) as Node;
  const isChosen = routeCluster === undefined;
  const told = isChosen ? withClusters(configuration) : configuration;
  setPorts(bootstrap, 0, 0);
  setWasmPath(bootstrap, "build/aisle.wasm");
  for (const plugin of pluginsOf(bootstrap)) {
    setPluginConfiguration(plugin, told as Node);
    delete plugin.vm_config.environment_variables;
  }
  const [manager] = messagesOf(bootstrap, "HttpConnectionManager") as [Node];
  const header = String((configuration as Node).clusterHeader ?? "x-aisle-cluster");
  const cluster = isChosen ? { cluster_header: header } : { cluster: routeCluster };
  Object.assign(manager.route_config.virtual_hosts[0].routes[0], {
    route: { ...cluster, timeout: "0s" },
    // The name of a cluster is no provider's business.
    request_headers_to_remove: [header],
  });
  bootstrap.static_resources.clusters = [...ports].map(([name, port]) => clusterOf(name, port));
  return bootstrap;
}

// With a key `cluster` for each provider whose endpoint is `{name}`, unless it has one.
function withClusters(configuration: object): object {
  const { providers, instances, ...rest } = configuration as Record<string, unknown>;
  const told = (list: unknown): unknown =>
    (list as Node[]).map((provider) => {
      const name = /\{(\w+)\}/.exec(String(provider.override?.endpoint))?.[1];
      return name === undefined ? provider : { cluster: name, ...provider };
    });
  return {
    ...rest,
    ...(providers !== undefined && { providers: told(providers) }),
    ...(instances !== undefined && { instances: told(instances) }),
  };
}

function clusterOf(name: string, port_value: number): Node {
  const address = { socket_address: { address: "127.0.0.1", port_value } };
  const limits = { max_connections: MOST_REQUESTS, max_pending_requests: MOST_REQUESTS, max_requests: MOST_REQUESTS };
  return {
    name,
    type: "STATIC",
    connect_timeout: "5s",
    circuit_breakers: { thresholds: [{ priority: "DEFAULT", ...limits }] },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}
