// The whole of an Envoy configuration: listener, route, cluster, and the statistics with Aisle's labels.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { messagesOf, type Node } from "../../envoy/bootstrap.ts";
import { clusterOf, type ClusterOptions } from "./cluster.ts";
import { types } from "./envoy-types.ts";
import type { Plan } from "./plan.ts";
import { routesOf } from "./route.ts";
import { wasmFilter } from "./wasm-filter.ts";

/** What depends on the machine that Envoy runs on. */
export interface BootstrapOptions extends ClusterOptions {
  port: number;
  adminPort: number;
}

/** Beginnings of headers by which a client could steer the router, which reads them before any filter of the cluster. */
const ENVOY_HEADERS = "x-envoy-";
const AISLE_HEADERS = "x-aisle-";

// Labels, buckets and the fields of the access log are everywhere the same: those of the example.
const EXAMPLE = new URL("../../examples/stock-envoy/envoy.yaml", import.meta.url);

// Of an answer up to 16 KiB are held until it shows whether it can be used: with less room it would wait for ever.
const LEAST_BUFFER_BYTES = 64 << 10;

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
          per_connection_buffer_limit_bytes: Math.max(plan.maxRequestBytes, LEAST_BUFFER_BYTES),
          filter_chains: [{ filters: [connectionManager(plan, options, accessLogOf(example))] }],
        },
      ],
      clusters: [clusterOf(plan, options)],
    },
    stats_config: example.stats_config,
  };
}

/** What one adds to an Envoy of one's own: the HTTP filters, the route configuration and the cluster. */
export function fragmentOf(plan: Plan, options: ClusterOptions): Node {
  return {
    http_filters: httpFilters(plan, options),
    route_config: routesOf(plan),
    clusters: [clusterOf(plan, options)],
  };
}

function connectionManager(plan: Plan, options: ClusterOptions, access_log: object[]): object {
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": types.connectionManager,
      stat_prefix: "aisle",
      stream_idle_timeout: "600s",
      // The client's address is that of its connection, not one that it names itself; and no provider's business. Headers
      // by which clients may steer would be taken off those from outside.
      ...(!plan.trustsEnvoyHeaders && { use_remote_address: true, skip_xff_append: true }),
      access_log,
      route_config: routesOf(plan),
      http_filters: httpFilters(plan, options),
    },
  };
}

function httpFilters(plan: Plan, options: ClusterOptions): object[] {
  const { hashConfiguration, trustsEnvoyHeaders } = plan;
  const prefixes = [...(trustsEnvoyHeaders ? [] : [ENVOY_HEADERS]), AISLE_HEADERS];
  const mutations = prefixes.map((prefix) => ({ remove_on_match: { key_matcher: { prefix } } }));
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
