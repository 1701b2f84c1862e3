/** The examples for Higress in a stock Envoy. */
import type { Node } from "../../../envoy/bootstrap.ts";
import { messagesOf, readBootstrap as readYaml, setPluginConfiguration } from "../../../envoy/bootstrap.ts";
import { configurationOf } from "../../../tools/check/match-rules.ts";
import { plainEnvoy } from "./plain-envoy.ts";

/** The plugin and the Ingress' path in a stock Envoy, with the two settings that Higress has by itself. */
export async function higressEnvoy(folder: URL): Promise<Node> {
  const { spec } = await readYaml(new URL("wasm-plugin.yaml", folder));
  const ingress = await readYaml(new URL("ingress.yaml", folder));
  if (spec.failStrategy !== "FAIL_CLOSE") throw new Error("a WasmPlugin that fails open lets credentials pass it by");
  if (ingress.metadata.annotations["higress.io/timeout"] !== "0") throw new Error("the Ingress cuts long answers");
  const plugin: Node = {
    allow_on_headers_stop_iteration: true,
    failure_policy: "FAIL_RELOAD",
    vm_config: { runtime: "envoy.wasm.runtime.v8" },
  };
  const { path } = ingress.spec.rules[0].http.paths[0];
  const routes = [{ match: { prefix: path }, route: { cluster: "upstream", timeout: "0s" } }];
  const bootstrap = plainEnvoy(["*"], routes, [wasmFilter(plugin, spec)]);
  messagesOf(bootstrap, "HttpConnectionManager")[0]!.access_log = [accessLog()];
  bootstrap.static_resources.listeners[0].per_connection_buffer_limit_bytes = 32 * 1024 * 1024;
  return bootstrap;
}

/**
 * The plugin with several providers, and routes as Higress would make them: one named as an Ingress, one that leads to a
 * service's cluster, and one for everything else.
 */
export async function severalProvidersEnvoy(folder: URL, service: string): Promise<Node> {
  const { spec } = await readYaml(new URL("several-providers.yaml", folder));
  const plugin: Node = { allow_on_headers_stop_iteration: true, vm_config: { runtime: "envoy.wasm.runtime.v8" } };
  const to = (cluster: string): Node => ({ route: { cluster, timeout: "0s" } });
  const routes = [
    { name: "default/deepseek", match: { prefix: "/deepseek/" }, ...to("upstream") },
    { match: { prefix: "/vllm/" }, ...to(service) },
    { match: { prefix: "/" }, ...to("upstream") },
  ];
  const bootstrap = plainEnvoy(["*"], routes, [wasmFilter(plugin, spec)]);
  const [upstream] = bootstrap.static_resources.clusters as [Node];
  // The endpoints are the same objects, which the tests lead to one server.
  const load_assignment = { ...upstream.load_assignment, cluster_name: service };
  bootstrap.static_resources.clusters.push({ ...upstream, name: service, load_assignment });
  return bootstrap;
}

function wasmFilter(plugin: Node, spec: Node): Node {
  setPluginConfiguration(plugin, configurationOf(spec));
  const typed_config = { "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm", config: plugin };
  return { name: "envoy.filters.http.wasm", typed_config };
}

/** The gateway's own log, with what its format may show of Aisle. */
function accessLog(): Node {
  const json_format = {
    status: "%RESPONSE_CODE%",
    provider: "%FILTER_STATE(wasm.aisle.provider:PLAIN)%",
    // Higress has it as ai_log, which a stock Envoy does not ask for.
    exchange: "%FILTER_STATE(wasm.aisle.exchange:PLAIN)%",
  };
  const type = "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog";
  return { name: "stdout", typed_config: { "@type": type, log_format: { json_format } } };
}
