// The Envoy configuration of a variant of the bench: one listener, one cluster, and a filter in either or in none.

import { types } from "../../tools/envoy-config/envoy-types.ts";
import { wasmFilter } from "../../tools/envoy-config/wasm-filter.ts";
import type { UpstreamPorts } from "./upstream.ts";
import type { VariantName } from "./variant.ts";

/** A module and what it is configured with. */
export interface Filter {
  wasm: string;
  configuration: string;
}

/** The bootstrap of the variant with this name and filter, if it has one. */
export function bootstrapOf(name: VariantName, filter: Filter | null, upstreams: UpstreamPorts): object {
  const isInCluster = name === "attempt" || name === "failover";
  const failsOver = name === "failover" || name === "plainFailover";
  const isSteered = name === "balanced" || name === "callOut";
  const wasm = filter === null ? [] : [wasmFilter(name, filter.configuration, [], filter)];
  return {
    admin: { address: local(0) },
    static_resources: {
      listeners: [
        {
          name: "bench",
          address: local(0),
          per_connection_buffer_limit_bytes: 33554432,
          filter_chains: [{ filters: [connectionManager(isInCluster ? [] : wasm, failsOver, isSteered)] }],
        },
      ],
      clusters: [
        {
          name: "upstream",
          type: "STATIC",
          load_assignment: { cluster_name: "upstream", endpoints: endpointsOf(failsOver, upstreams) },
          ...(isInCluster && { typed_extension_protocol_options: protocolOptions(wasm) }),
          // Envoy's default lets three retries run at a time.
          ...(failsOver && { circuit_breakers: { thresholds: [{ max_retries: 1024 }] } }),
        },
        ...(isSteered ? [plainCluster("other", upstreams.port), plainCluster("failing", upstreams.failingPort)] : []),
      ],
    },
  };
}

function plainCluster(name: string, port: number): object {
  const endpoint = { lb_endpoints: [{ endpoint: { address: local(port) } }] };
  return { name, type: "STATIC", load_assignment: { cluster_name: name, endpoints: [endpoint] } };
}

// Each in a priority of its own, so that the failing one is always asked first.
function endpointsOf(failsOver: boolean, { port, failingPort }: UpstreamPorts): object[] {
  const endpoint = (port_value: number, provider: string, priority: number): object => ({
    priority,
    lb_endpoints: [
      { endpoint: { address: local(port_value) }, metadata: { filter_metadata: { aisle: { provider } } } },
    ],
  });
  return failsOver ? [endpoint(failingPort, "failing", 0), endpoint(port, "p", 1)] : [endpoint(port, "p", 0)];
}

function protocolOptions(filters: object[]): object {
  const codec = {
    name: "envoy.filters.http.upstream_codec",
    typed_config: { "@type": types.upstreamCodec },
  };
  return {
    [types.httpProtocolOptionsName]: {
      "@type": types.httpProtocolOptions,
      explicit_http_config: { http_protocol_options: {} },
      http_filters: [...filters, codec],
    },
  };
}

function connectionManager(filters: object[], failsOver: boolean, isSteered: boolean): object {
  const cluster = isSteered ? { cluster_header: "x-aisle-cluster" } : { cluster: "upstream" };
  const route = {
    match: { prefix: "/" },
    route: { ...cluster, timeout: "0s", ...(failsOver && { retry_policy: retryPolicy() }) },
  };
  const router = {
    name: "envoy.filters.http.router",
    typed_config: { "@type": types.router },
  };
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": types.connectionManager,
      stat_prefix: "bench",
      route_config: { virtual_hosts: [{ name: "all", domains: ["*"], routes: [route] }] },
      http_filters: [...filters, router],
    },
  };
}

function retryPolicy(): object {
  return {
    retry_on: "5xx",
    num_retries: 1,
    // The wait before a retry costs no CPU time, but blocks.
    retry_back_off: { base_interval: "0.001s", max_interval: "0.001s" },
    retry_priority: {
      name: "envoy.retry_priorities.previous_priorities",
      typed_config: {
        "@type": types.previousPriorities,
        update_frequency: 1,
      },
    },
  };
}

function local(port_value: number): object {
  return { socket_address: { address: "127.0.0.1", port_value } };
}
