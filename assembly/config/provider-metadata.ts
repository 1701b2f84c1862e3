// Where Envoy's metadata of endpoints, clusters and routes names a provider.
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes#configuration-attributes

import { Bytes, textOf, utf8 } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { METADATA_KEYS } from "./keys";
import { Problems } from "./problems";

/** The attributes that say which provider is meant. */
@final
export class ProviderMetadata {
  readonly endpoint: Bytes;
  readonly cluster: Bytes;
  readonly route: Bytes;

  constructor(namespace: string, key: string) {
    const leaf = `filter_metadata\0${namespace}\0${key}`;
    this.endpoint = utf8(`xds\0upstream_host_metadata\0${leaf}`);
    this.cluster = utf8(`xds\0cluster_metadata\0${leaf}`);
    this.route = utf8(`xds\0route_metadata\0${leaf}`);
  }
}

/** Reads `providerMetadata`. */
export function parseProviderMetadata(node: ConfigNode, problems: Problems): ProviderMetadata {
  if (node.exists) checkObject(node, METADATA_KEYS, problems);
  return new ProviderMetadata(
    nameOf(node.member("namespace"), "aisle", problems),
    nameOf(node.member("key"), "provider", problems),
  );
}

// A NUL would end the name, and make another attribute of it.
function nameOf(node: ConfigNode, fallback: string, problems: Problems): string {
  if (!node.exists) return fallback;
  const text = textOf(node.bytes);
  if (text.length > 0 && !text.includes("\0")) return text;
  problems.error(node.path, "expected a name, found nothing that is one");
  return fallback;
}
