// The keys that only Envoy can act on, in our names; APISIX' own are read as these (see spelling.ts).

import { Key, KeyKind } from "../provider/key";

/** How connections to providers are kept: at the top, and again in a provider. */
export const CONNECTION_KEYS: Array<Key> = [
  new Key("keepalive", KeyKind.Flag),
  new Key("keepaliveTimeout", KeyKind.Count).from(1000),
  new Key("keepalivePool", KeyKind.Count).from(1),
  new Key("sslVerify", KeyKind.Flag),
];

/** What stands at the top only. */
export const CLUSTER_KEYS: Array<Key> = [
  new Key("timeout", KeyKind.Count).from(1).to(600_000),
  new Key("healthCheck", KeyKind.Object),
  new Key("outlierDetection", KeyKind.Object),
].concat(CONNECTION_KEYS);

/** Keys of `healthCheck`. */
export const HEALTH_CHECK_KEYS: Array<Key> = [
  new Key("path", KeyKind.Text),
  new Key("interval", KeyKind.Count).from(1),
  new Key("timeout", KeyKind.Count).from(1),
  new Key("healthy", KeyKind.Count).from(1).to(254),
  new Key("unhealthy", KeyKind.Count).from(1).to(254),
];

/** Keys of `outlierDetection`. */
export const OUTLIER_KEYS: Array<Key> = [
  new Key("consecutiveFailures", KeyKind.Count),
  new Key("baseEjection", KeyKind.Count).from(1),
  new Key("maxEjectionPercent", KeyKind.Count).from(1).to(100),
];

/** Keys of `checks`. */
export const CHECKS_KEYS: Array<Key> = [new Key("active", KeyKind.Object)];

/** Keys of `checks.active`. */
export const ACTIVE_KEYS: Array<Key> = [
  new Key("type", KeyKind.Text).oneOf(["http", "https", "tcp"]),
  new Key("timeout", KeyKind.Number),
  new Key("concurrency", KeyKind.Count).from(1),
  new Key("host", KeyKind.Text),
  new Key("port", KeyKind.Count).from(1).to(65535),
  new Key("httpMethod", KeyKind.Text),
  new Key("httpPath", KeyKind.Text),
  new Key("httpReqBody", KeyKind.Text),
  new Key("httpsVerifyCertificate", KeyKind.Flag),
  new Key("reqHeaders", KeyKind.Texts),
  new Key("healthy", KeyKind.Object),
  new Key("unhealthy", KeyKind.Object),
];

/** Keys of `checks.active.healthy`. */
export const HEALTHY_KEYS: Array<Key> = [
  new Key("interval", KeyKind.Count).from(1),
  new Key("httpStatuses", KeyKind.Counts).from(200).to(599),
  new Key("successes", KeyKind.Count).from(1).to(254),
];

/** Keys of `checks.active.unhealthy`. */
export const UNHEALTHY_KEYS: Array<Key> = [
  new Key("interval", KeyKind.Count).from(1),
  new Key("httpStatuses", KeyKind.Counts).from(200).to(599),
  new Key("httpFailures", KeyKind.Count).from(1).to(254),
  new Key("tcpFailures", KeyKind.Count).from(1).to(254),
  new Key("timeouts", KeyKind.Count).from(1).to(254),
];
