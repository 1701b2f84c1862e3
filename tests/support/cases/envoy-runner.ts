// Runs cases through the real Envoy and notes what was seen, in the same form as the emulated host does.

import { access } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Case, CaseAttempt, CaseCallout } from "./case.ts";
import { DETAILS_HEADER } from "./envoy-headers.ts";
import { BUFFER_LIMIT, calloutCluster, stationName, type Station } from "./envoy-station.ts";
import { sendRequest } from "./http1-client.ts";
import { RELEASE } from "./release.ts";
import type { Observation, SeenCallout, SeenResponse } from "./observation.ts";
import { ScriptedUpstream, type ScriptedReply } from "./scripted-upstream.ts";
import { StationsEnvoy, type EnvoyReport } from "./stations-envoy.ts";

/** Log lines come through a pipe and may arrive after the response. */
const LOG_PATIENCE_MS = 2_000;

/** What a test does differently with a case: another station, client or answer. */
export interface Staging {
  station?(c: Case, station: Station): Station;
  send?(c: Case, port: number, leave?: Promise<void>): Promise<SeenResponse | null>;
  reply?(c: Case, attempt: number): ScriptedReply;
}

/** Arguments with which Envoy logs what filters explain, and tells them so. */
const EXPLAINING = ["--component-log-level", "wasm:debug"];

/** How groups of cases are run. */
export interface GroupOptions {
  wasm?: string;
  /** Whether the filters' debug lines are logged. */
  explains?: boolean;
  staging?: Staging;
}

/** The stations of all cases in one Envoy, with their upstreams. Cases are run one at a time. */
export class EnvoyCases {
  private constructor(
    private readonly envoy: StationsEnvoy,
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
    const stations = surroundings.flatMap((one) => [...one.stations.values()]);
    const distinct = new Map(stations.map((station) => [station.name, station]));
    const clusters = surroundings.flatMap(({ calloutServers }) =>
      [...calloutServers].map(([name, server]) => calloutCluster(name, server.port)),
    );
    const envoy = await StationsEnvoy.start([...distinct.values()], clusters, { args: explains ? EXPLAINING : [] });
    return surroundings.map((one) => new EnvoyCases(envoy, one.stations, one.upstreams, one.calloutServers, staging));
  }

  /** Runs a case's exchange; the last of its body is sent when `hold` has resolved. */
  async run(c: Case, hold?: Promise<void>): Promise<Observation> {
    const station = this.stations.get(c);
    if (station === undefined) throw new Error(`not among the cases Envoy was started with: ${c.name}`);
    const seen = { attempts: [], client: null, details: null, callouts: [] };
    const configured = this.envoy.accepted(station);
    const exchange = configured && c.configured ? await this.exchange(c, station, hold) : seen;
    return { ...exchange, cutOff: null, configured, logs: await this.logs(c, station), trap: this.envoy.findTrap() };
  }

  /** Ends Envoy and answers everything that it told operators, up to its end. */
  report(): Promise<EnvoyReport> {
    return this.envoy.report();
  }

  async stop(): Promise<void> {
    await this.envoy.stop();
    for (const server of [...this.upstreams.values(), ...this.calloutServers.values()]) server.stop();
  }

  private async exchange(
    c: Case,
    station: Station,
    hold?: Promise<void>,
  ): Promise<Pick<Observation, "attempts" | "client" | "details" | "callouts" | "remains">> {
    for (const upstream of this.upstreams.values()) upstream.script([]);
    c.attempts.forEach((attempt, i) =>
      this.upstreams.get(i)?.script([this.staging.reply?.(c, i) ?? scripted(attempt)]),
    );
    const leave = this.scriptCallouts(c);
    let bytes = "";
    const onBytes = (part: Uint8Array) => void (bytes += Buffer.from(part).toString("latin1"));
    const port = this.envoy.port(station);
    const staged = this.staging.send?.(c, port, leave?.left);
    const response = await (staged ?? sendRequest(port, c.request, { leave: leave?.left, hold, onBytes }));
    await leave?.settled();
    const attempts = [...this.upstreams.values()].flatMap((upstream) => upstream.seen);
    const remains = [{ place: "client head" as const, text: bytes }];
    return { attempts, ...splitDetails(response), callouts: this.seenCallouts(c), remains };
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
    return this.envoy.findTrap();
  }

