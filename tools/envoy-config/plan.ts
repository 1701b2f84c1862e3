// What Envoy is to be told, worked out from a configuration of Aisle's: who may answer, how they share, what is retried.

import { CheckedPlugin } from "../check/checked-plugin.ts";
import { readFallback, type Fallback } from "./fallback.ts";
import { readHashing, type Hashing } from "./hashing.ts";
import { isProbed, readHealth, type Health } from "./health.ts";
import { ExpressionError, KeyReader } from "./key-reader.ts";
import { withMode } from "./mode.ts";
import { readProviders, type Provider } from "./providers.ts";
import { commonText, readTransport, type Transport } from "./transport.ts";

/** All that the Envoy configuration is made from. */
export interface Plan {
  /** The configuration as the filter in the cluster gets it. */
  configuration: string;
  /** The one that writes the hash header before the router; null: none is needed. */
  hashConfiguration: string | null;
  /** The environment variables that the filter reads. */
  variables: string[];
  providers: Provider[];
  /** Those whose health is not asked for. */
  unprobed: Provider[];
  /** Where an endpoint's metadata names its provider. */
  metadata: { namespace: string; key: string };
  hashing: Hashing | null;
  fallback: Fallback;
  health: Health;
  transport: Transport;
  maxRequestBytes: number;
  /** Whether clients may steer the router by headers. */
  trustsEnvoyHeaders: boolean;
}

const DEFAULT_MAX_REQUEST_BYTES = 100 * 1024 * 1024;

/** What only a filter of the listener does, or needs more than can be generated. */
const INEXPRESSIBLE: Record<string, string> = {
  _rules_: "rules choose the provider in the listener; here Envoy's cluster does",
  clusterHeader: "there is no cluster_header route: the cluster chooses the provider",
  providersPath: "who rests is known to Envoy: ask its admin interface for /clusters",
};
/** The same of `fallback`. */
const INEXPRESSIBLE_FALLBACK: Record<string, string> = {
  exhausted: "Envoy passes on the last provider's error",
  maxKeptBytes: "Envoy keeps each request up to its buffer limit, see maxRequestBytes",
};

/** Reads a configuration for mode `upstream` that `filter` has found right with these variables. Throws ExpressionError. */
export function makePlan(text: string, environment: Record<string, string>, filter: CheckedPlugin): Plan {
  const root = new KeyReader(JSON.parse(text) as Record<string, unknown>, "");
  refuse(root, INEXPRESSIBLE);
  refuse(root.member("fallback"), INEXPRESSIBLE_FALLBACK);
  const providers = readProviders(root, askable(text, filter, environment)).filter(({ weight }) => weight > 0);
  const hashing = readHashing(root.member("balancer"), root.member("consumer"));
  const metadata = root.member("providerMetadata");
  return {
    configuration: text,
    hashConfiguration: hashing?.isBody ? withMode(text, "hash") : null,
    variables: Object.keys(environment),
    providers,
    unprobed: providers.filter((provider) => !isProbed(provider, root)),
    metadata: { namespace: metadata.text("namespace") ?? "aisle", key: metadata.text("key") ?? "provider" },
    hashing,
    fallback: readFallback(root, providers),
    health: readHealth(root, providers, hashing !== null),
    transport: readTransport(root, providers),
    trustsEnvoyHeaders: commonText("trustEnvoyHeaders", root, providers) === "true",
    maxRequestBytes: largest(root, providers),
  };
}

// The emulated host has the metadata where it stands by default.
function askable(text: string, filter: CheckedPlugin, environment: Record<string, string>): CheckedPlugin {
  const { providerMetadata, provider_metadata, ...rest } = JSON.parse(text) as Record<string, unknown>;
  if (providerMetadata === undefined && provider_metadata === undefined) return filter;
  return new CheckedPlugin(Buffer.from(JSON.stringify(rest)), environment);
}

// What is in force for each: its own, else that of the top.
function largest(root: KeyReader, providers: Provider[]): number {
  const limitOf = (keys: KeyReader): number => keys.number("maxRequestBytes") || keys.number("maxReqBodySize") || 0;
  return Math.max(...providers.map(({ keys }) => limitOf(keys) || limitOf(root) || DEFAULT_MAX_REQUEST_BYTES));
}

function refuse(keys: KeyReader, names: Record<string, string>): void {
  for (const [name, why] of Object.entries(names)) {
    if (keys.has(name)) throw new ExpressionError(keys.pathOf(name), why);
  }
}
