// Who is left out for a while: active health checks, and ejection by what answers say (outlier detection).
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier

import { ExpressionError, type KeyReader } from "./key-reader.ts";
import type { Provider } from "./providers.ts";

/** Times are milliseconds. */
export interface Health {
  /** null: nobody is probed. */
  check: { path: string; interval: number; timeout: number; healthy: number; unhealthy: number } | null;
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

function readCheck(root: KeyReader, providers: Provider[]): Health["check"] {
  const own = providers.map(({ keys }) => keys.member("checks").member("active"));
  const given = providers.filter(({ keys }) => keys.member("checks").has("active"));
  if (root.has("healthCheck")) {
    if (given.length > 0)
      throw new ExpressionError(given[0]!.keys.pathOf("checks"), "healthCheck says it for all providers already");
    const keys = root.member("healthCheck");
    return {
      path: keys.text("path") ?? "/",
      interval: keys.number("interval") ?? 10000,
      timeout: keys.number("timeout") ?? 2000,
      healthy: keys.number("healthy") ?? 1,
      unhealthy: keys.number("unhealthy") ?? 3,
    };
  }
  return given.length === 0 ? null : agreeOn(own, providers);
}

// APISIX has one check for each instance, Envoy one for a cluster.
function agreeOn(checks: KeyReader[], providers: Provider[]): Health["check"] {
  const texts = checks.map(readActive);
  texts.forEach((check, i) => {
    if (JSON.stringify(check) !== JSON.stringify(texts[0]))
      throw new ExpressionError(
        providers[i]!.keys.pathOf("checks"),
        `Envoy probes all endpoints of a cluster alike, and ${JSON.stringify(providers[0]!.id)} has another check`,
      );
  });
  return texts[0]!;
}

const INEXPRESSIBLE = ["host", "port", "httpMethod", "httpReqBody", "reqHeaders", "httpStatuses"];

function readActive(keys: KeyReader): NonNullable<Health["check"]> {
  for (const name of INEXPRESSIBLE) {
    if (keys.has(name)) throw new ExpressionError(keys.pathOf(name), "a probe is GET of the endpoint, without a body");
  }
  if (keys.text("type") === "tcp") throw new ExpressionError(keys.pathOf("type"), 'expected "http" or "https"');
  const [healthy, unhealthy] = [keys.member("healthy"), keys.member("unhealthy")];
  return {
    path: keys.text("httpPath") ?? "/",
    interval: (healthy.number("interval") ?? unhealthy.number("interval") ?? 1) * 1000,
    timeout: (keys.number("timeout") ?? 1) * 1000,
    healthy: healthy.number("successes") ?? 2,
    unhealthy: unhealthy.number("httpFailures") ?? 5,
  };
}
