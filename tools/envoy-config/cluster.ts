// The cluster: an endpoint for each provider, which Envoy chooses among, and Aisle in front of its codec, once per attempt.

import { failuresOf, healthOf } from "./cluster-health.ts";
import { seconds } from "./duration.ts";
import { types } from "./envoy-types.ts";
import type { Plan } from "./plan.ts";
import { areAddresses, rankPriorities } from "./providers.ts";
import { socketMatches, socketOf, type SocketOptions } from "./sockets.ts";
import { wasmFilter, type WasmOptions } from "./wasm-filter.ts";

/** What the cluster needs of the machine that Envoy runs on. */
export interface ClusterOptions extends WasmOptions, SocketOptions {}

/** The name of the cluster, and of the route's virtual host. */
export const CLUSTER = "aisle";
// Enough that neighbours on the ring share evenly: the deviation of a share falls with the root of its points.
const POINTS_PER_WEIGHT = 2048;
const LARGEST_RING = 8 << 20;
const MOST_REQUESTS = 10000;
// One host of a hundred that is well makes a priority well. With Envoy's 140 % a half that is out sends a third of the
// requests on to the next priority, or, where there is none, to those that are out.
const ONE_IS_ENOUGH = 10000;

/** The cluster of a plan. */
export function clusterOf(plan: Plan, options: ClusterOptions): object {
  const { providers, transport } = plan;
  return {
    name: CLUSTER,
    type: areAddresses(providers) ? "STATIC" : "STRICT_DNS",
    ...(!areAddresses(providers) && { dns_lookup_family: "V4_PREFERRED" }),
    connect_timeout: "5s",
    ...balancingOf(plan),
    ...healthOf(plan),
    circuit_breakers: { thresholds: ["DEFAULT", "HIGH"].map(thresholds) },
    upstream_connection_options: { tcp_keepalive: { keepalive_time: 60, keepalive_interval: 10, keepalive_probes: 3 } },
    typed_extension_protocol_options: {
      [types.httpProtocolOptionsName]: {
        "@type": types.httpProtocolOptions,
        explicit_http_config: { http_protocol_options: {} },
        common_http_protocol_options: {
          idle_timeout: seconds(transport.keepaliveTimeout),
          ...(!transport.keepsAlive && { max_requests_per_connection: 1 }),
        },
        ...(plan.health.ejection !== null && { outlier_detection: { error_matcher: failuresOf(plan) } }),
        http_filters: [
          wasmFilter("aisle", plan.configuration, plan.variables, options),
          { name: "envoy.filters.http.upstream_codec", typed_config: { "@type": types.upstreamCodec } },
        ],
      },
    },
    transport_socket_matches: socketMatches(providers, options),
    load_assignment: {
      cluster_name: CLUSTER,
      policy: { overprovisioning_factor: ONE_IS_ENOUGH },
      endpoints: localitiesOf(plan),
    },
  };
}

// One locality for each provider, so that its weight is not multiplied by the number of addresses that its name has. On a
// ring they all have the same points, so that there each must have the whole weight.
function localitiesOf({ providers, unprobed, health, metadata, hashing }: Plan): object[] {
  const ranks = rankPriorities(providers);
  return providers.map((provider) => ({
    locality: { zone: provider.id },
    priority: ranks.indexOf(provider.priority),
    ...(hashing === null && { load_balancing_weight: provider.weight }),
    lb_endpoints: [
      {
        ...(hashing !== null && { load_balancing_weight: provider.weight }),
        endpoint: {
          hostname: provider.host,
          address: { socket_address: { address: provider.host, port_value: provider.port } },
          ...(health.check !== null && {
            health_check_config: unprobed.includes(provider)
              ? { disable_active_health_check: true }
              : { hostname: provider.authority },
          }),
        },
        metadata: {
          filter_metadata: {
            [metadata.namespace]: { [metadata.key]: provider.id },
            // Two providers may have the same address, and an address may change: neither says who is where on a ring.
            "envoy.lb": { hash_key: provider.id },
            "envoy.transport_socket_match": { socket: socketOf(provider) },
          },
        },
      },
    ],
  }));
}

function balancingOf({ hashing, providers }: Plan): object {
  // By default Envoy tells its workers only once a second who is out: two that fail at once are then one short for a while.
  const merging = { update_merge_window: "0s" };
  if (hashing === null)
    return { lb_policy: "ROUND_ROBIN", common_lb_config: { ...merging, locality_weighted_lb_config: {} } };
  const total = providers.reduce((sum, { weight }) => sum + weight, 0);
  return {
    lb_policy: "RING_HASH",
    ring_hash_lb_config: {
      // In proportion to the sum of weights, so that a provider has as many points whoever else is there.
      minimum_ring_size: Math.min(POINTS_PER_WEIGHT * total, LARGEST_RING),
      maximum_ring_size: LARGEST_RING,
    },
    common_lb_config: merging,
  };
}

// Envoy's own limit of three concurrent retries would turn a storm of failovers into 503s.
function thresholds(priority: string): object {
  return {
    priority,
    max_connections: MOST_REQUESTS,
    max_pending_requests: MOST_REQUESTS,
    max_requests: MOST_REQUESTS,
    // Of those that wait for their retry none counts as active: without a minimum the last ones would be refused.
    retry_budget: { budget_percent: { value: 100 }, min_retry_concurrency: MOST_REQUESTS },
  };
}
