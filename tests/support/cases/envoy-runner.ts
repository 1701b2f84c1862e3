// Runs cases through the real Envoy and notes what was seen, in the same form as the emulated host does.

import { access } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Case, CaseAttempt, CaseCallout } from "./case.ts";
import { DETAILS_HEADER } from "./envoy-headers.ts";
import type { Station } from "./envoy-station.ts";
import {
  argumentsFor,
  isCounted,
  startCounting,
  startStations,
  startSurroundings,
  type Staging,
} from "./envoy-surroundings.ts";
import { EnvoyTelemetry } from "./envoy-telemetry.ts";
import { sendRequest } from "./http1-client.ts";
import { RELEASE } from "./release.ts";
import type { Observation, SeenCallout, SeenResponse } from "./observation.ts";
import type { ScriptedReply, ScriptedUpstream } from "./scripted-upstream.ts";
import type { EnvoyReport, StationsEnvoy } from "./stations-envoy.ts";

/** Log lines come through a pipe and may arrive after the response. */
const LOG_PATIENCE_MS = 2_000;

/** How groups of cases are run. */
export interface GroupOptions {
  wasm?: string;
  /** Whether the filters' debug lines are logged. */
  explains?: boolean;
  staging?: Staging;
}

/**
 * The stations of all cases in one Envoy, with their upstreams. Cases are run one at a time. Those that demand metrics are in
 * another Envoy, in which nothing else is counted.
 */
export class EnvoyCases {
  private constructor(
    private readonly envoy: StationsEnvoy,
    private readonly counting: StationsEnvoy | null,
    private readonly stations: Map<Case, Station>,
    private readonly upstreams: Map<number, ScriptedUpstream>,
    private readonly calloutServers: Map<string, ScriptedUpstream>,
    private readonly staging: Staging,
  ) {}

  /** Starts Envoy with one station per distinct configuration of a filter. */
  static async start(cases: Case[], wasm: string = RELEASE, staging: Staging = {}): Promise<EnvoyCases> {
    const [envoy] = await EnvoyCases.startGroups([cases], { wasm, staging });
    return envoy;
  }

  /**
   * Starts one Envoy for several groups of cases, each with upstreams of its own: cases of different groups may run at the
   * same time.
   */
  static async startGroups(groups: Case[][], options: GroupOptions = {}): Promise<EnvoyCases[]> {
    const { wasm = RELEASE, explains = false, staging = {} } = options;
    // Envoy would refuse every listener, and the tests would wait for each.
    await access(wasm);
    const surroundings = await Promise.all(groups.map((cases) => startSurroundings(cases, wasm, staging)));
    const args = argumentsFor(groups.flat(), explains);
    const [envoy, ...counting] = await Promise.all([
      startStations(surroundings, (c) => !isCounted(c), { args }),
      ...surroundings.map((one) => startCounting(one, args)),
    ]);
    return surroundings.map(
      (one, i) => new EnvoyCases(envoy, counting[i], one.stations, one.upstreams, one.calloutServers, staging),
    );
  }

  /** Runs a case's exchange; the last of its body is sent when `hold` has resolved. */
  async run(c: Case, hold?: Promise<void>): Promise<Observation> {
    const station = this.stations.get(c);
    if (station === undefined) throw new Error(`not among the cases Envoy was started with: ${c.name}`);
    const seen = { attempts: [], client: null, details: null, callouts: [] };
    const configured = this.envoyOf(c).accepted(station);
    const exchange = configured && c.configured ? await this.exchange(c, station, hold) : seen;
    return { ...exchange, cutOff: null, configured, logs: await this.logs(c, station), trap: this.findTrap() };
  }

  /** Ends Envoy and answers everything that it told operators, up to its end. */
  async report(): Promise<EnvoyReport> {
    const [report, counted] = await Promise.all([this.envoy.report(), this.counting?.report()]);
    if (counted === undefined) return report;
    const both = (key: keyof EnvoyReport) => report[key] + counted[key];
    return { stats: both("stats"), prometheus: both("prometheus"), log: both("log"), accessLog: both("accessLog") };
  }

  async stop(): Promise<void> {
    await Promise.all([this.envoy.stop(), this.counting?.stop()]);
    for (const server of [...this.upstreams.values(), ...this.calloutServers.values()]) server.stop();
  }

