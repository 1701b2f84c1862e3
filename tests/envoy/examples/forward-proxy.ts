/** Keeps a dynamic forward proxy on this machine: its names are asked of our DNS server, its port is the fake LLM's. */
import type { Node } from "../../../envoy/bootstrap.ts";
import { messagesOf } from "../../../envoy/bootstrap.ts";

const TYPES = "type.googleapis.com/envoy.extensions";
const FILTER = "dynamic_forward_proxy.v3.FilterConfig";
const CLUSTER = "dynamic_forward_proxy.v3.ClusterConfig";

/** True where the configuration's cluster takes its hosts from the requests. */
export function isForwardProxy(bootstrap: Node): boolean {
  return messagesOf(bootstrap, CLUSTER).length > 0;
}

/** The hosts that the RBAC filter lets pass. */
export function listedHosts(bootstrap: Node): string[] {
  const [rbac] = messagesOf(bootstrap, "rbac.v3.RBAC");
  const policies = Object.values(rbac?.rules.policies ?? {}) as Node[];
  return policies.flatMap(({ permissions }) => (permissions as Node[]).map(({ header }) => header.string_match.exact));
}

/** Makes filter and cluster ask the DNS server on `port`, and no other. */
export function setDnsServer(bootstrap: Node, port_value: number): void {
  const typed_config = {
    "@type": `${TYPES}.network.dns_resolver.cares.v3.CaresDnsResolverConfig`,
    resolvers: [{ socket_address: { address: "127.0.0.1", port_value } }],
    dns_resolver_options: { no_default_search_domain: true },
  };
  for (const each of [...messagesOf(bootstrap, FILTER), ...messagesOf(bootstrap, CLUSTER)]) {
    const typed_dns_resolver_config = { name: "envoy.network.dns_resolver.cares", typed_config };
    each.dns_cache_config = { ...each.dns_cache_config, typed_dns_resolver_config };
  }
}

/** Makes the forward proxy connect to `port` where it would to 443; hosts are written and judged without it. */
export function setForwardPort(bootstrap: Node, port: number): void {
  const filters = messagesOf(bootstrap, "HttpConnectionManager")[0]!.http_filters as Node[];
  const object = { object_key: "envoy.upstream.dynamic_port", format_string: textOf(String(port)) };
  const typed_config = {
    "@type": `${TYPES}.filters.http.set_filter_state.v3.Config`,
    on_request_headers: [object],
  };
  filters.splice(indexOfForwardProxy(filters), 0, { name: "the port of the fake LLM", typed_config });
}

/** Takes the list of hosts out, to see what it is that it prevents. */
export function removeList(bootstrap: Node): void {
  const filters = messagesOf(bootstrap, "HttpConnectionManager")[0]!.http_filters as Node[];
  filters.splice(
    filters.findIndex((filter) => filter.name === "envoy.filters.http.rbac"),
    1,
  );
}

function indexOfForwardProxy(filters: Node[]): number {
  return filters.findIndex((filter) => String(filter.typed_config["@type"]).endsWith(FILTER));
}

function textOf(inline_string: string): Node {
  return { text_format_source: { inline_string } };
}
