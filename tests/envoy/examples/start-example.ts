/** Starts an example in the real Envoy, with nothing changed but what belongs to the machine. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Node } from "../../../envoy/bootstrap.ts";
import { endpointsOf, findCluster, messagesOf, setEndpoint, setPorts, setWasmPath } from "../../../envoy/bootstrap.ts";
import { findEnvoy } from "../../../envoy/get-envoy.ts";
import { startEnvoy } from "../../../envoy/start-envoy.ts";
import { makeCertificates } from "../../support/fake-llm/certificate.ts";
import type { FakeLlm } from "../../support/fake-llm/server.ts";
import { startFakeLlm } from "../../support/fake-llm/server.ts";
import type { DnsServer } from "../../support/dns-server.ts";
import { startDnsServer } from "../../support/dns-server.ts";
import { isForwardProxy, listedHosts, setDnsServer, setForwardPort } from "./forward-proxy.ts";

export interface RunningExample {
  /** Where clients call. */
  port: number;
  /** What stands in the provider's place. */
  llm: FakeLlm;
  /** What a dynamic forward proxy asks for addresses. */
  dns: DnsServer;
  /** `http://host:port` of the admin interface. */
  admin: string;
  /** Envoy's own words. */
  log(): string;
  /** Ends Envoy, which completes its access log: the lines of it. */
  finish(): Promise<string[]>;
  stop(): Promise<void>;
}

/** How a provider's server presents itself in TLS; only the first is acceptable. */
export type ServerIdentity = "right" | "other name" | "other authority";

/** Replaces ports, the endpoint, the certificate authority and the filter's path, then starts fake LLM and Envoy. */
export async function startExample(
  bootstrap: Node,
  env: NodeJS.ProcessEnv,
  identity: ServerIdentity = "right",
  logLevel = "warning",
): Promise<RunningExample> {
  const directory = await mkdtemp(join(tmpdir(), "aisle-example-"));
  const [listener] = bootstrap.static_resources.listeners as [Node];
  const [cluster] = bootstrap.static_resources.clusters as [Node];
  const [tls] = messagesOf(cluster, "UpstreamTlsContext");
  const certificates = makeCertificates(identity === "other name" ? ["other.example"] : namesOf(bootstrap, tls));
  const llm = await startFakeLlm(tls ? { tls: certificates } : {});
  const dns = await startDnsServer();
  const close = async (): Promise<void> => {
    await llm.close();
    await dns.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    if (tls) tls.common_tls_context.validation_context.trusted_ca.filename = join(directory, "authority.pem");
    const trusted = identity === "other authority" ? makeCertificates(["x"]) : certificates;
    await writeFile(join(directory, "authority.pem"), trusted.authority);
    setPorts(bootstrap, 0, 0);
    leadTo(bootstrap, cluster, llm, dns);
    setWasmPath(bootstrap, "build/aisle.wasm");
    const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap, env, logLevel });
    const stop = async (): Promise<void> => {
      await envoy.stop();
      await close();
    };
    const finish = async (): Promise<string[]> => {
      await envoy.stop();
      return envoy.accessLog().trim().split("\n");
    };
    const { admin, log } = envoy;
    return { port: envoy.portOf(listener.name), admin, llm, dns, log, finish, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

function namesOf(bootstrap: Node, tls: Node | undefined): string[] {
  if (isForwardProxy(bootstrap)) return listedHosts(bootstrap);
  if (!tls?.auto_host_sni) return [String(tls?.sni ?? "localhost")];
  return endpointsOf(bootstrap.static_resources.clusters[0]).map(({ endpoint }) => String(endpoint.hostname));
}

function leadTo(bootstrap: Node, cluster: Node, llm: FakeLlm, dns: DnsServer): void {
  if (!isForwardProxy(bootstrap)) return setEndpoint(findCluster(bootstrap, cluster.name), "127.0.0.1", llm.port);
  setDnsServer(bootstrap, dns.port);
  setForwardPort(bootstrap, llm.port);
}
