// Headers that Envoy itself adds, changes or drops around the filter, each with the reason. Comparisons leave them out at both levels.

import type { HeaderPair } from "../emulator/header-map.ts";

const REQUEST_HEADERS: Record<string, string> = {
  "x-forwarded-proto": "the connection manager notes the scheme the client used",
  "x-request-id": "the connection manager gives each request an id",
  "x-envoy-expected-rq-timeout-ms": "the router tells the upstream the route's timeout",
  "x-envoy-internal": "Envoy marks requests that it makes itself (call-outs)",
  "x-forwarded-for": "the async client of call-outs adds the node's own address",
  "transfer-encoding": "framing of HTTP/1.1, which Envoy's codec chooses anew on each hop",
  connection: "hop-by-hop; Envoy's codec keeps its own connections",
  "keep-alive": "hop-by-hop; Envoy's codec keeps its own connections",
};

const RESPONSE_HEADERS: Record<string, string> = {
  date: "Envoy adds the time when the upstream has not",
  server: "Envoy names itself (server_header_transformation)",
  "x-envoy-upstream-service-time": "the router adds how long the upstream took",
  "x-aisle-overhead-us":
    "Aisle's own: how long it took, another time in each exchange (unit tests hold it to the clock)",
  "transfer-encoding": "framing of HTTP/1.1, which Envoy's codec chooses anew on each hop",
  connection: "hop-by-hop; Envoy's codec keeps its own connections",
};

/** Whether a header of a request at the upstream is Envoy's own. */
export function isEnvoysRequestHeader([name, value]: HeaderPair): boolean {
  return name in REQUEST_HEADERS || framesNothing(name, value);
}

/** Whether a header of a response at the client is Envoy's own. */
export function isEnvoysResponseHeader([name, value]: HeaderPair): boolean {
  return name in RESPONSE_HEADERS || framesNothing(name, value);
}

/** A message without a body gets a length in HTTP/1.1, whether it had one or not. */
function framesNothing(name: string, value: string): boolean {
  return name === "content-length" && value === "0";
}

/** The header in which the tests' Envoy tells the details of a local reply; it is taken off before the comparison. */
export const DETAILS_HEADER = "x-test-response-code-details";
