// Which providers share requests in mode `listener`, and how those rest that fail.

import { Catalogue } from "./catalogue";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

/** Keys at the top that say that providers share. */
const SIGNS: Array<string> = ["balancer", "fallback", "fallbackStrategy", "fallbackHttpStatuses", "maxRetries"];
const DEFAULT_FAILURES: u32 = 5;
const DEFAULT_REST_MS: u32 = 30_000;

/** Providers that stand in for each other. */
@final
export class Sharing {
  /** Those with a weight, in the order of the configuration. */
  readonly providers: Array<ProviderSettings> = [];
  /** After how many failures in a row one rests; 0: only when it asks for it. */
  failures: u32 = DEFAULT_FAILURES;
  /** Milliseconds of the first rest. */
  restMs: u32 = DEFAULT_REST_MS;
}

/** Who shares, if the configuration says that some do; else null. One that cannot be used is none of them. */
export function findSharing(root: ConfigNode, catalogue: Catalogue, problems: Problems): Sharing | null {
  const active = root.member("activeProviderId");
  const rules = root.member("_rules_").children();
  if (catalogue.size < 2 || active.exists || rules.length > 0) return null;
  let isShared = false;
  for (let i = 0, count = SIGNS.length; i < count; i++) {
    if (root.member(unchecked(SIGNS[i])).exists) isShared = true; // i < count
  }
  const sharing = new Sharing();
  for (let i = 0, count = catalogue.size; i < count; i++) {
    const provider = unchecked(catalogue.routes[i]).provider; // size is their number
    if (provider === null) continue;
    if (provider.hasShare) isShared = true;
    if (provider.weight > 0) sharing.providers.push(provider);
  }
  if (!isShared) return null;
  parseRests(root.member("outlierDetection"), sharing);
  if (sharing.providers.length > 0) return sharing;
  problems.error("providers", "no provider has a weight above 0");
  return null;
}

function parseRests(node: ConfigNode, sharing: Sharing): void {
  const failures = node.member("consecutiveFailures");
  const rest = node.member("baseEjection");
  if (failures.exists && failures.isCount) sharing.failures = failures.count;
  if (rest.exists && rest.isCount && rest.count > 0) sharing.restMs = rest.count;
}
