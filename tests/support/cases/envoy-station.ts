// Envoy configuration for a station: one listener with the filter in it (or before its cluster's endpoints), and its upstreams.

import { createHash } from "node:crypto";
import type { Node } from "../../../envoy/bootstrap.ts";
import { DETAILS_HEADER } from "./envoy-headers.ts";

/** `per_connection_buffer_limit_bytes` of the listeners: Envoy's default, as in the emulated host. */
export const BUFFER_LIMIT = 1 << 20;

/** One plugin configuration in Envoy. `endpoints` are ports on 127.0.0.1; in mode upstream each has a provider and is one attempt. */
export interface Station {
  name: string;
  wasm: string;
  /** Plugins with the same id share a VM. */
  vmId: string;
  configuration: Uint8Array;
  environment: Record<string, string>;
  mode: "listener" | "upstream";
  endpoints: { port: number; provider: string | null }[];
  bufferLimit: number;
  /** Names of filter state that the access log tells besides Aisle's own. */
  filterState?: string[];
  /** The prefix of the paths that have a route; that of all when left out. */
  routedPrefix?: string;
  /** The route's name, the provider that its metadata names, and the one that the cluster's does. */
  route?: { name: string | null; provider: string | null; clusterProvider?: string | null };
  /** The route's time limit for an answer; none when left out. */
  timeout?: string;
  /** Changes what is said of it to Envoy: its listener and its cluster. */
  adapt?: { listener?: (listener: Node) => void; cluster?: (cluster: Node) => void };
}

const TYPE = "type.googleapis.com/";
const EXTENSIONS = `${TYPE}envoy.extensions.`;

/**
 * What the access log tells of each exchange: what Aisle leaves in filter state, and what an operator may want to see.
 * Not the request's head, which holds the provider's key once the filter has written it.
 */
const ACCESS_LOG_FORMAT = {
  code: "%RESPONSE_CODE%",
  details: "%RESPONSE_CODE_DETAILS%",
  termination: "%CONNECTION_TERMINATION_DETAILS%",
  failure: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
  flags: "%RESPONSE_FLAGS%",
  cluster: "%UPSTREAM_CLUSTER%",
  head: "%FILTER_STATE(wasm.aisle.head:PLAIN)%",
  path: "%FILTER_STATE(wasm.aisle.path:PLAIN)%",
  metadata: "%DYNAMIC_METADATA(aisle)%",
  type: "%RESP(content-type)%",
  location: "%RESP(location)%",
  cookies: "%RESP(set-cookie)%",
  challenge: "%RESP(www-authenticate)%",
};

