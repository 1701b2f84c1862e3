// Reads `fallback`, or APISIX' keys for it: after which failures another provider is tried. Envoy does it; here it is checked.

import { JsonKind } from "../json/kind";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { BACKOFF_KEYS, FALLBACK_KEYS } from "./keys";
import { Problems } from "./problems";

const MIN_STATUS: u32 = 400;
const MAX_STATUS: u32 = 599;

/** What can be told apart besides statuses. */
export const CONDITIONS: Array<string> = ["transport", "http_429", "http_5xx"];
/** What APISIX calls `fallback_strategy`; those of limits are for a plugin that counts tokens. */
const STRATEGIES: Array<string> = ["http_429", "http_5xx"];
const LIMIT_STRATEGIES: Array<string> = ["rate_limiting", "instance_health_and_rate_limiting"];

/**
 * Reads what `root` says of failing over; returns within how many milliseconds an attempt must have failed to be followed
 * by another one, 0 for any time.
 */
export function parseFallback(root: ConfigNode, problems: Problems): u32 {
  const node = root.member("fallback");
  const within = root.member("retryOnFailureWithinMs");
  checkApisix(root, node, problems);
  if (node.kind != JsonKind.Object) return parseWithin(within, problems);
  checkObject(node, FALLBACK_KEYS, problems);
  checkConditions(node.member("on"), problems);
  checkBackoff(node.member("backoff"), problems);
  return parseWithin(within.exists ? within : node.member("withinMs"), problems);
}

function checkConditions(node: ConfigNode, problems: Problems): void {
  const items = node.list();
  for (let i = 0, count = items.length; i < count; i++) {
    const item = unchecked(items[i]); // i < count
    if (!CONDITIONS.includes(item.text) && !isStatus(item))
      problems.error(
        item.path,
        `expected "${CONDITIONS.join('", "')}" or a status from ${MIN_STATUS} to ${MAX_STATUS}, found "${item.text}"`,
      );
    checkOnce(items, i, problems);
  }
}

function checkOnce(items: Array<ConfigNode>, index: i32, problems: Problems): void {
  const item = unchecked(items[index]); // an index of the list
  for (let i = 0; i < index; i++) {
    if (unchecked(items[i]).text == item.text) return problems.error(item.path, `"${item.text}" is listed twice`); // i < index
  }
}

function checkBackoff(node: ConfigNode, problems: Problems): void {
  if (node.kind != JsonKind.Object) return;
  checkObject(node, BACKOFF_KEYS, problems);
  const base = node.member("baseMs");
  const most = node.member("maxMs");
  if (base.exists && base.count == 0) problems.error(base.path, "expected a number from 1, found 0");
  if (most.exists && most.count < base.count) problems.error(most.path, "expected a number that is not below baseMs");
}

function parseWithin(node: ConfigNode, problems: Problems): u32 {
  if (!node.exists || !node.isCount) return 0;
  if (node.count == 0) problems.error(node.path, "expected a number from 1, found 0");
  return node.count;
}

// `fallback_strategy` and the keys beside it say what `fallback` says, so that only one of them can be there.
function checkApisix(root: ConfigNode, node: ConfigNode, problems: Problems): void {
  const strategies = root.member("fallbackStrategy");
  const statuses = root.member("fallbackHttpStatuses");
  refuseBoth(strategies, node.member("on"), problems);
  refuseBoth(statuses, node.member("on"), problems);
  refuseBoth(root.member("maxRetries"), node.member("maxRetries"), problems);
  refuseBoth(root.member("retryOnFailureWithinMs"), node.member("withinMs"), problems);
  const names = strategies.list();
  for (let i = 0, count = names.length; i < count; i++) checkStrategy(unchecked(names[i]), problems); // i < count
  const items = statuses.list();
  if (statuses.exists && items.length == 0) problems.error(statuses.path, "expected statuses, found none");
  for (let i = 0, count = items.length; i < count; i++) {
    const item = unchecked(items[i]); // i < count
    if (!isStatus(item))
      problems.error(item.path, `expected a status from ${MIN_STATUS} to ${MAX_STATUS}, found "${item.text}"`);
    checkOnce(items, i, problems);
  }
}

function checkStrategy(node: ConfigNode, problems: Problems): void {
  if (STRATEGIES.includes(node.text)) return;
  if (LIMIT_STRATEGIES.includes(node.text)) problems.warn(node.path, "no limits of tokens are known here, ignored");
  else problems.error(node.path, `expected "${STRATEGIES.join('" or "')}", found "${node.text}"`);
}

function refuseBoth(apisix: ConfigNode, own: ConfigNode, problems: Problems): void {
  if (apisix.exists && own.exists) problems.error(apisix.path, `${own.path} says it already`);
}

function isStatus(node: ConfigNode): bool {
  return node.isCount && node.count >= MIN_STATUS && node.count <= MAX_STATUS;
}
