// Headers by which a client could steer Aisle or Envoy: removed from every request.

import { HeaderList } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { Bytes, utf8 } from "../text/bytes";

const ALWAYS: Array<Bytes> = [utf8("x-aisle-"), utf8("x-envoy-original-")];

// https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#http-headers-consumed
const UNLESS_TRUSTED: Array<Bytes> = [
  utf8("x-envoy-upstream-rq-"),
  utf8("x-envoy-retry-"),
  utf8("x-envoy-max-retries"),
  utf8("x-envoy-hedge-"),
];

const X_PREFIX = utf8("x-");

/** Removes them, and the header of a `cluster_header` route; false when the proxy refused. */
export function removeSteering(host: Host, head: HeaderList, clusterHeader: Bytes, trustsEnvoy: bool): bool {
  for (let i = 0; i < head.length; i++) {
    const isSteering =
      head.isNamed(i, clusterHeader) ||
      (head.isNamedWithPrefix(i, X_PREFIX) &&
        (hasPrefixIn(head, i, ALWAYS) || (!trustsEnvoy && hasPrefixIn(head, i, UNLESS_TRUSTED))));
    if (isSteering && host.removeHeader(HeaderMap.Request, head.name(i)) != Status.Ok) return false;
  }
  return true;
}

function hasPrefixIn(head: HeaderList, index: i32, prefixes: Array<Bytes>): bool {
  for (let i = 0, count = prefixes.length; i < count; i++) {
    if (head.isNamedWithPrefix(index, unchecked(prefixes[i]))) return true; // i < count
  }
  return false;
}
