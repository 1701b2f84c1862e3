// What is retried at another provider, and how often: `fallback`, or APISIX' keys for it, as a retry policy of Envoy's route.
// https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on

import { countAsked, orderAttempts } from "./attempt-order.ts";
import { ExpressionError, type KeyReader } from "./key-reader.ts";
import { areAddresses, sizesOfGroups, type Provider } from "./providers.ts";

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
// A name may have several addresses, which Envoy takes for different hosts: these attempts may be lost on them.
const FURTHER_ADDRESSES = 2;

/** Reads `fallback`. Throws ExpressionError. */
export function readFallback(root: KeyReader, providers: Provider[]): Fallback {
  const keys = root.member("fallback");
  const on = conditionsOf(root, keys);
  const statuses = on.filter((each) => /^\d+$/.test(each)).map(Number);
  if (on.includes("http_429")) statuses.push(429);
  const retryOn = on.includes("http_5xx") ? ["5xx"] : on.includes("transport") ? [...TRANSPORT] : [];
  if (statuses.length > 0) retryOn.push("retriable-status-codes");
  const sizes = sizesOfGroups(providers);
  const { attemptsPerGroup, retries } = orderAttempts(sizes);
  const backoff = keys.member("backoff");
  const baseMs = backoff.number("baseMs") ?? 25;
  return {
    retryOn,
    statuses: [...new Set(statuses)].sort((a, b) => a - b),
    maxRetries: readMaxRetries(root, keys, sizes) ?? retries + furtherAttempts(providers),
    backoff: { baseMs, maxMs: backoff.number("maxMs") ?? baseMs * 10 },
    attemptsPerGroup,
  };
}

function furtherAttempts(providers: Provider[]): number {
  return providers.length > 1 && !areAddresses(providers) ? FURTHER_ADDRESSES : 0;
}

// Fewer retries than it takes would be spent on a provider that has failed already, and another one never be asked.
function readMaxRetries(root: KeyReader, keys: KeyReader, sizes: number[]): number | undefined {
  const given = [keys, root].find((each) => each.has("maxRetries"));
  if (given === undefined) return undefined;
  const maxRetries = given.number("maxRetries")!;
  const { attemptsPerGroup, retries } = orderAttempts(sizes);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const asked = countAsked(maxRetries + 1, sizes, attemptsPerGroup);
  if (asked === Math.min(maxRetries + 1, all)) return maxRetries;
  throw new ExpressionError(
    given.pathOf("maxRetries"),
    `Envoy gives each priority equally many attempts, so that ${maxRetries + 1} would ask ${asked} of the providers: ` +
      `leave it out (${retries}), or give each priority as many providers`,
  );
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
