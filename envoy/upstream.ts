/** The server that `make run` puts behind Aisle: the fake LLM, or the real one that UPSTREAM names. */
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import type { FakeLlm } from "../tests/support/fake-llm/server.ts";
import { startFakeLlm } from "../tests/support/fake-llm/server.ts";
import type { Node } from "./bootstrap.ts";
import { pluginsOf, readPluginConfiguration, setEndpoint, setPluginConfiguration } from "./bootstrap.ts";
import type { Settings } from "./settings.ts";
import { SetupError } from "./setup-error.ts";

/** The variable of Envoy's environment that holds the upstream's key. */
export const KEY_VARIABLE = "UPSTREAM_API_KEY";
const FAKE_KEY = "key-of-the-fake-llm";
const CERTIFICATES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

export interface Upstream {
  /** Base URL with the version segment. */
  url: URL;
  /** What the upstream calls the model. */
  model: string;
  /** Sent as bearer token by Aisle, never by the client; null for a server that wants none. */
  key: string | null;
  /** The fake LLM, null where the upstream is real. */
  fake: FakeLlm | null;
}

/** Starts the fake LLM, or looks whether the real server is there and which model it has. */
export async function openUpstream({ upstream, model }: Settings, key: string | null): Promise<Upstream> {
  if (upstream !== null) return { url: upstream, model: model ?? (await firstModel(upstream, key)), key, fake: null };
  const fake = await startFakeLlm({ key: FAKE_KEY });
  return { url: new URL(`${fake.url}/v1`), model: model ?? "fake-model", key: FAKE_KEY, fake };
}

async function firstModel(base: URL, key: string | null): Promise<string> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${base}/models`, { headers, signal: AbortSignal.timeout(10_000) }).catch(
    (error: unknown) => {
      throw new SetupError(`UPSTREAM ${base.origin} does not answer (${reasonOf(error)}): is it running?`);
    },
  );
  const hint = "set MODEL=… to the model to use";
  if (!response.ok) {
    const wanted = response.status === 401 ? "set UPSTREAM_API_KEY to its key" : hint;
    throw new SetupError(`UPSTREAM answered ${response.status} to GET ${base}/models: ${wanted}.`);
  }
  const list = (await response.json().catch(() => null)) as { data?: { id?: unknown }[] } | null;
  const id = list?.data?.[0]?.id;
  if (typeof id === "string") return id;
  throw new SetupError(`UPSTREAM names no model at ${base}/models: ${hint}.`);
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
  return cause?.code ?? cause?.message ?? message;
}

/** Points Envoy's only cluster and Aisle's only provider at the upstream; every name that is mapped becomes its model's. */
export function useUpstream(bootstrap: Node, { url, model, key }: Upstream): void {
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const [cluster] = bootstrap.static_resources.clusters as [Node];
  setEndpoint(cluster, host, Number(url.port || (secure ? 443 : 80)));
  // The example's is an address; a name is looked up.
  cluster.type = "STRICT_DNS";
  cluster.dns_lookup_family = "V4_PREFERRED";
  if (secure) cluster.transport_socket = tlsSocket(host);
  for (const plugin of pluginsOf(bootstrap)) {
    const configuration = readPluginConfiguration(plugin);
    const [provider] = configuration.providers as [Node];
    setServer(provider, url);
    for (const name of Object.keys(provider.modelMapping as object)) provider.modelMapping[name] = model;
    if (key === null) delete provider.apiTokens;
    else provider.apiTokens = `env:${KEY_VARIABLE}`;
    plugin.vm_config.environment_variables = { host_env_keys: [KEY_VARIABLE] };
    setPluginConfiguration(plugin, configuration);
  }
}

function setServer(provider: Node, url: URL): void {
  if (provider.type === "custom") Object.assign(provider, { host: url.host, basePath: url.pathname });
  else provider.openaiCustomUrl = url.href;
}

/** TLS that checks the server's certificate and name; without these two Envoy would take anybody's. */
function tlsSocket(host: string): Node {
  const san_type = isIP(host) === 0 ? "DNS" : "IP_ADDRESS";
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
      sni: isIP(host) === 0 ? host : undefined,
      common_tls_context: {
        validation_context: {
          trusted_ca: { filename: certificatesPath() },
          match_typed_subject_alt_names: [{ san_type, matcher: { exact: host } }],
        },
      },
    },
  };
}

function certificatesPath(): string {
  const path = [process.env.SSL_CERT_FILE, process.env.NODE_EXTRA_CA_CERTS, ...CERTIFICATES].find(
    (each) => each && existsSync(each),
  );
  if (path !== undefined) return path;
  throw new SetupError("No certificate authorities were found on this machine: set SSL_CERT_FILE to a file of them.");
}
