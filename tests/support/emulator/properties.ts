// What `proxy_get_property` answers on a stream: attributes of the exchange, a table of the test's own, and filter state.

import type { HeaderMap } from "./header-map.ts";

/** What attributes are computed from, besides the heads. */
export interface PropertySource {
  responseCode: number | null;
  responseCodeDetails: string | null;
  /** Why the stream was cut off, by its client or its upstream. */
  cutOff: string | null;
  /** How many attempts Envoy's router has made. */
  attempts: number;
  /** Further attributes by dotted path, e.g. `xds.cluster_name`. */
  table: Readonly<Record<string, string>>;
  /** Written by `proxy_set_property`, by whole path; shared by all filters and attempts of one request. */
  filterState: Map<string, Uint8Array>;
}

/** The heads that the filter may see now; attributes of the others are not found. */
export interface VisibleHeads {
  request: HeaderMap | null;
  response: HeaderMap | null;
}

/** The value of a path (parts separated by NUL); null when Envoy would answer NotFound. */
export function findProperty(source: PropertySource, heads: VisibleHeads, path: string): Uint8Array | null {
  const parts = path.split("\0");
  if (parts.at(-1) === "") parts.pop();
  const named = source.table[parts.join(".")] ?? findNameless(source, parts) ?? findAttribute(source, heads, parts);
  if (named !== null) return typeof named === "string" ? Buffer.from(named, "latin1") : named;
  return parts.length === 1 ? (source.filterState.get(parts[0]) ?? null) : null;
}

/** A route or cluster without a name, as stock Envoy tells of it; a proxy that has Higress' properties has not these. */
function findNameless(source: PropertySource, [root, name, key]: string[]): string | null {
  const isName = root === "xds" && (name === "route_name" || name === "cluster_name") && key === undefined;
  return isName && !("route_name" in source.table) && !("cluster_name" in source.table) ? "" : null;
}

function findAttribute(
  source: PropertySource,
  heads: VisibleHeads,
  [root, name, key]: string[],
): string | Uint8Array | null {
  if (root === "request") return findRequestAttribute(heads.request, name, key);
  if (root === "response" && name === "headers") return heads.response?.get(key ?? "") ?? null;
  if (root === "response") return findResponseAttribute(source, name);
  if (root === "upstream" && name === "request_attempt_count") return integer(source.attempts);
  if (name !== undefined) return null;
  return { plugin_name: "aisle", plugin_root_id: "aisle", plugin_vm_id: "vm" }[root] ?? null;
}

function findRequestAttribute(head: HeaderMap | null, name: string, key: string | undefined): string | null {
  const path = head?.get(":path") ?? null;
  if (name === "headers") return head?.get(key ?? "") ?? null;
  if (name === "path") return path;
  if (name === "url_path") return path === null ? null : path.split("?")[0];
  const pseudo = { method: ":method", host: ":authority", scheme: ":scheme" }[name];
  if (pseudo !== undefined) return head?.get(pseudo) ?? null;
  return name === "protocol" ? "HTTP/1.1" : null;
}

function findResponseAttribute(source: PropertySource, name: string): string | Uint8Array | null {
  if (name === "code_details") return source.cutOff ?? source.responseCodeDetails;
  return name === "code" && source.responseCode !== null ? integer(source.responseCode) : null;
}

/** A number as an attribute's value: 64 bits, little-endian. */
function integer(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}
