// Headers that Envoy keeps in one slot of a map, so that a second value is joined to the first with a comma. Each kind of map has
// others (source/common/http/header_map_impl.cc, and the headers that filters register).

/** What a header map is the head, or the tail, of. */
export type MapKind = "request" | "response" | "request trailers" | "response trailers";

const ALL_HEADS =
  "cache-control connection content-encoding content-length content-type keep-alive proxy-connection proxy-status " +
  "transfer-encoding upgrade via x-envoy-attempt-count x-envoy-decorator-operation x-request-id";

const REQUESTS =
  "accept accept-encoding access-control-request-headers access-control-request-method authorization cdn-loop expect " +
  "grpc-accept-encoding grpc-timeout if-match if-modified-since if-none-match if-range if-unmodified-since origin pragma " +
  "referer te user-agent x-envoy-expected-rq-timeout-ms x-envoy-external-address x-envoy-internal x-envoy-max-retries " +
  "x-envoy-original-path x-envoy-retry-on x-envoy-upstream-rq-timeout-ms x-forwarded-client-cert x-forwarded-for " +
  "x-forwarded-host x-forwarded-port x-forwarded-proto";

const RESPONSES =
  "access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin " +
  "access-control-expose-headers access-control-max-age age date etag expires grpc-message grpc-status last-modified " +
  "location server vary x-envoy-degraded x-envoy-ratelimited x-envoy-upstream-canary x-envoy-upstream-service-time";

const JOINED: Record<MapKind, ReadonlySet<string>> = {
  request: new Set(`${ALL_HEADS} ${REQUESTS}`.split(" ")),
  response: new Set(`${ALL_HEADS} ${RESPONSES}`.split(" ")),
  "request trailers": new Set(),
  "response trailers": new Set(["grpc-message", "grpc-status"]),
};

/** Whether a map of that kind has one slot for the header, as heads have for pseudo headers. */
export function isJoined(kind: MapKind, name: string): boolean {
  return name.startsWith(":") || JOINED[kind].has(name);
}
