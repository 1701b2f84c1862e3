// The whole of an Envoy configuration: listener, route, cluster, and the statistics with Aisle's labels.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { messagesOf, type Node } from "../../envoy/bootstrap.ts";
import { clusterOf } from "./cluster.ts";
import { types } from "./envoy-types.ts";
import { HASH_HEADER } from "./hashing.ts";
import type { Plan } from "./plan.ts";
import { routesOf } from "./route.ts";
import { wasmFilter, type WasmOptions } from "./wasm-filter.ts";

/** What depends on the machine that Envoy runs on. */
export interface BootstrapOptions extends WasmOptions {
  port: number;
  adminPort: number;
}

/** Headers by which a client could steer the router, which reads them before any filter of the cluster. */
const STEERING = [
  "x-envoy-expected-rq-timeout-ms",
  "x-envoy-hedge-on-per-try-timeout",
  "x-envoy-max-retries",
  "x-envoy-retriable-header-names",
  "x-envoy-retriable-status-codes",
  "x-envoy-retry-grpc-on",
  "x-envoy-retry-on",
  "x-envoy-upstream-alt-stat-name",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-upstream-rq-timeout-ms",
  "x-envoy-upstream-stream-duration-ms",
];

// Labels, buckets and the fields of the access log are everywhere the same: those of the example.
const EXAMPLE = new URL("../../examples/stock-envoy/envoy.yaml", import.meta.url);

/** A bootstrap that Envoy starts with. */
export function bootstrapOf(plan: Plan, options: BootstrapOptions): Node {
  const example = parse(readFileSync(EXAMPLE, "utf8")) as Node;
  return {
    admin: { address: addressOf("127.0.0.1", options.adminPort) },
    static_resources: {
      listeners: [
        {
          name: "aisle",
          address: addressOf("0.0.0.0", options.port),
          // A request is kept for the next attempt, and a larger one answered with 413.
          per_connection_buffer_limit_bytes: plan.maxRequestBytes,
          filter_chains: [{ filters: [connectionManager(plan, options, accessLogOf(example))] }],
        },
      ],
      clusters: [clusterOf(plan, options)],
    },
    stats_config: example.stats_config,
  };
}

/** What one adds to an Envoy of one's own: the HTTP filters, the route configuration and the cluster. */
export function fragmentOf(plan: Plan, options: WasmOptions): Node {
  return {
    http_filters: httpFilters(plan, options),
    route_config: routesOf(plan),
    clusters: [clusterOf(plan, options)],
  };
}

function connectionManager(plan: Plan, options: WasmOptions, access_log: object[]): object {
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": types.connectionManager,
      stat_prefix: "aisle",
      stream_idle_timeout: "600s",
      access_log,
      route_config: routesOf(plan),
      http_filters: httpFilters(plan, options),
    },
  };
}

function httpFilters(plan: Plan, options: WasmOptions): object[] {
  const { hashConfiguration, trustsEnvoyHeaders } = plan;
  const mutations = [...(trustsEnvoyHeaders ? [] : STEERING), HASH_HEADER].map((remove) => ({ remove }));
  return [
    {
      name: "envoy.filters.http.header_mutation",
      typed_config: { "@type": types.headerMutation, mutations: { request_mutations: mutations } },
    },
    ...(hashConfiguration === null ? [] : [wasmFilter("aisle-hash", hashConfiguration, plan.variables, options)]),
    { name: "envoy.filters.http.router", typed_config: { "@type": types.router } },
  ];
}

// With how often the request was sent, which the example does not need.
function accessLogOf(example: Node): object[] {
  const [manager] = messagesOf(example, "HttpConnectionManager") as [Node];
  const [log] = structuredClone(manager.access_log) as [Node];
  log.typed_config.log_format.json_format.attempts = "%UPSTREAM_REQUEST_ATTEMPT_COUNT%";
  return [log];
}

function addressOf(address: string, port_value: number): object {
  return { socket_address: { address, port_value } };
}
