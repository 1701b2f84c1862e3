// What clients may ask for, and what they do not get: set for the whole configuration, and again for a provider.

import { Capability, CAPABILITIES, findCapabilityByName } from "../protocol/capability";
import { Bytes, textOf } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { ModelListing, parseModelListing } from "./model-list";
import { ModelPatterns } from "./model-patterns";
import { parsePassthrough, Passthrough } from "./passthrough";
import { findNearest, Problems } from "./problems";
import { parseResponseHeaders, PRIVATE_HEADERS } from "./response-headers";

const MAX_REQUEST_BYTES: u32 = 100 << 20;

/** Limits of a provider, or of the whole configuration. */
@final
export class Limits {
  /** Capabilities by index, true for those allowed; null: all. */
  capabilities: StaticArray<bool> | null = null;
  /** The client's model names that are allowed; null: all. */
  models: ModelPatterns | null = null;
  /** Bytes of a request body. */
  maxRequestBytes: u32 = MAX_REQUEST_BYTES;
  /** True when requests are checked strictly. */
  isStrict: bool = false;
  /** Headers of answers that clients do not get. */
  removedHeaders: Array<Bytes> = PRIVATE_HEADERS;
  /** True when answers tell clients, in headers `x-aisle-*`, who made them. */
  showsOrigin: bool = false;
  /** Requests that pass as they are; null for none. */
  passthrough: Passthrough | null = null;
  /** True when paths that ask for nothing known are sent on. */
  forwardsUnknown: bool = false;
  /** What clients are told of models. */
  listing: ModelListing = ModelListing.NONE;
  /** True when clients may steer Envoy's timeouts and retries. */
  trustsEnvoyHeaders: bool = false;
  /** Milliseconds for Aisle's own calls. */
  timeout: u32 = 120000;
  /** Milliseconds to the head of an answer that others could give, too; 0: as long as it takes. */
  deadline: u32 = 0;
  /** True where Envoy retries, which does not say which token an attempt had. */
  isRetriedByEnvoy: bool = false;

  /** True when clients may use `capability`; null, an unknown path, is allowed where everything is. */
  allows(capability: Capability | null): bool {
    const allowed = this.capabilities;
    if (allowed === null) return true;
    return capability !== null && capability.index < allowed.length && unchecked(allowed[capability.index]);
  }
}

/** Reads the limits of `node`; what it leaves out is as in `outer`. */
export function parseLimits(node: ConfigNode, outer: Limits, problems: Problems): Limits {
  const limits = new Limits();
  const capabilities = node.member("allowCapabilities");
  limits.capabilities = capabilities.exists ? parseCapabilities(capabilities, problems) : outer.capabilities;
  const models = node.member("allowModels");
  limits.models = models.exists ? parseModels(models, problems) : outer.models;
  const maxBytes = node.member("maxRequestBytes");
  limits.maxRequestBytes = maxBytes.exists && maxBytes.count > 0 ? maxBytes.count : outer.maxRequestBytes;
  const strict = node.member("strictRequests");
  limits.isStrict = strict.exists ? strict.flag : outer.isStrict;
  limits.removedHeaders = parseResponseHeaders(node.member("responseHeaders"), outer.removedHeaders, problems);
  const shows = node.member("responseHeaders").member("aisle");
  limits.showsOrigin = shows.exists ? shows.flag : outer.showsOrigin;
  const passthrough = node.member("passthrough");
  limits.passthrough = passthrough.exists ? parsePassthrough(passthrough, problems) : outer.passthrough;
  const unknown = node.member("unknownPaths");
  limits.forwardsUnknown = unknown.exists ? unknown.text == "forward" : outer.forwardsUnknown;
  const listing = node.member("models");
  limits.listing = listing.exists ? parseModelListing(listing, problems) : outer.listing;
  const trusts = node.member("trustEnvoyHeaders");
  limits.trustsEnvoyHeaders = trusts.exists ? trusts.flag : outer.trustsEnvoyHeaders;
  limits.timeout = outer.timeout;
  limits.deadline = outer.deadline;
  limits.isRetriedByEnvoy = outer.isRetriedByEnvoy;
  return limits;
}

/** The capability that `node` names, or null and an error. */
export function parseCapability(node: ConfigNode, name: string, problems: Problems): Capability | null {
  const capability = findCapabilityByName(Uint8Array.wrap(String.UTF8.encode(name)));
  if (capability !== null) return capability;
  const names: Array<string> = [];
  for (let i = 0, count = CAPABILITIES.length; i < count; i++) names.push(textOf(unchecked(CAPABILITIES[i]).name)); // i < count
  const nearest = findNearest(name, names);
  const hint = nearest.length > 0 ? `, did you mean "${nearest}"?` : "";
  problems.error(node.path, `expected the name of a capability, found "${name}"${hint}`);
  return null;
}

function parseCapabilities(node: ConfigNode, problems: Problems): StaticArray<bool> {
  const allowed = new StaticArray<bool>(CAPABILITIES.length);
  const names = node.list();
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    const capability = parseCapability(name, name.text, problems);
    if (capability !== null && capability.index < allowed.length) unchecked((allowed[capability.index] = true));
  }
  return allowed;
}

/** The patterns that `node` lists; each bad one is an error. */
export function parseModels(node: ConfigNode, problems: Problems): ModelPatterns {
  const models = new ModelPatterns();
  const patterns = node.list();
  for (let i = 0, count = patterns.length; i < count; i++) {
    const pattern = unchecked(patterns[i]); // i < count
    const error = models.add(pattern.bytes);
    if (error.length > 0) problems.error(pattern.path, error);
  }
  return models;
}
