// What the cluster knows of health: probes, when a host is ejected, and which answers count as failures.

import { seconds } from "./duration.ts";
import type { Plan } from "./plan.ts";

/** The probes of a cluster, and its ejections. */
export function healthOf({ health }: Plan): object {
  const { check, ejection } = health;
  return {
    ...(check !== null && {
      health_checks: [
        {
          timeout: seconds(check.timeout),
          interval: seconds(check.interval),
          // Otherwise a minute, until the first request.
          no_traffic_interval: seconds(check.interval),
          healthy_threshold: check.healthy,
          unhealthy_threshold: check.unhealthy,
          // A probe has no key: to be told so, or that there is no such page, is an answer.
          http_health_check: {
            path: check.path,
            expected_statuses: [
              { start: 100, end: 429 },
              { start: 430, end: 500 },
            ],
            // Others that are not expected make a provider ill at once, without a threshold.
            retriable_statuses: [
              { start: 429, end: 430 },
              { start: 500, end: 600 },
            ],
          },
        },
      ],
    }),
    ...(ejection !== null && {
      outlier_detection: {
        interval: "1s",
        consecutive_5xx: ejection.consecutiveFailures,
        enforcing_consecutive_5xx: 100,
        enforcing_consecutive_gateway_failure: 0,
        enforcing_success_rate: 0,
        base_ejection_time: seconds(ejection.baseEjection),
        // Otherwise each ejection is longer than the one before, up to five minutes.
        max_ejection_time: seconds(ejection.baseEjection),
        max_ejection_percent: ejection.maxEjectionPercent,
        // A probe that goes well says nothing of chats, which may be over their limit all the same.
        successful_active_health_check_uneject_host: false,
      },
    }),
  };
}

/** What counts as a failure: 5xx, 429, and the statuses after which another provider is tried. */
export function failuresOf({ fallback }: Plan): object {
  const status = (match: object): object => ({
    http_response_headers_match: { headers: [{ name: ":status", string_match: match }] },
  });
  const others = [...new Set([429, ...fallback.statuses])].filter((each) => each < 500);
  return {
    or_match: {
      rules: [status({ prefix: "5" }), ...others.map((each) => status({ exact: String(each) }))],
    },
  };
}
