// Takes the filter's configuration out of the file an operator has: plain, or inside an Envoy, Istio or Higress resource.

import { configurationOf } from "./match-rules.ts";
import { parseAllDocuments } from "yaml";
import { pluginsOf, type Node } from "../../envoy/bootstrap.ts";
import { UsageError } from "./command-line.ts";

/** A configuration with what its VM is given. */
export interface PluginSource {
  /** The plugin's name in its resource; "" for a plain configuration. */
  name: string;
  /** The text that the filter receives. */
  text: Uint8Array;
  /** The variables that the VM takes from its host; null: any. */
  hostVariables: string[] | null;
  /** The variables that the resource itself sets. */
  variables: Record<string, string>;
}

/** Every plugin in a file's text. Throws UsageError when there is none. */
export function readPluginSources(bytes: Uint8Array): PluginSource[] {
  const text = Buffer.from(bytes).toString("utf8");
  const isJson = /^\s*([{[]|$)/.test(text);
  const documents = isJson ? parseJson(text) : parseYaml(text);
  const found = documents.flatMap(pluginsIn);
  if (found.length > 0) return found;
  if (isJson) return [plainSource(bytes)];
  const [document] = documents;
  if (documents.length !== 1 || !isMapping(document) || "apiVersion" in document || "static_resources" in document) {
    throw new UsageError("the file holds no configuration of a Wasm plugin");
  }
  return [plainSource(Buffer.from(JSON.stringify(document)))];
}

function plainSource(text: Uint8Array): PluginSource {
  return { name: "", text, hostVariables: null, variables: {} };
}

/** Nothing for a text that is no JSON: what is wrong with it, the filter says by itself. */
function parseJson(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function parseYaml(text: string): unknown[] {
  try {
    return parseAllDocuments(text).map((document) => {
      if (document.errors.length > 0) throw document.errors[0];
      return document.toJS();
    });
  } catch (error) {
    throw new UsageError(`the file is no YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

function isMapping(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pluginsIn(document: unknown): PluginSource[] {
  if (!isMapping(document)) return [];
  if (document.kind === "WasmPlugin") return [wasmPlugin(document)];
  return pluginsOf(document).filter(isMapping).map(envoyPlugin);
}

function wasmPlugin({ metadata, spec }: Node): PluginSource {
  const configuration = configurationOf((spec ?? {}) as Node);
  const variables = (spec?.vmConfig?.env ?? []) as Node[];
  return {
    name: String(metadata?.name ?? ""),
    text: Buffer.from(JSON.stringify(configuration)),
    hostVariables: variables.filter((each) => each.valueFrom === "HOST").map((each) => String(each.name)),
    variables: Object.fromEntries(variables.filter((each) => "value" in each).map((each) => [each.name, each.value])),
  };
}

function envoyPlugin(plugin: Node): PluginSource {
  const value = plugin.configuration?.value ?? plugin.configuration ?? "";
  const { host_env_keys, key_values } = plugin.vm_config?.environment_variables ?? {};
  return {
    name: String(plugin.name ?? ""),
    text: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
    hostVariables: (host_env_keys ?? []) as string[],
    variables: (key_values ?? {}) as Record<string, string>,
  };
}
