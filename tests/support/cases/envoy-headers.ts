// Headers that Envoy itself adds, changes or drops around the filter, each with the reason. Comparisons leave them out at both levels.

const REQUEST_HEADERS: Record<string, string> = {
  "x-forwarded-proto": "the connection manager notes the scheme the client used",
  "x-request-id": "the connection manager gives each request an id",
  "x-envoy-expected-rq-timeout-ms": "the router tells the upstream the route's timeout",
  "x-envoy-internal": "Envoy marks requests that it makes itself (call-outs)",
  "x-forwarded-for": "the async client of call-outs adds the node's own address",
  "transfer-encoding": "framing of HTTP/1.1, which Envoy's codec chooses anew on each hop",
  connection: "hop-by-hop; Envoy's codec keeps its own connections",
};

const RESPONSE_HEADERS: Record<string, string> = {
  date: "Envoy adds the time when the upstream has not",
  server: "Envoy names itself (server_header_transformation)",
  "x-envoy-upstream-service-time": "the router adds how long the upstream took",
  "transfer-encoding": "framing of HTTP/1.1, which Envoy's codec chooses anew on each hop",
  connection: "hop-by-hop; Envoy's codec keeps its own connections",
};

/** Whether a header of a request at the upstream is Envoy's own. */
export function isEnvoysRequestHeader(name: string): boolean {
  return name in REQUEST_HEADERS;
}

/** Whether a header of a response at the client is Envoy's own. */
export function isEnvoysResponseHeader(name: string): boolean {
  return name in RESPONSE_HEADERS;
}