  private async exchange(
    c: Case,
    station: Station,
    hold?: Promise<void>,
  ): Promise<Pick<Observation, "attempts" | "client" | "details" | "callouts" | "telemetry" | "remains">> {
    const envoy = this.envoyOf(c);
    const watch = c.telemetry === undefined ? undefined : await EnvoyTelemetry.watch(envoy, station, c.telemetry);
    for (const upstream of this.upstreams.values()) upstream.script([]);
    c.attempts.forEach((attempt, i) =>
      this.upstreams.get(i)?.script([this.staging.reply?.(c, i) ?? scripted(attempt)]),
    );
    const leave = this.scriptCallouts(c);
    let bytes = "";
    const onBytes = (part: Uint8Array) => void (bytes += Buffer.from(part).toString("latin1"));
    const port = envoy.port(station);
    const staged = this.staging.send?.(c, port, leave?.left);
    const response = await (staged ?? sendRequest(port, c.request, { leave: leave?.left, hold, onBytes }));
    await leave?.settled();
    const attempts = [...this.upstreams.values()].flatMap((upstream) => upstream.seen);
    const remains = remainsOf(bytes);
    const telemetry = await watch?.seen();
    return { attempts, ...splitDetails(response), callouts: this.seenCallouts(c), telemetry, remains };
  }

  /** Scripts the clusters of call-outs. If an answer is to be late, `left` resolves when the client must go, and `settled` lets the answer come. */
  private scriptCallouts(c: Case): { left: Promise<void>; settled: () => Promise<void> } | null {
    const late = c.callouts.find((call) => call.late);
    let answer = () => {};
    const hold = new Promise<void>((resolve) => (answer = resolve));
    for (const [cluster, server] of this.calloutServers) {
      const replies = c.callouts.filter((call) => call.cluster === cluster).map(calloutReply);
      server.script(replies, late?.cluster === cluster ? hold : undefined);
    }
    if (late === undefined) return null;
    const left = this.calloutServers.get(late.cluster)?.received(1) ?? Promise.resolve();
    return { left, settled: () => lateAnswer(answer) };
  }

  private seenCallouts(c: Case): SeenCallout[] {
    const servers = new Set(c.callouts.map((call) => call.cluster));
    return [...servers].flatMap((cluster) =>
      (this.calloutServers.get(cluster)?.seen ?? []).map((seen) => ({ ...seen, cluster })),
    );
  }

  /** The first line of Envoy's log that tells of a trap. */
  findTrap(): string | null {
    return this.envoy.findTrap() ?? this.counting?.findTrap() ?? null;
  }

  /** What the plugin of a case has logged up to now. */
  logsOf(c: Case): string[] {
    const station = this.stations.get(c);
    return station === undefined ? [] : this.envoyOf(c).logs(station);
  }

  private envoyOf(c: Case): StationsEnvoy {
    return isCounted(c) && this.counting !== null ? this.counting : this.envoy;
  }

  private async logs(c: Case, station: Station): Promise<string[]> {
    const deadline = Date.now() + LOG_PATIENCE_MS;
    const missing = (lines: string[]) => c.logs.some((text) => !lines.some((line) => line.includes(text)));
    const envoy = this.envoyOf(c);
    while (missing(envoy.logs(station)) && Date.now() < deadline) await sleep(20);
    return envoy.logs(station);
  }
}

/** Lets the late answer go, and gives Envoy the time to hand it to a stream that is gone. */
async function lateAnswer(answer: () => void): Promise<void> {
  await sleep(50);
  answer();
  await sleep(100);
}

function scripted({ reply }: CaseAttempt): ScriptedReply {
  return reply.resets ? "failure" : reply;
}

function calloutReply(call: CaseCallout): ScriptedReply {
  if (call.reply === "failure") return "failure";
  const { status, headers, body } = call.reply;
  return { status, headers, chunks: body.length > 0 ? [body] : [], trailers: [], breaks: false };
}

function splitDetails(response: SeenResponse | null): { client: SeenResponse | null; details: string | null } {
  if (response === null) return { client: null, details: null };
  const details = response.headers.find(([name]) => name === DETAILS_HEADER)?.[1] ?? "via_upstream";
  return { client: { ...response, headers: response.headers.filter(([name]) => name !== DETAILS_HEADER) }, details };
}

/** All bytes that the client got, also those of an answer that broke off. */
function remainsOf(bytes: string): NonNullable<Observation["remains"]> {
  const end = bytes.indexOf("\r\n\r\n");
  const [head, body] = end < 0 ? [bytes, ""] : [bytes.slice(0, end), bytes.slice(end)];
  return [
    { place: "client head", text: head },
    { place: "client body", text: body },
  ];
}
