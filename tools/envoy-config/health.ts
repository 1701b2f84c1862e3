// Who is left out for a while: active health checks, and ejection by what answers say (outlier detection).
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier

import { ExpressionError, type KeyReader } from "./key-reader.ts";
import type { Provider } from "./providers.ts";

/** How providers are probed; times are milliseconds. */
export interface HealthCheck {
  path: string;
  interval: number;
  timeout: number;
  /** How many answers in a row make a provider well, or how many failures ill. */
  healthy: number;
  unhealthy: number;
}

/** Times are milliseconds. */
export interface Health {
  /** null: nobody is probed. */
  check: HealthCheck | null;
  /** null: nobody is ejected. */
  ejection: { consecutiveFailures: number; baseEjection: number; maxEjectionPercent: number } | null;
}

/** Reads `healthCheck` and `outlierDetection`. Throws ExpressionError. */
export function readHealth(root: KeyReader, providers: Provider[], isHashed: boolean): Health {
  const check = readCheck(root, providers);
  const keys = root.member("outlierDetection");
  if (isHashed) refuseWithHashing(root, check !== null);
  const consecutiveFailures = keys.number("consecutiveFailures") ?? 5;
  const isOff = isHashed || consecutiveFailures === 0 || providers.length < 2;
  const ejection = {
    consecutiveFailures,
    baseEjection: keys.number("baseEjection") ?? 30000,
    maxEjectionPercent: keys.number("maxEjectionPercent") ?? 100,
  };
  return { check, ejection: isOff ? null : ejection };
}

// A ring that loses a host is built anew, and keys of others move with those of the lost one. With all hosts in it, the
// retry walks the ring from the failed one to the next, and no other key moves.
function refuseWithHashing(root: KeyReader, isChecked: boolean): void {
  const why = "with chash a provider that is left out moves the keys of others; the retry passes over it instead";
  if (isChecked) throw new ExpressionError(root.pathOf("healthCheck"), why);
  if (root.has("outlierDetection")) throw new ExpressionError(root.pathOf("outlierDetection"), why);
}

// The filter has compared those of APISIX, each in its instance, with each other and with `healthCheck`.
function readCheck(root: KeyReader, providers: Provider[]): HealthCheck | null {
  const active = providers.map(({ keys }) => keys.member("checks")).filter((checks) => checks.has("active"));
  const checks = active.map((each) => readActive(each.member("active")));
  if (!root.has("healthCheck")) return checks[0] ?? null;
  const keys = root.member("healthCheck");
  return {
    path: keys.text("path") ?? "/",
    interval: keys.number("interval") ?? 10000,
    timeout: keys.number("timeout") ?? 2000,
    healthy: keys.number("healthy") ?? 1,
    unhealthy: keys.number("unhealthy") ?? 3,
  };
}

/** Whether a provider is probed: with `healthCheck` all are, with APISIX' `checks` those that have them. */
export function isProbed({ keys }: Provider, root: KeyReader): boolean {
  return root.has("healthCheck") || keys.member("checks").has("active");
}

const ONE_PROBE = "a probe is GET of the endpoint, and fails when 429, 5xx or nothing is the answer";
const INEXPRESSIBLE = ["host", "port", "httpMethod", "httpReqBody", "reqHeaders", "concurrency"];
const INEXPRESSIBLE_COUNTS = ["httpStatuses", "tcpFailures", "timeouts"];

function readActive(keys: KeyReader): HealthCheck {
  const [healthy, unhealthy] = [keys.member("healthy"), keys.member("unhealthy")];
  refuse(keys, INEXPRESSIBLE);
  for (const each of [healthy, unhealthy]) refuse(each, INEXPRESSIBLE_COUNTS);
  if (keys.text("type") === "tcp") throw new ExpressionError(keys.pathOf("type"), ONE_PROBE);
  if (keys.flag("httpsVerifyCertificate") === false)
    throw new ExpressionError(
      keys.pathOf("httpsVerifyCertificate"),
      "a probe's connection is like any other's: sslVerify",
    );
  const interval = healthy.number("interval") ?? 1;
  if ((unhealthy.number("interval") ?? interval) !== interval)
    throw new ExpressionError(unhealthy.pathOf("interval"), `expected that of healthy (${interval})`);
  return {
    path: keys.text("httpPath") ?? "/",
    interval: interval * 1000,
    timeout: (keys.number("timeout") ?? 1) * 1000,
    healthy: healthy.number("successes") ?? 2,
    unhealthy: unhealthy.number("httpFailures") ?? 5,
  };
}

function refuse(keys: KeyReader, names: string[]): void {
  for (const name of names) if (keys.has(name)) throw new ExpressionError(keys.pathOf(name), ONE_PROBE);
}
