// An Envoy in front of fake providers: as `aisle envoy` writes it, or with Aisle in its listener.

import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { messagesOf, type Node } from "../../../envoy/bootstrap.ts";
import { findEnvoy } from "../../../envoy/get-envoy.ts";
import { startEnvoy, type Envoy, type EnvoyOptions } from "../../../envoy/start-envoy.ts";
import { generateEnvoy } from "../../../tools/envoy-config/generate.ts";
import { until } from "../trouble/until.ts";
import type { BehaviourName } from "./behaviours.ts";
import { FakeProvider, SERIAL_HEADER } from "./fake-provider.ts";
import { listenerEnvoy, type ListenerOptions } from "./listener-envoy.ts";

/** Where Aisle stands: in the cluster, where Envoy chooses among providers, or in the listener, where Aisle does. */
export type Mode = "upstream" | "listener";

/** Those that tests run in. */
export const MODES: Mode[] = ["upstream", "listener"];

/** How the gateway runs. */
export interface GatewayOptions extends ListenerOptions, Pick<EnvoyOptions, "logKept"> {
  mode?: Mode;
  /** Envoy's workers, 1 by default. */
  concurrency?: number;
}

/** What a client got. */
export interface ChatAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** The provider that answered, by what it says of itself; null where none did. */
  provider: string | null;
}

/** A request to send; what is left out is that of a small chat. */
export interface Chat {
  serial?: number;
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A running gateway with its providers. */
export class BalancedGateway {
  private agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(
    readonly envoy: Envoy,
    readonly providers: Map<string, FakeProvider>,
    /** The value of `AISLE_GATEWAY` in Envoy's environment, by which its process is found. */
    readonly mark: string,
  ) {}

  /**
   * Starts providers that behave so, and an Envoy for this configuration, in which `{name}` stands for the address of a
   * provider.
   */
  static async start(
    configuration: object,
    behaviours: Record<string, BehaviourName>,
    { mode = "upstream", concurrency = 1, logKept, ...listener }: GatewayOptions = {},
  ): Promise<BalancedGateway> {
    const providers = new Map<string, FakeProvider>();
    for (const [name, behaviour] of Object.entries(behaviours)) {
      providers.set(name, await FakeProvider.start(name, behaviour));
    }
    try {
      const mark = `${process.pid}-${performance.now()}`;
      const more = { concurrency, env: { AISLE_GATEWAY: mark }, ...(logKept !== undefined && { logKept }) };
      const bootstrap = bootstrapOf(configuration, providers, mode, listener);
      return new BalancedGateway(await startGateway(bootstrap, more), providers, mark);
    } catch (error) {
      for (const provider of providers.values()) await provider.stop();
      throw error;
    }
  }

  /** How many connections are used from now on; with one, one worker of Envoy has all requests. */
  useConnections(count: number): void {
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: count });
  }

  /** Sends one chat; rejects when the connection breaks before the answer is complete. */
  send(chat: Chat = {}): Promise<ChatAnswer> {
    const {
      serial = 0,
      method = "POST",
      path = "/v1/chat/completions",
      body = '{"model":"client","messages":[]}',
    } = chat;
    const headers = { "content-type": "application/json", [SERIAL_HEADER]: String(serial), ...chat.headers };
    const { agent } = this;
    return new Promise((resolve, reject) => {
      const port = this.envoy.portOf("aisle");
      const sent = httpRequest({ agent, port, host: "127.0.0.1", method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("error", reject).on("end", () => {
          const provider = /"model":"(\w+)"/.exec(text)?.[1] ?? null;
          resolve({ status: response.statusCode!, headers: response.headers, body: text, provider });
        });
      });
      sent.on("error", reject).end(method === "GET" ? undefined : body);
    });
  }

  /** Sends as many, one after the other. */
  async sendInTurn(count: number, chatOf: (index: number) => Chat = () => ({})): Promise<ChatAnswer[]> {
    const answers: ChatAnswer[] = [];
    for (let i = 0; i < count; i++) answers.push(await this.send({ serial: i, ...chatOf(i) }));
    return answers;
  }

  /** The flags that Envoy has for a provider's endpoint, "healthy" where it has none. */
  async healthOf(name: string): Promise<string> {
    const text = await (await fetch(`${this.envoy.admin}/clusters`)).text();
    const port = this.providers.get(name)!.port;
    return new RegExp(`^aisle::127\\.0\\.0\\.1:${port}::health_flags::(.*)$`, "m").exec(text)?.[1] ?? "unknown";
  }

  /** Waits until Envoy takes the provider for healthy, or not. */
  awaitHealth(name: string, isHealthy: boolean): Promise<void> {
    const what = `${name} ${isHealthy ? "healthy" : "left out"}`;
    return until(what, async () => ((await this.healthOf(name)) === "healthy") === isHealthy);
  }

  /** Ends Envoy, then the providers; throws if the filter trapped. */
  async stop(): Promise<void> {
    this.agent.destroy();
    await this.envoy.stop();
    for (const provider of this.providers.values()) await provider.stop();
    const trap = /^.*(?:Function: proxy_\w+ failed|wasm.*(?:abort|trap|unreachable)).*$/im.exec(this.envoy.log());
    if (trap !== null) throw new Error(`the filter trapped: ${trap[0]}`);
  }
}

function bootstrapOf(
  configuration: object,
  providers: Map<string, FakeProvider>,
  mode: Mode,
  listener: ListenerOptions,
): Node {
  const addressed = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const provider = providers.get(name);
      return provider === undefined ? whole : `127.0.0.1:${provider.port}`;
    });
  if (mode === "upstream") {
    const text = addressed(JSON.stringify(configuration));
    return generateEnvoy(text, { port: 0, adminPort: 0, wasm: "build/aisle.wasm" });
  }
  const ports = new Map([...providers].map(([name, { port }]) => [name, port]));
  return JSON.parse(addressed(JSON.stringify(listenerEnvoy(configuration, ports, listener)))) as Node;
}

async function startGateway(bootstrap: Node, more: Partial<EnvoyOptions>): Promise<Envoy> {
  bootstrap.static_resources.listeners[0].address.socket_address.address = "127.0.0.1";
  const [manager] = messagesOf(bootstrap, "HttpConnectionManager");
  const fields = {
    serial: `%REQ(${SERIAL_HEADER})%`,
    attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
    hosts: "%UPSTREAM_HOSTS_ATTEMPTED%",
  };
  Object.assign(manager!.access_log[0].typed_config.log_format.json_format, fields);
  // Envoy writes access logs every ten seconds unless told otherwise.
  const args = ["--file-flush-interval-msec", "100"];
  return startEnvoy({ envoy: await findEnvoy(), bootstrap, args, ...more });
}