  /** What the plugin of a case has logged up to now. */
  logsOf(c: Case): string[] {
    const station = this.stations.get(c);
    return station === undefined ? [] : this.envoy.logs(station);
  }

  private async logs(c: Case, station: Station): Promise<string[]> {
    const deadline = Date.now() + LOG_PATIENCE_MS;
    const missing = (lines: string[]) => c.logs.some((text) => !lines.some((line) => line.includes(text)));
    while (missing(this.envoy.logs(station)) && Date.now() < deadline) await sleep(20);
    return this.envoy.logs(station);
  }
}

/** Lets the late answer go, and gives Envoy the time to hand it to a stream that is gone. */
async function lateAnswer(answer: () => void): Promise<void> {
  await sleep(50);
  answer();
  await sleep(100);
}

/** Cases with the same configuration share a station; those that call out have a VM of their own, because what they fetch is kept there. */
function caseStation(c: Case, ports: number[], wasm: string): Station {
  const own = c.callouts.length > 0 ? [c.file, c.name] : [];
  const providers = c.attempts.map((attempt) => attempt.provider);
  const text = Buffer.from(c.configuration).toString("base64");
  const name = stationName(text, c.environment, c.mode, providers, own);
  const shared = c.configured && own.length === 0 && Object.keys(c.environment).length === 0;
  return {
    name,
    wasm,
    vmId: shared ? "aisle" : name,
    configuration: c.configuration,
    environment: c.environment,
    mode: c.mode,
    endpoints: providers.map((provider, i) => ({ port: ports[i], provider })),
    bufferLimit: BUFFER_LIMIT,
  };
}

function scripted({ reply }: CaseAttempt): ScriptedReply {
  return reply.resets ? "failure" : reply;
}

function calloutReply(call: CaseCallout): ScriptedReply {
  if (call.reply === "failure") return "failure";
  const { status, headers, body } = call.reply;
  return { status, headers, chunks: body.length > 0 ? [body] : [], trailers: [], breaks: false };
}

/** What the cases of one group need around Envoy. */
async function startSurroundings(cases: Case[], wasm: string, staging: Staging) {
  const upstreams = await startUpstreams(Math.max(1, ...cases.map((c) => c.attempts.length)));
  const ports = upstreams.map((upstream) => upstream.port);
  const stage = (c: Case, station: Station) => staging.station?.(c, station) ?? station;
  return {
    stations: new Map(cases.map((c) => [c, stage(c, caseStation(c, ports, wasm))])),
    upstreams: new Map(upstreams.map((upstream, i) => [i, upstream])),
    calloutServers: await startCalloutServers(cases),
  };
}

async function startUpstreams(count: number): Promise<ScriptedUpstream[]> {
  return Promise.all(Array.from({ length: count }, () => ScriptedUpstream.start()));
}

async function startCalloutServers(cases: Case[]): Promise<Map<string, ScriptedUpstream>> {
  const names = new Set(cases.flatMap((c) => c.callouts.map((call) => call.cluster)));
  const started = [...names].map(async (name) => [name, await ScriptedUpstream.start()] as const);
  return new Map(await Promise.all(started));
}

function splitDetails(response: SeenResponse | null): { client: SeenResponse | null; details: string | null } {
  if (response === null) return { client: null, details: null };
  const details = response.headers.find(([name]) => name === DETAILS_HEADER)?.[1] ?? "via_upstream";
  return { client: { ...response, headers: response.headers.filter(([name]) => name !== DETAILS_HEADER) }, details };
}
