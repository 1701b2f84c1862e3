// Reads `fallback`, or APISIX' keys for it: after which failures another provider is tried. In mode `upstream` Envoy does it.

import { FIRST_ERROR, FIRST_SERVER_ERROR, LAST_ERROR, TOO_MANY_REQUESTS } from "../http/status";
import { JsonKind } from "../json/kind";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { BACKOFF_KEYS, FALLBACK_KEYS } from "./keys";
import { Problems } from "./problems";
import { StatusPatterns } from "./status-patterns";

const DEFAULT_KEPT_BYTES: u32 = 64 << 20;
const DEFAULT_BACKOFF: u32 = 25;

/** When an exchange goes on to the next provider, and how far. */
@final
export class Fallback {
  /** The statuses of answers that others follow. Without an answer others do in any case. */
  readonly statuses: StatusPatterns = new StatusPatterns();
  /** How many providers may be asked after the first one. */
  maxRetries: u32 = u32.MAX_VALUE;
  /** Milliseconds after which a failed attempt is not followed by another one; 0: never mind. */
  withinMs: u32 = 0;
  /** Milliseconds before the first retry and at most, each of which waits for a random part of it; 0: none waits. */
  baseMs: u32 = 0;
  maxMs: u32 = 0;
  /** True when the client gets 502 where all have failed, not the last one's error. */
  hidesErrors: bool = false;
  /** How many bytes of requests a VM keeps to send them again. */
  maxKeptBytes: u32 = DEFAULT_KEPT_BYTES;

  /** Milliseconds, at most, before the attempt behind `retries` others; `isSame`: whoever is asked has just failed. */
  delayBefore(retries: u32, isSame: bool): u32 {
    if (this.baseMs == 0 && !isSame) return 0;
    const base: u64 = this.baseMs > 0 ? this.baseMs : DEFAULT_BACKOFF;
    const most: u64 = this.maxMs > 0 ? this.maxMs : DEFAULT_BACKOFF * 10;
    return <u32>min<u64>(base << min<u32>(retries, 16), most);
  }
}

/** What can be told apart besides statuses. */
export const CONDITIONS: Array<string> = ["transport", "http_429", "http_5xx"];
/** What APISIX calls `fallback_strategy`; those of limits are for a plugin that counts tokens. */
const STRATEGIES: Array<string> = ["http_429", "http_5xx"];
const LIMIT_STRATEGIES: Array<string> = ["rate_limiting", "instance_health_and_rate_limiting"];

/** Reads what `root` says of failing over. */
export function parseFallback(root: ConfigNode, problems: Problems): Fallback {
  const fallback = new Fallback();
  const node = root.member("fallback");
  checkApisix(root, node, problems);
  if (node.kind == JsonKind.Object) {
    checkObject(node, FALLBACK_KEYS, problems);
    checkConditions(node.member("on"), problems);
    parseBackoff(node.member("backoff"), fallback, problems);
    fallback.hidesErrors = node.member("exhausted").text == "502";
    const kept = node.member("maxKeptBytes");
    if (kept.exists && kept.isCount) fallback.maxKeptBytes = kept.count;
  }
  addConditions(node.member("on"), fallback.statuses);
  addConditions(root.member("fallbackStrategy"), fallback.statuses);
  addConditions(root.member("fallbackHttpStatuses"), fallback.statuses);
  const within = root.member("retryOnFailureWithinMs");
  fallback.withinMs = parseWithin(within.exists ? within : node.member("withinMs"), problems);
  const retries = root.member("maxRetries").exists ? root.member("maxRetries") : node.member("maxRetries");
  if (retries.exists && retries.isCount) fallback.maxRetries = retries.count;
  return fallback;
}

function addConditions(node: ConfigNode, statuses: StatusPatterns): void {
  const items = node.list();
  for (let i = 0, count = items.length; i < count; i++) {
    const item = unchecked(items[i]); // i < count
    if (item.text == "http_429") statuses.addStatus(TOO_MANY_REQUESTS);
    else if (item.text == "http_5xx") addServerErrors(statuses);
    else if (isStatus(item)) statuses.addStatus(item.count);
  }
}

function addServerErrors(statuses: StatusPatterns): void {
  for (let status = FIRST_SERVER_ERROR; status <= LAST_ERROR; status++) statuses.addStatus(status);
}

function checkConditions(node: ConfigNode, problems: Problems): void {
  const items = node.list();
  for (let i = 0, count = items.length; i < count; i++) {
    const item = unchecked(items[i]); // i < count
    if (!CONDITIONS.includes(item.text) && !isStatus(item))
      problems.error(
        item.path,
        `expected "${CONDITIONS.join('", "')}" or a status from ${FIRST_ERROR} to ${LAST_ERROR}, found "${item.text}"`,
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

function parseBackoff(node: ConfigNode, fallback: Fallback, problems: Problems): void {
  if (node.kind != JsonKind.Object) return;
  checkObject(node, BACKOFF_KEYS, problems);
  const base = node.member("baseMs");
  const most = node.member("maxMs");
  if (base.exists && base.count == 0) problems.error(base.path, "expected a number from 1, found 0");
  if (most.exists && most.count < base.count) problems.error(most.path, "expected a number that is not below baseMs");
  fallback.baseMs = base.exists ? base.count : DEFAULT_BACKOFF;
  fallback.maxMs = most.exists ? most.count : <u32>min<u64>(<u64>fallback.baseMs * 10, u32.MAX_VALUE);
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
      problems.error(item.path, `expected a status from ${FIRST_ERROR} to ${LAST_ERROR}, found "${item.text}"`);
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
  return node.isCount && node.count >= <u32>FIRST_ERROR && node.count <= <u32>LAST_ERROR;
}
