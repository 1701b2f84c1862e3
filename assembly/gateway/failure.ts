// Tells an upstream's failure from what another filter of the proxy says.

import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { readMillis, readRetryAfter, RETRY_AFTER, RETRY_AFTER_MS } from "../http/retry-after";
import { Bytes, equalBytes, startsWith, utf8 } from "../text/bytes";

// https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details
const DETAILS = utf8("response\0code_details");
const VIA_UPSTREAM = utf8("via_upstream");
/** What the router says where there is no answer. */
const NO_ANSWER: Array<Bytes> = [
  utf8("upstream_"),
  utf8("response_timeout"),
  utf8("no_healthy_upstream"),
  utf8("cluster_not_found"),
  utf8("maintenance_mode"),
  utf8("drop_overload"),
  utf8("unconditional_drop_overload"),
];
// The router writes it into answers of upstreams, also into those of call-outs, and not into its own.
const SERVICE_TIME = utf8("x-envoy-upstream-service-time");

const SERVICE_UNAVAILABLE: i32 = 503;
const GATEWAY_TIMEOUT: i32 = 504;

/** Where the head of an answer comes from. */
export enum Origin {
  Upstream,
  /** The proxy's router, since no upstream answered. */
  Router,
  /** Another filter: the request has not been sent. */
  Filter,
}

/** Who speaks in the answer at hand; asks the proxy. */
export function originOf(host: Host): Origin {
  const details = host.property(DETAILS);
  if (details === null || equalBytes(details, VIA_UPSTREAM)) return Origin.Upstream;
  for (let i = 0; i < NO_ANSWER.length; i++) {
    if (startsWith(details, unchecked(NO_ANSWER[i]))) return Origin.Router; // i < length
  }
  return Origin.Filter;
}

/** Who speaks in the answer to a call-out, which has this head and status. */
export function originOfCall(head: HeaderList, status: i32): Origin {
  const isOfRouter = status == SERVICE_UNAVAILABLE || status == GATEWAY_TIMEOUT;
  return isOfRouter && !head.has(SERVICE_TIME) ? Origin.Router : Origin.Upstream;
}

/** How many milliseconds the answer with this head asks to be left alone; 0: it does not. */
export function restAsked(head: HeaderList, now: u64): u64 {
  const millis = head.find(RETRY_AFTER_MS);
  const asked: u64 = millis === null ? 0 : readMillis(millis);
  if (asked > 0) return asked;
  const after = head.find(RETRY_AFTER);
  return after === null ? 0 : readRetryAfter(after, now / NANOSECONDS_IN_MILLI);
}
