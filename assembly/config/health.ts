// Checks what is said of providers' health: `healthCheck` and `outlierDetection` at the top, APISIX' `checks` in a provider.

import { JsonKind } from "../json/kind";
import { doubleValue } from "../json/number-value";
import { checkClosed } from "./check";
import { ConfigNode } from "./config-node";
import { ACTIVE_KEYS, CHECKS_KEYS, HEALTH_CHECK_KEYS, HEALTHY_KEYS, OUTLIER_KEYS, UNHEALTHY_KEYS } from "./envoy-keys";
import { Problems } from "./problems";

/** Checks what the top says of health. */
export function checkHealth(root: ConfigNode, problems: Problems): void {
  const health = root.member("healthCheck");
  checkClosed(health, HEALTH_CHECK_KEYS, problems);
  checkPath(health.member("path"), problems);
  checkClosed(root.member("outlierDetection"), OUTLIER_KEYS, problems);
}

/** Checks what a provider says of its health. */
export function checkChecks(provider: ConfigNode, problems: Problems): void {
  const checks = provider.member("checks");
  if (checks.kind != JsonKind.Object) return;
  checkClosed(checks, CHECKS_KEYS, problems);
  const active = checks.member("active");
  if (!active.exists) problems.error(active.path, "expected an object, found nothing");
  checkClosed(active, ACTIVE_KEYS, problems);
  checkPath(active.member("httpPath"), problems);
  const timeout = active.member("timeout");
  if (timeout.kind == JsonKind.Number && secondsOf(timeout) <= 0)
    problems.error(timeout.path, `expected a number of seconds above 0, found a number (${timeout.text})`);
  checkClosed(active.member("healthy"), HEALTHY_KEYS, problems);
  checkClosed(active.member("unhealthy"), UNHEALTHY_KEYS, problems);
}

/** Notes an error for each provider whose `checks` are others than those before it, or than `healthCheck`. */
export function compareChecks(root: ConfigNode, problems: Problems): void {
  const health = root.member("healthCheck");
  let first = health;
  let said = health.exists ? describeHealth(health) : "";
  const providers = root.member("providers").children();
  for (let i = 0, count = providers.length; i < count; i++) {
    const active = unchecked(providers[i]).member("checks").member("active"); // i < count
    if (active.kind != JsonKind.Object) continue;
    const own = describeActive(active);
    if (said.length == 0) {
      first = active;
      said = own;
    } else if (own != said) {
      problems.error(active.path, `says otherwise than ${first.path}: all providers have one health check`);
    }
  }
}

function checkPath(path: ConfigNode, problems: Problems): void {
  if (path.exists && path.isScalar && !path.text.startsWith("/"))
    problems.error(path.path, `expected a path that begins with "/", found "${path.text}"`);
}

// Path, milliseconds between probes and for each, and how many make healthy and unhealthy; with our defaults.
function describeHealth(health: ConfigNode): string {
  const interval = countOf(health.member("interval"), 10_000);
  const timeout = countOf(health.member("timeout"), 2000);
  const healthy = countOf(health.member("healthy"), 1);
  const unhealthy = countOf(health.member("unhealthy"), 3);
  return `${pathOf(health.member("path"))} ${interval} ${timeout} ${healthy} ${unhealthy}`;
}

// The same with APISIX' names, units and defaults.
function describeActive(active: ConfigNode): string {
  const interval = <u64>countOf(active.member("healthy").member("interval"), 1) * 1000;
  const seconds = active.member("timeout");
  const timeout = seconds.kind == JsonKind.Number ? <u64>(secondsOf(seconds) * 1000) : 1000;
  const healthy = countOf(active.member("healthy").member("successes"), 2);
  const unhealthy = countOf(active.member("unhealthy").member("httpFailures"), 5);
  return `${pathOf(active.member("httpPath"))} ${interval} ${timeout} ${healthy} ${unhealthy}`;
}

function pathOf(node: ConfigNode): string {
  return node.exists ? node.text : "/";
}

function countOf(node: ConfigNode, fallback: u32): u32 {
  return node.exists ? node.count : fallback;
}

function secondsOf(node: ConfigNode): f64 {
  const text = node.bytes;
  return doubleValue(text.dataStart, text.dataStart + <usize>text.byteLength);
}
