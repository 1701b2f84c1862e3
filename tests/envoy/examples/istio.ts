/** What Istio's control plane makes of the example: the ingress gateway's listener, route and cluster. */
import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import type { Node } from "../../../envoy/bootstrap.ts";
import { findCluster, messagesOf } from "../../../envoy/bootstrap.ts";
import { plainEnvoy, tlsSocket } from "./plain-envoy.ts";

/** Builds a stock Envoy configuration from the example's resources and applies its EnvoyFilter to it. */
export async function istioEnvoy(folder: URL): Promise<Node> {
  const resources = await readResources(folder, ["route.yaml", "upstream.yaml", "aisle.yaml"]);
  const { spec: virtualService } = resources.get("VirtualService")!;
  const { spec: gateway } = resources.get("Gateway")!;
  const served = gateway.servers[0].hosts as string[];
  const domains = (virtualService.hosts as string[]).filter((host) => served.includes(host));
  const bootstrap = plainEnvoy(domains, routesOf(virtualService), []);
  findCluster(bootstrap, "upstream").transport_socket = upstreamTls(resources);
  applyEnvoyFilter(bootstrap, resources.get("EnvoyFilter")!.spec.configPatches as Node[]);
  return bootstrap;
}

async function readResources(folder: URL, files: string[]): Promise<Map<string, Node>> {
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), "utf8")));
  const documents = texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Node));
  return new Map(documents.map((document) => [document.kind as string, document]));
}

function routesOf({ http }: Node): Node[] {
  return (http as Node[]).flatMap((rule) =>
    (rule.match as Node[]).map((match) => ({
      match: { prefix: match.uri.prefix },
      route: { cluster: "upstream", timeout: rule.timeout },
    })),
  );
}

/** The ServiceEntry's and the DestinationRule's part; both must speak of the host that the route names. */
function upstreamTls(resources: Map<string, Node>): Node {
  const { host, port } = resources.get("VirtualService")!.spec.http[0].route[0].destination;
  const { spec: entry } = resources.get("ServiceEntry")!;
  const { spec: rule } = resources.get("DestinationRule")!;
  const target = (entry.ports as Node[]).find((each) => each.number === port.number)?.targetPort;
  if (!entry.hosts.includes(host) || rule.host !== host || target !== 443)
    throw new Error(`${host}:443 is not what the route leads to`);
  return tlsSocket(rule.trafficPolicy.tls.sni, rule.trafficPolicy.tls.subjectAltNames);
}

function applyEnvoyFilter(bootstrap: Node, patches: Node[]): void {
  const extensions = new Map<string, Node>();
  const [listener] = bootstrap.static_resources.listeners as [Node];
  for (const { applyTo, match, patch } of patches) {
    const kind = `${applyTo} ${patch.operation}`;
    if (kind === "EXTENSION_CONFIG ADD") {
      extensions.set(patch.value.name, patch.value.typed_config);
    } else if (kind === "HTTP_FILTER INSERT_BEFORE") {
      insertBefore(listener, match.listener.filterChain.filter.subFilter.name, patch.value.name, extensions);
    } else if (kind === "LISTENER MERGE") {
      Object.assign(listener, patch.value);
    } else if (kind === "NETWORK_FILTER MERGE") {
      // Istio appends to lists that are there; this listener has none.
      Object.assign(messagesOf(listener, "HttpConnectionManager")[0]!, patch.value.typed_config);
    } else if (kind === "BOOTSTRAP MERGE") {
      Object.assign(bootstrap, patch.value);
    } else {
      throw new Error(`the example has a patch that this test does not know: ${kind}`);
    }
  }
}

/** Extension discovery delivers the configuration by its name. */
function insertBefore(listener: Node, before: string, name: string, extensions: Map<string, Node>): void {
  const typed_config = extensions.get(name);
  if (typed_config === undefined) throw new Error(`no EXTENSION_CONFIG is called ${name}`);
  const filters = messagesOf(listener, "HttpConnectionManager")[0]!.http_filters as Node[];
  filters.splice(
    filters.findIndex((filter) => filter.name === before),
    0,
    { name, typed_config },
  );
}
