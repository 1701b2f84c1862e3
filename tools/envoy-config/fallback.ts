// What is retried at another provider, and how often: `fallback`, or APISIX' keys for it, as a retry policy of Envoy's route.
// https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on

import { ExpressionError, type KeyReader } from "./key-reader.ts";
import { largestGroup, rankPriorities, type Provider } from "./providers.ts";

/** When and how often an attempt is followed by another one. */
export interface Fallback {
  /** Envoy's conditions, and statuses besides. */
  retryOn: string[];
  statuses: number[];
  maxRetries: number;
  backoff: { baseMs: number; maxMs: number };
  /** How many attempts a group of one priority has before the next one's turn. */
  attemptsPerGroup: number;
}

const TRANSPORT = ["connect-failure", "refused-stream", "reset"];

/** Reads `fallback`. Throws ExpressionError. */
export function readFallback(root: KeyReader, providers: Provider[]): Fallback {
  const keys = root.member("fallback");
  const on = conditionsOf(root, keys);
  const statuses = on.filter((each) => /^\d+$/.test(each)).map(Number);
  if (on.includes("http_429")) statuses.push(429);
  const retryOn = on.includes("http_5xx") ? ["5xx"] : on.includes("transport") ? [...TRANSPORT] : [];
  if (statuses.length > 0) retryOn.push("retriable-status-codes");
  const groups = rankPriorities(providers).length;
  const attemptsPerGroup = largestGroup(providers);
  const backoff = keys.member("backoff");
  const baseMs = backoff.number("baseMs") ?? 25;
  return {
    retryOn,
    statuses: [...new Set(statuses)].sort((a, b) => a - b),
    maxRetries: keys.number("maxRetries") ?? root.number("maxRetries") ?? groups * attemptsPerGroup - 1,
    backoff: { baseMs, maxMs: backoff.number("maxMs") ?? baseMs * 10 },
    attemptsPerGroup,
  };
}

function conditionsOf(root: KeyReader, keys: KeyReader): string[] {
  if (keys.has("on")) return keys.texts("on");
  const strategies = root.texts("fallbackStrategy");
  for (const each of strategies) {
    if (each.includes("rate_limiting"))
      throw new ExpressionError(root.pathOf("fallbackStrategy"), `Envoy knows no limits of tokens: "${each}"`);
  }
  const statuses = root.texts("fallbackHttpStatuses");
  return strategies.length + statuses.length > 0 ? [...strategies, ...statuses] : ["transport"];
}
