/** Reads an Envoy configuration and changes what depends on the machine it runs on: ports, paths, upstreams. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** A node of a parsed configuration; Envoy itself checks its shape. */
export type Node = Record<string, any>;

export async function readBootstrap(path: string | URL): Promise<Node> {
  return parse(await readFile(path, "utf8")) as Node;
}

/** Every message of a type, wherever it stands; `type` is the end of its `@type`. */
export function messagesOf(node: unknown, type: string): Node[] {
  if (typeof node !== "object" || node === null) return [];
  const own = String((node as Node)["@type"] ?? "").endsWith(type) ? [node as Node] : [];
  return own.concat(Object.values(node).flatMap((value) => messagesOf(value, type)));
}

/** The plugin part (`config`) of every wasm filter. */
export function pluginsOf(bootstrap: Node): Node[] {
  return messagesOf(bootstrap, "filters.http.wasm.v3.Wasm").map((filter) => filter.config as Node);
}

/** The JSON that a plugin is configured with. */
export function readPluginConfiguration(plugin: Node): Node {
  return JSON.parse(plugin.configuration.value as string) as Node;
}

/** Sets the JSON that a plugin is configured with. */
export function setPluginConfiguration(plugin: Node, configuration: Node): void {
  // A Struct would do, but loses the order of members, which decides between two patterns.
  plugin.configuration = {
    "@type": "type.googleapis.com/google.protobuf.StringValue",
    value: JSON.stringify(configuration),
  };
}

/** Makes every wasm filter load this file. */
export function setWasmPath(bootstrap: Node, filename: string): void {
  for (const plugin of pluginsOf(bootstrap)) plugin.vm_config.code = { local: { filename } };
}

/** Sets the ports of the admin interface and of every listener; 0 takes a free one. */
export function setPorts(bootstrap: Node, port: number, adminPort: number): void {
  const local = (port_value: number): Node => ({ socket_address: { address: "127.0.0.1", port_value } });
  bootstrap.admin = { address: local(adminPort) };
  for (const listener of bootstrap.static_resources.listeners as Node[]) {
    listener.address = local(port);
    // Otherwise a second Envoy on the same port would share its connections instead of failing.
    listener.enable_reuse_port = false;
  }
}

/** The static cluster of that name; throws where there is none. */
export function findCluster(bootstrap: Node, name: string): Node {
  const cluster = (bootstrap.static_resources.clusters as Node[]).find((each) => each.name === name);
  if (cluster === undefined) throw new Error(`the configuration has no cluster ${name}`);
  return cluster;
}

/** Every endpoint of a cluster, with its metadata, in the order of its localities. */
export function endpointsOf(cluster: Node): Node[] {
  return (cluster.load_assignment.endpoints as Node[]).flatMap(({ lb_endpoints }) => lb_endpoints as Node[]);
}

/** Makes every endpoint of a cluster the one at this address; each keeps its name, if it has one. */
export function setEndpoint(cluster: Node, address: string, port_value: number): void {
  for (const { endpoint } of endpointsOf(cluster)) endpoint.address = { socket_address: { address, port_value } };
}
