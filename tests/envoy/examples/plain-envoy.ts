/** The smallest Envoy configuration around a plugin: what the examples for control planes are put into. */
import type { Node } from "../../../envoy/bootstrap.ts";

const TYPES = "type.googleapis.com/envoy.extensions";

/** One listener, one cluster called `upstream`, the given routes and HTTP filters before the router. */
export function plainEnvoy(domains: string[], routes: Node[], httpFilters: Node[]): Node {
  const router = {
    name: "envoy.filters.http.router",
    typed_config: { "@type": `${TYPES}.filters.http.router.v3.Router` },
  };
  const connectionManager = {
    "@type": `${TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: "example",
    route_config: { virtual_hosts: [{ name: "llm", domains, routes }] },
    http_filters: [...httpFilters, router],
  };
  const filters = [{ name: "envoy.filters.network.http_connection_manager", typed_config: connectionManager }];
  const endpoints = [{ lb_endpoints: [{ endpoint: {} }] }];
  const upstream = { name: "upstream", type: "STATIC", load_assignment: { cluster_name: "upstream", endpoints } };
  return { static_resources: { listeners: [{ name: "example", filter_chains: [{ filters }] }], clusters: [upstream] } };
}

/** TLS to the upstream, checked against an authority and a name. */
export function tlsSocket(sni: string, subjectAltNames: string[]): Node {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": `${TYPES}.transport_sockets.tls.v3.UpstreamTlsContext`,
      sni,
      common_tls_context: {
        validation_context: {
          trusted_ca: {},
          match_typed_subject_alt_names: subjectAltNames.map((exact) => ({ san_type: "DNS", matcher: { exact } })),
        },
      },
    },
  };
}
