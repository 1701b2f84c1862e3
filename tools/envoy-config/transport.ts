// Connections and times: what the providers of a cluster must have in common, since Envoy has one setting for all of them.

import { ExpressionError, type KeyReader } from "./key-reader.ts";
import type { Provider } from "./providers.ts";

/** Times are milliseconds. */
export interface Transport {
  /** From the end of the request to the head of the answer; undefined: no limit. */
  attemptTimeout: number | undefined;
  /** Between two pieces of an attempt; undefined: the stream's own limit. */
  attemptIdleTimeout: number | undefined;
  keepsAlive: boolean;
  /** How long a connection may be idle. */
  keepaliveTimeout: number;
}

const NO_POOL = "Envoy has no limit of idle connections; keepaliveTimeout closes them";

/** Reads the settings of all providers. Throws ExpressionError where they differ. */
export function readTransport(root: KeyReader, providers: Provider[]): Transport {
  for (const keys of [root, ...providers.map((provider) => provider.keys)]) {
    if (keys.has("keepalivePool")) throw new ExpressionError(keys.pathOf("keepalivePool"), NO_POOL);
  }
  const common = (name: string): string | undefined => commonText(name, root, providers);
  const milliseconds = (name: string): number | undefined => Number(common(name) ?? 0) || undefined;
  return {
    attemptTimeout: milliseconds("timeout"),
    attemptIdleTimeout: milliseconds("firstByteTimeout"),
    keepsAlive: common("keepalive") !== "false",
    keepaliveTimeout: milliseconds("keepaliveTimeout") ?? 60000,
  };
}

/** What all providers say to `name`, each for itself or the top for all. Throws ExpressionError where they differ. */
export function commonText(name: string, root: KeyReader, providers: Provider[]): string | undefined {
  const values = providers.map(({ keys }) => keys.text(name) ?? root.text(name));
  const other = values.findIndex((value) => value !== values[0]);
  if (other < 0) return values[0];
  const text = `Envoy has one ${name} for a cluster, and ${JSON.stringify(providers[0]!.id)} has another`;
  throw new ExpressionError(providers[other]!.keys.pathOf(name), text);
}
