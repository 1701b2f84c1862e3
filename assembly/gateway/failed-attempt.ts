// Tells operators of an attempt that could not be made. The proxy does not try another endpoint then: what is wrong is wrong
// with the gateway, not with a provider, and the client has an error that a right configuration would have spared it.

import { Host, LogLevel } from "../host/host";
import { Refusal } from "../protocol/refusal";
import { Bytes, textOf, utf8 } from "../text/bytes";

// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes#upstream-attributes
const ADDRESS = utf8("upstream\0address");
const CLUSTER = utf8("xds\0cluster_name");

/** Writes one line that names endpoint and cluster of the running attempt, and why there is none. */
export function warnOfAttempt(host: Host, refusal: Refusal): void {
  if (!host.isLogged(LogLevel.Warn)) return;
  const address = nameOf(host.property(ADDRESS));
  const cluster = nameOf(host.property(CLUSTER));
  host.log(LogLevel.Warn, `aisle: no attempt at ${address} in cluster ${cluster}: ${textOf(refusal.message)}`);
}

function nameOf(value: Bytes | null): string {
  return value === null ? "(unknown)" : textOf(value);
}
