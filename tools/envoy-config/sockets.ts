// How endpoints are connected to: plain, or TLS with a certificate that must be for the endpoint's name or address.
// https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/transport_sockets/tls/v3/tls.proto

import { isIP } from "node:net";
import { types } from "./envoy-types.ts";
import type { Provider } from "./providers.ts";

/** Where the certificates of authorities are that are trusted. */
export interface SocketOptions {
  ca: string;
}

/** The name of the transport socket that a provider needs. */
export function socketOf({ isTls, verifies, host }: Provider): string {
  if (!isTls) return "plain";
  // What must be in the certificate for an address has to be named; and no server is asked for by its address (RFC 6066).
  const address = isIP(host) === 0 ? "" : ` ${host}`;
  return `${verifies ? "tls" : "tls-unverified"}${verifies ? address : address && "-address"}`;
}

/** The transport sockets that these providers need, each once, to be matched by the metadata of endpoints. */
export function socketMatches(providers: Provider[], options: SocketOptions): object[] {
  const byName = new Map(providers.map((provider) => [socketOf(provider), provider]));
  return [...byName].map(([socket, provider]) => ({
    name: socket,
    match: { socket },
    transport_socket: transportSocket(provider, options),
  }));
}

// The name of each endpoint is what its certificate must be for; the client's own authority is of no account.
function transportSocket({ isTls, verifies, host }: Provider, { ca }: SocketOptions): object {
  if (!isTls) return { name: "envoy.transport_sockets.raw_buffer", typed_config: { "@type": types.rawBuffer } };
  const isName = isIP(host) === 0;
  const addresses = { match_typed_subject_alt_names: [{ san_type: "IP_ADDRESS", matcher: { exact: host } }] };
  const validation_context = { trusted_ca: { filename: ca }, ...(!isName && addresses) };
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": types.upstreamTls,
      ...(isName && { auto_host_sni: true }),
      ...(isName && verifies && { auto_sni_san_validation: true }),
      common_tls_context: { ...(verifies && { validation_context }) },
    },
  };
}
