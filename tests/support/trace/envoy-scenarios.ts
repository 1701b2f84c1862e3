// Runs scenarios through the real Envoy, on the tracing build: each has a listener, and a VM, of its own.

import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Case } from "../cases/case.ts";
import { EnvoyCases } from "../cases/envoy-runner.ts";
import type { Station } from "../cases/envoy-station.ts";
import { requestBytes, sendRequest } from "../cases/http1-client.ts";
import type { SeenResponse } from "../cases/observation.ts";
import type { ScriptedReply } from "../cases/scripted-upstream.ts";
import { sendHttp2 } from "./http2-client.ts";
import { TIME_LIMIT_MS, type Scenario } from "./scenario.ts";
import { configurationTranscript, record, traceLines, type Recording } from "./transcript.ts";

/** Lines come through a pipe; those of a callback that never came are not waited for longer. */
const PATIENCE_MS = 30_000;

/** An Envoy with a station for each scenario. */
export class EnvoyScenarios {
  private readonly byCase: Map<Case, Scenario>;
  private echo: Server | null = null;
  private envoy!: EnvoyCases;

  private constructor(scenarios: Scenario[]) {
    this.byCase = new Map(scenarios.map((s) => [s.c, s]));
  }

  static async start(scenarios: Scenario[], wasm: string): Promise<EnvoyScenarios> {
    const running = new EnvoyScenarios(scenarios);
    running.echo = await startEchoServer();
    running.envoy = await EnvoyCases.start(
      scenarios.map((s) => s.c),
      wasm,
      {
        station: (c, station) => running.station(c, station),
        send: (c, port, leave) => running.send(running.scenarioOf(c), port, leave),
        reply: (c, attempt) => reply(running.scenarioOf(c), attempt),
      },
    );
    return running;
  }

  /** Runs a scenario to the end of its last stream. */
  async run(s: Scenario): Promise<Recording> {
    const { client } = await this.envoy.run(s.c);
    await this.until(s, (lines) => {
      const count = (text: RegExp) => lines.filter((line) => text.test(line)).length;
      const begun = count(/^> proxy_on_context_create id=\d+ parent=[1-9]/);
      return begun > 0 && begun === count(/^< proxy_on_delete/);
    });
    return record(this.envoy.logsOf(s.c), client);
  }

  /** The transcript of a scenario's configuration. */
  async configure(s: Scenario): Promise<string[]> {
    const read = () => configurationTranscript(this.envoy.logsOf(s.c));
    await this.until(s, () => read().length > 0);
    return read();
  }

  findTrap(): string | null {
    return this.envoy.findTrap();
  }

  async stop(): Promise<void> {
    await this.envoy.stop();
    this.echo?.closeAllConnections();
    this.echo?.close();
  }

  private scenarioOf(c: Case): Scenario {
    const scenario = this.byCase.get(c);
    if (scenario === undefined) throw new Error(`no scenario: ${c.name}`);
    return scenario;
  }

  private station(c: Case, station: Station): Station {
    const s = this.scenarioOf(c);
    // The name is looked for in the log, where one must not be the beginning of another.
    const name = `t${[...this.byCase.keys()].indexOf(c)}.`;
    const endpoints = station.endpoints.map(({ port, provider }, i) => ({ port: this.portFor(s, i, port), provider }));
    const routed = s.isRouted ? {} : { routedPrefix: "/not/this/path" };
    const timed = s.upstreams.includes("expires") ? { timeout: `${TIME_LIMIT_MS / 1000}s` } : {};
    return { ...station, ...routed, ...timed, name, vmId: name, endpoints, bufferLimit: s.bufferLimit };
  }

  private portFor(s: Scenario, attempt: number, port: number): number {
    if (s.talk !== null) return (this.echo?.address() as AddressInfo).port;
    // Nobody listens on port 1.
    return s.upstreams.at(attempt) === "refuses" ? 1 : port;
  }

  private send(s: Scenario, port: number, leave?: Promise<void>): Promise<SeenResponse | null> {
    if (s.talk !== null) return this.talk(s, s.talk, port);
    if (s.endAfter !== null) return this.sendLate(s, s.endAfter, port);
    const left = s.leavesAfter === null ? leave : this.untilCalled(s, s.leavesAfter);
    return s.protocol === "http2"
      ? sendHttp2(port, s.c.request, left)
      : sendRequest(port, s.c.request, { leave: left });
  }

  /** A callback has returned; a number behind its name says how often it must have. */
  private untilCalled(s: Scenario, callback: string): Promise<void> {
    const [name, times = "1"] = callback.split(" ");
    return this.until(s, (lines) => lines.filter((line) => line.startsWith(`< ${name}`)).length >= Number(times));
  }

  private sendLate(s: Scenario, callback: string, port: number): Promise<SeenResponse | null> {
    const hold = this.until(s, (lines) => lines.some((line) => line.startsWith(`< ${callback}`)));
    return sendRequest(port, s.c.request, { hold });
  }

  /** Upgrades, says something, and goes away when it has come back. */
  private talk(s: Scenario, said: string, port: number): Promise<null> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      const finish = () => {
        socket.destroy();
        resolve(null);
      };
      let received = "";
      let asked = false;
      socket.setTimeout(PATIENCE_MS, finish).on("error", finish).on("close", finish);
      socket.on("data", (bytes) => {
        received += bytes.toString("latin1");
        if (!asked && received.endsWith("\r\n\r\n")) socket.write(said);
        asked ||= received.endsWith("\r\n\r\n");
        if (received.endsWith(said))
          void this.until(s, (lines) => lines.some((l) => l.startsWith("< proxy_on_response_body"))).then(finish);
      });
      for (const bytes of requestBytes(s.c.request)) socket.write(bytes);
    });
  }

  private async until(s: Scenario, holds: (lines: string[]) => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!holds(traceLines(this.envoy.logsOf(s.c))) && Date.now() < deadline) await sleep(5);
  }
}

function reply(s: Scenario, attempt: number): ScriptedReply {
  const conduct = s.upstreams.at(attempt) ?? "answers";
  if (conduct === "resets") return "failure";
  if (conduct === "thinks" || conduct === "expires") return "silence";
  return { ...s.c.attempts[attempt].reply, stalls: conduct === "stalls", hurries: conduct === "hurries" };
}

/** Accepts every upgrade and sends back what it gets. */
async function startEchoServer(): Promise<Server> {
  const server = createServer();
  server.on("upgrade", (_, socket: Socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