/** The listener of a station; its port is Envoy's choice. Its access log goes to the file `accessLog`, if one is named. */
export function stationListener(station: Station, accessLog?: string): object {
  const filters = station.mode === "listener" ? [wasmFilter(station)] : [];
  const router = {
    name: "envoy.filters.http.router",
    typed_config: { "@type": `${EXTENSIONS}filters.http.router.v3.Router` },
  };
  const manager = {
    "@type": `${EXTENSIONS}filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: station.name,
    codec_type: "AUTO",
    http_protocol_options: { enable_trailers: true },
    upgrade_configs: [{ upgrade_type: "websocket" }],
    local_reply_config: tellDetails(),
    access_log: accessLog === undefined ? [] : [fileAccessLog(station, accessLog)],
    route_config: { name: station.name, validate_clusters: false, virtual_hosts: [virtualHost(station)] },
    http_filters: [...filters, router],
  };
  const listener = {
    "@type": `${TYPE}envoy.config.listener.v3.Listener`,
    name: station.name,
    address: socketAddress(0),
    per_connection_buffer_limit_bytes: station.bufferLimit,
    filter_chains: [{ filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }] }],
  };
  station.adapt?.listener?.(listener);
  return listener;
}

function fileAccessLog(station: Station, path: string): object {
  const state = (station.filterState ?? []).map((name) => [name, `%FILTER_STATE(wasm.${name}:PLAIN)%`]);
  const json_format = { station: station.name, ...ACCESS_LOG_FORMAT, state: Object.fromEntries(state) };
  const typed_config = {
    "@type": `${EXTENSIONS}access_loggers.file.v3.FileAccessLog`,
    path,
    log_format: { json_format },
  };
  return { name: "envoy.access_loggers.file", typed_config };
}

/** The cluster of a station. */
export function stationCluster(station: Station): object {
  const filters = station.mode === "upstream" ? [wasmFilter(station)] : [];
  const endpoints = station.endpoints.map(({ port, provider }, priority) => ({
    priority,
    lb_endpoints: [
      {
        endpoint: { address: socketAddress(port) },
        metadata: { filter_metadata: { aisle: { provider: provider ?? "" } } },
      },
    ],
  }));
  const provider = station.route?.clusterProvider ?? null;
  const metadata = provider === null ? {} : { metadata: { filter_metadata: { aisle: { provider } } } };
  const own = { ...cluster(station.name, endpoints, filters), ...metadata };
  station.adapt?.cluster?.(own);
  return own;
}

/** A cluster with one endpoint, for call-outs. */
export function calloutCluster(name: string, port: number): object {
  return cluster(name, [{ lb_endpoints: [{ endpoint: { address: socketAddress(port) } }] }], []);
}

function cluster(name: string, endpoints: object[], filters: object[]): object {
  const codec = {
    name: "envoy.filters.http.upstream_codec",
    typed_config: { "@type": `${EXTENSIONS}filters.http.upstream_codec.v3.UpstreamCodec` },
  };
  const options = {
    "@type": `${EXTENSIONS}upstreams.http.v3.HttpProtocolOptions`,
    explicit_http_config: { http_protocol_options: { enable_trailers: true } },
    http_filters: [...filters, codec],
  };
  return {
    "@type": `${TYPE}envoy.config.cluster.v3.Cluster`,
    name,
    type: "STATIC",
    connect_timeout: "5s",
    load_assignment: { cluster_name: name, endpoints },
    typed_extension_protocol_options: { "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options },
  };
}

function wasmFilter(station: Station): object {
  const value = Buffer.from(station.configuration).toString("base64");
  const vm = {
    vm_id: station.vmId,
    runtime: "envoy.wasm.runtime.v8",
    code: { local: { filename: station.wasm } },
    environment_variables: { key_values: station.environment },
  };
  const config = {
    name: station.name,
    // Lines that a root context logs carry the root id only.
    root_id: station.name,
    vm_config: vm,
    configuration: { "@type": `${TYPE}google.protobuf.BytesValue`, value },
    failure_policy: "FAIL_RELOAD",
    allow_on_headers_stop_iteration: true,
  };
  return { name: "aisle", typed_config: { "@type": `${EXTENSIONS}filters.http.wasm.v3.Wasm`, config } };
}

function virtualHost(station: Station): object {
  const attempts = station.endpoints.length;
  const route = {
    cluster: station.name,
    timeout: station.timeout ?? "0s",
    ...(attempts > 1 ? { retry_policy: retryPolicy(attempts) } : {}),
  };
  const { name, provider } = station.route ?? { name: null, provider: null };
  const named = name === null ? {} : { name };
  const metadata = provider === null ? {} : { metadata: { filter_metadata: { aisle: { provider } } } };
  const match = { prefix: station.routedPrefix ?? "" };
  return { name: "all", domains: ["*"], routes: [{ ...named, ...metadata, match, route }] };
}

/** Each attempt goes to the next priority, so that attempt n meets endpoint n. */
function retryPolicy(attempts: number): object {
  return {
    retry_on: "5xx",
    num_retries: attempts - 1,
    retry_back_off: { base_interval: "0.001s", max_interval: "0.002s" },
    retry_priority: {
      name: "envoy.retry_priorities.previous_priorities",
      typed_config: {
        "@type": `${EXTENSIONS}retry.priority.previous_priorities.v3.PreviousPrioritiesConfig`,
        update_frequency: 1,
      },
    },
  };
}

/** Local replies carry their response-code details in a header, because Envoy's access logs are written seconds later. */
function tellDetails(): object {
  const all = { comparison: { op: "GE", value: { default_value: 100, runtime_key: "aisle.test.any_status" } } };
  const header = { key: DETAILS_HEADER, value: "%RESPONSE_CODE_DETAILS%" };
  return { mappers: [{ filter: { status_code_filter: all }, headers_to_add: [{ header }] }] };
}

function socketAddress(port: number): object {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}

/** A name for what is equal exactly when `parts` are. */
export function stationName(...parts: unknown[]): string {
  return `s${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16)}`;
}
