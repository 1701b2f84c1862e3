// Reads `failover` and `retryOnFailure` of a provider: https://higress.cn/docs/latest/plugins/ai/api-provider/ai-proxy/

import { JsonKind } from "../json/kind";
import { Bytes, EMPTY } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { FAILOVER_KEYS, RETRY_KEYS } from "./keys";
import { Problems } from "./problems";
import { parseStatuses, StatusPatterns } from "./status-patterns";

const ERRORS = StatusPatterns.errors();

/** When a token rests, and how it comes back. Made by `parseTokenPolicy`, not changed afterwards. */
@final
export class TokenPolicy {
  /** Failures in a row, 1 or more, after which a token rests. */
  failureThreshold: u32 = 3;
  /** Health checks in a row, 1 or more, that must succeed before it is used again. */
  successThreshold: u32 = 1;
  /** Milliseconds that it rests; 0: until health checks succeed. */
  cooldownMs: u32 = 0;
  /** The provider's model that health checks ask; no bytes with a cooldown. */
  healthCheckModel: Bytes = EMPTY;
  /** Milliseconds between the health checks of a token, 1 or more. */
  healthCheckIntervalMs: u32 = 5000;
  /** Milliseconds after which a health check has failed, 1 or more. */
  healthCheckTimeoutMs: u32 = 5000;
  /** The statuses that are a failure of the token. */
  statuses: StatusPatterns = ERRORS;
}

/** When a request is tried again. Made by `parseRetryPolicy`, not changed afterwards. */
@final
export class RetryPolicy {
  /** The most attempts after the first, 1 or more. */
  maxRetries: u32 = 1;
  /** Milliseconds after which such an attempt has failed, 1 or more. */
  timeoutMs: u32 = 30_000;
  /** The statuses after which there is another attempt. */
  statuses: StatusPatterns = ERRORS;
}

/**
 * What `failover` of a provider with `tokenCount` tokens says; null when it is not enabled, or there is nothing it could
 * be about. 0 is as if a number were left out.
 */
export function parseTokenPolicy(node: ConfigNode, tokenCount: i32, problems: Problems): TokenPolicy | null {
  if (node.kind != JsonKind.Object) return null;
  checkObject(node, FAILOVER_KEYS, problems);
  const policy = new TokenPolicy();
  policy.failureThreshold = countOf(node.member("failureThreshold"), policy.failureThreshold);
  policy.successThreshold = countOf(node.member("successThreshold"), policy.successThreshold);
  policy.cooldownMs = node.member("cooldownDuration").count;
  policy.healthCheckModel = node.member("healthCheckModel").bytes;
  policy.healthCheckIntervalMs = countOf(node.member("healthCheckInterval"), policy.healthCheckIntervalMs);
  policy.healthCheckTimeoutMs = countOf(node.member("healthCheckTimeout"), policy.healthCheckTimeoutMs);
  policy.statuses = parseStatuses(node.member("failoverOnStatus"), problems);
  if (!node.member("enabled").flag) return null;
  if (policy.cooldownMs == 0 && policy.healthCheckModel.byteLength == 0)
    problems.error(node.member("healthCheckModel").path, "missing healthCheckModel in failover config");
  if (tokenCount > 0) return policy;
  problems.warn(node.path, "there are no apiTokens to choose from, ignored");
  return null;
}

/** What `retryOnFailure` says; null when it is not enabled. 0 is as if a number were left out. */
export function parseRetryPolicy(node: ConfigNode, problems: Problems): RetryPolicy | null {
  if (node.kind != JsonKind.Object) return null;
  checkObject(node, RETRY_KEYS, problems);
  const policy = new RetryPolicy();
  policy.maxRetries = countOf(node.member("maxRetries"), policy.maxRetries);
  policy.timeoutMs = countOf(node.member("retryTimeout"), policy.timeoutMs);
  policy.statuses = parseStatuses(node.member("retryOnStatus"), problems);
  return node.member("enabled").flag ? policy : null;
}

function countOf(node: ConfigNode, fallback: u32): u32 {
  const count = node.count;
  return count > 0 ? count : fallback;
}
