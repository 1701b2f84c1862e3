// The cluster: an endpoint for each provider, which Envoy chooses among, and Aisle in front of its codec, once per attempt.

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
// No more digits than a Duration has, whatever a fraction of a second has become in between.
const seconds = (ms: number): string => `${Math.round(ms) / 1000}s`;

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
    load_assignment: { cluster_name: CLUSTER, endpoints: localitiesOf(plan) },
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

function healthOf({ health }: Plan): object {
  const { check, ejection } = health;
  return {
    ...(check !== null && {
      health_checks: [
        {
          timeout: seconds(check.timeout),
          interval: seconds(check.interval),
          // Otherwise a minute, until the first request.
          no_traffic_interval: seconds(check.interval),
          healthy_threshold: check.healthy,
          unhealthy_threshold: check.unhealthy,
          // A probe has no key: to be told so, or that there is no such page, is an answer.
          http_health_check: {
            path: check.path,
            expected_statuses: [
              { start: 100, end: 429 },
              { start: 430, end: 500 },
            ],
            // Others that are not expected make a provider ill at once, without a threshold.
            retriable_statuses: [
              { start: 429, end: 430 },
              { start: 500, end: 600 },
            ],
          },
        },
      ],
    }),
    ...(ejection !== null && {
      outlier_detection: {
        interval: "1s",
        consecutive_5xx: ejection.consecutiveFailures,
        enforcing_consecutive_5xx: 100,
        enforcing_consecutive_gateway_failure: 0,
        enforcing_success_rate: 0,
        base_ejection_time: seconds(ejection.baseEjection),
        // Otherwise each ejection is longer than the one before, up to five minutes.
        max_ejection_time: seconds(ejection.baseEjection),
        max_ejection_percent: ejection.maxEjectionPercent,
      },
    }),
  };
}

// What counts as a failure: 5xx, 429, and the statuses after which another provider is tried.
function failuresOf({ fallback }: Plan): object {
  const status = (match: object): object => ({
    http_response_headers_match: { headers: [{ name: ":status", string_match: match }] },
  });
  const others = [...new Set([429, ...fallback.statuses])].filter((each) => each < 500);
  return {
    or_match: {
      rules: [status({ prefix: "5" }), ...others.map((each) => status({ exact: String(each) }))],
    },
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
