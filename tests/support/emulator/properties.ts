// What `proxy_get_property` answers on a stream: attributes of the exchange, a table of the test's own, and filter state.

import type { HeaderMap } from "./header-map.ts";

/** What attributes are computed from. */
export interface PropertySource {
  requestHeaders: HeaderMap | null;
  responseHeaders: HeaderMap | null;
  responseCode: number | null;
  responseCodeDetails: string | null;
  /** Further attributes by dotted path, e.g. `xds.cluster_name`. */
  table: Readonly<Record<string, string>>;
  /** Written by `proxy_set_property`, by whole path; shared by all filters and attempts of one request. */
  filterState: Map<string, Uint8Array>;
}

/** The value of a path (parts separated by NUL); null when Envoy would answer NotFound. */
export function findProperty(source: PropertySource, path: string): Uint8Array | null {
  const parts = path.split("\0");
  if (parts.at(-1) === "") parts.pop();
  const named = source.table[parts.join(".")] ?? findAttribute(source, parts);
  if (named !== null) return typeof named === "string" ? Buffer.from(named, "latin1") : named;
  return parts.length === 1 ? (source.filterState.get(parts[0]) ?? null) : null;
}

function findAttribute(source: PropertySource, [root, name, key]: string[]): string | Uint8Array | null {
  if (root === "request") return findRequestAttribute(source, name, key);
  if (root === "response") return findResponseAttribute(source, name, key);
  if (name !== undefined) return null;
  return { plugin_name: "aisle", plugin_root_id: "aisle", plugin_vm_id: "vm" }[root] ?? null;
}

function findRequestAttribute(source: PropertySource, name: string, key: string | undefined): string | null {
  const headers = source.requestHeaders;
  const path = headers?.get(":path") ?? null;
  if (name === "headers") return headers?.get(key ?? "") ?? null;
  if (name === "path") return path;
  if (name === "url_path") return path === null ? null : path.split("?")[0];
  const pseudo = { method: ":method", host: ":authority", scheme: ":scheme" }[name];
  if (pseudo !== undefined) return headers?.get(pseudo) ?? null;
  return name === "protocol" ? "HTTP/1.1" : null;
}

function findResponseAttribute(
  source: PropertySource,
  name: string,
  key: string | undefined,
): string | Uint8Array | null {
  if (name === "headers") return source.responseHeaders?.get(key ?? "") ?? null;
  if (name === "code_details") return source.responseCodeDetails;
  if (name !== "code" || source.responseCode === null) return null;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(source.responseCode));
  return bytes;
}
