// The route: no limit to a whole answer, retries as `fallback` says, and what a request is hashed by.

import { CLUSTER } from "./cluster.ts";
import { seconds } from "./duration.ts";
import { types } from "./envoy-types.ts";
import { SOURCE } from "./hashing.ts";
import type { Plan } from "./plan.ts";
import { rankPriorities } from "./providers.ts";

const IDLE_TIMEOUT = "600s";
// A draw costs 0.2 microseconds; when all were tried, all draws are in vain.
const FEWEST_DRAWS = 100;
const MOST_DRAWS = 20000;

const ANY = { prefix: "/" };
const WITH_QUERY = { ...ANY, headers: [{ name: ":path", string_match: { safe_regex: { regex: "[^?]*[?].+" } } }] };

/** The route configuration of a plan. */
export function routesOf(plan: Plan): object {
  const { hashing } = plan;
  const route = actionOf(plan);
  const plain = { match: ANY, route: hashing === null ? route : { ...route, hash_policy: hashing.policies } };
  return {
    name: CLUSTER,
    virtual_hosts: [
      {
        name: CLUSTER,
        domains: ["*"],
        // By it Aisle tells the router not to retry; to clients it would say something else.
        response_headers_to_remove: ["x-envoy-ratelimited"],
        routes: hashing?.needsQuery
          ? [
              { ...plain, match: WITH_QUERY },
              { match: ANY, route: { ...route, hash_policy: [SOURCE] } },
            ]
          : [plain],
      },
    ],
  };
}

function actionOf(plan: Plan): object {
  return {
    cluster: CLUSTER,
    timeout: "0s",
    idle_timeout: IDLE_TIMEOUT,
    ...(plan.fallback.maxRetries > 0 && plan.fallback.retryOn.length > 0
      ? { retry_policy: retryPolicy(plan) }
      : timesOnly(plan)),
  };
}

function retryPolicy(plan: Plan): object {
  const { retryOn, statuses, maxRetries, backoff, attemptsPerGroup } = plan.fallback;
  return {
    retry_on: retryOn.join(","),
    ...(statuses.length > 0 && { retriable_status_codes: statuses }),
    num_retries: maxRetries,
    ...attemptTimes(plan),
    retry_back_off: { base_interval: seconds(backoff.baseMs), max_interval: seconds(backoff.maxMs) },
    // Alone, a provider that says when to come back is waited for; another one would answer at once.
    ...(plan.providers.length === 1 && { rate_limited_retry_back_off: retryAfter() }),
    ...(plan.providers.length > 1 && anotherHost(plan)),
    ...(rankPriorities(plan.providers).length > 1 && {
      retry_priority: {
        name: "envoy.retry_priorities.previous_priorities",
        typed_config: { "@type": types.previousPriorities, update_frequency: attemptsPerGroup },
      },
    }),
  };
}

function anotherHost({ providers, hashing }: Plan): object {
  const weights = providers.map(({ weight }) => weight);
  const turns = Math.ceil(weights.reduce((sum, weight) => sum + weight) / Math.min(...weights));
  // Envoy draws until the draw is a host that was not tried. The lightest has its turn once in a round; points on a ring
  // lie at random, and so many of them without one of its own are rarer than one in a million.
  const draws = Math.min(hashing === null ? 2 * turns : 16 * turns, MOST_DRAWS);
  return {
    retry_host_predicate: [
      { name: "envoy.retry_host_predicates.previous_hosts", typed_config: { "@type": types.previousHosts } },
    ],
    host_selection_retry_max_attempts: Math.max(draws, FEWEST_DRAWS),
  };
}

function retryAfter(): object {
  return { reset_headers: [{ name: "retry-after", format: "SECONDS" }], max_interval: "60s" };
}

// Limits of an attempt stand in the retry policy, also of a route that retries nothing.
function timesOnly(plan: Plan): object {
  const times = attemptTimes(plan);
  return Object.keys(times).length === 0 ? {} : { retry_policy: { num_retries: 0, ...times } };
}

function attemptTimes({ transport }: Plan): object {
  const { attemptTimeout, attemptIdleTimeout } = transport;
  return {
    ...(attemptTimeout !== undefined && { per_try_timeout: seconds(attemptTimeout) }),
    ...(attemptIdleTimeout !== undefined && { per_try_idle_timeout: seconds(attemptIdleTimeout) }),
  };
}
