// The types of Envoy's messages that the configuration is made of.

const EXTENSIONS = "type.googleapis.com/envoy.extensions";

export const types = {
  connectionManager: `${EXTENSIONS}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
  headerMutation: `${EXTENSIONS}.filters.http.header_mutation.v3.HeaderMutation`,
  httpProtocolOptions: `${EXTENSIONS}.upstreams.http.v3.HttpProtocolOptions`,
  httpProtocolOptionsName: "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
  previousHosts: `${EXTENSIONS}.retry.host.previous_hosts.v3.PreviousHostsPredicate`,
  previousPriorities: `${EXTENSIONS}.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig`,
  rawBuffer: `${EXTENSIONS}.transport_sockets.raw_buffer.v3.RawBuffer`,
  router: `${EXTENSIONS}.filters.http.router.v3.Router`,
  stringValue: "type.googleapis.com/google.protobuf.StringValue",
  upstreamCodec: `${EXTENSIONS}.filters.http.upstream_codec.v3.UpstreamCodec`,
  upstreamTls: `${EXTENSIONS}.transport_sockets.tls.v3.UpstreamTlsContext`,
  wasm: `${EXTENSIONS}.filters.http.wasm.v3.Wasm`,
} as const;
