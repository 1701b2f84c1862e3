/** Puts Aisle before each attempt: the plugin of a listener becomes an upstream filter of a cluster. */
import type { Node } from "../../../envoy/bootstrap.ts";
import { messagesOf, pluginsOf } from "../../../envoy/bootstrap.ts";

const TYPES = "type.googleapis.com/envoy.extensions";

/** Where one provider is. */
export interface Endpoint {
  provider: string;
  port: number;
}

/** Moves the plugin of `listener` to a cluster of these endpoints, each of which is the next attempt. */
export function moveToAttempts(bootstrap: Node, listener: string, endpoints: Endpoint[]): void {
  const node = (bootstrap.static_resources.listeners as Node[]).find((each) => each.name === listener)!;
  const [manager] = messagesOf(node, "HttpConnectionManager") as [Node];
  const filters = manager.http_filters as Node[];
  const [filter] = filters.splice(
    filters.findIndex((each) => pluginsOf(each).length > 0),
    1,
  );
  bootstrap.static_resources.clusters.push(clusterOf(listener, filter!, endpoints));
  for (const host of manager.route_config.virtual_hosts as Node[]) {
    for (const route of host.routes as Node[]) {
      route.route = { cluster: listener, timeout: "0s", retry_policy: retryPolicy(endpoints.length) };
    }
  }
}

function clusterOf(name: string, filter: Node, endpoints: Endpoint[]): Node {
  const codec = {
    name: "envoy.filters.http.upstream_codec",
    typed_config: { "@type": `${TYPES}.filters.http.upstream_codec.v3.UpstreamCodec` },
  };
  const options = {
    "@type": `${TYPES}.upstreams.http.v3.HttpProtocolOptions`,
    explicit_http_config: { http_protocol_options: {} },
    http_filters: [filter, codec],
  };
  const localities = endpoints.map(({ provider, port }, priority) => ({
    priority,
    lb_endpoints: [
      {
        endpoint: { address: { socket_address: { address: "127.0.0.1", port_value: port } } },
        metadata: { filter_metadata: { aisle: { provider } } },
      },
    ],
  }));
  return {
    name,
    type: "STATIC",
    load_assignment: { cluster_name: name, endpoints: localities },
    typed_extension_protocol_options: { "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options },
  };
}

function retryPolicy(attempts: number): Node {
  const typed_config = {
    "@type": `${TYPES}.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig`,
    update_frequency: 1,
  };
  const retry_priority = { name: "envoy.retry_priorities.previous_priorities", typed_config };
  return { retry_on: "5xx", num_retries: attempts - 1, retry_priority };
}
