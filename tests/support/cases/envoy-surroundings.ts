// What cases need to run through Envoy: stations, upstreams, servers of call-outs, and the Envoys themselves.

import type { Case } from "./case.ts";
import { BUFFER_LIMIT, calloutCluster, stationName, type Station } from "./envoy-station.ts";
import type { SeenResponse } from "./observation.ts";
import { ScriptedUpstream, type ScriptedReply } from "./scripted-upstream.ts";
import { StationsEnvoy, type StationsOptions } from "./stations-envoy.ts";

/** Arguments with which Envoy logs what filters explain, and tells them so. */
const EXPLAINING = ["--component-log-level", "wasm:debug"];

/** Those with which it logs what filters tell of exchanges. */
const INFORMING = ["--component-log-level", "wasm:info"];

/** How soon what a histogram recorded can be read. */
const HISTOGRAMS_EVERY = "0.05s";

/** Arguments with which the access log can be read at once. */
const FLUSHING = ["--file-flush-interval-msec", "10"];

/** What a test does differently with a case: another station, client or answer. */
export interface Staging {
  station?(c: Case, station: Station): Station;
  send?(c: Case, port: number, leave?: Promise<void>): Promise<SeenResponse | null>;
  reply?(c: Case, attempt: number): ScriptedReply;
}

/** Whether nothing else may be counted while the case runs. */
export function isCounted(c: Case): boolean {
  return c.configured && c.telemetry !== undefined && c.telemetry.metrics !== null;
}

/** What Envoy must log, and how soon, so that these cases can be watched. */
export function argumentsFor(cases: Case[], explains: boolean): string[] {
  const informs = cases.some((c) => c.telemetry?.log != null);
  const level = explains ? EXPLAINING : informs ? INFORMING : [];
  return [...level, ...(cases.some((c) => c.telemetry !== undefined) ? FLUSHING : [])];
}

/** What the cases of one group need around Envoy. */
export async function startSurroundings(cases: Case[], wasm: string, staging: Staging) {
  const upstreams = await startUpstreams(Math.max(1, ...cases.map((c) => c.attempts.length)));
  const ports = upstreams.map((upstream) => upstream.port);
  const stage = (c: Case, station: Station) => staging.station?.(c, station) ?? station;
  return {
    stations: new Map(cases.map((c) => [c, stage(c, caseStation(c, ports, wasm))])),
    upstreams: new Map(upstreams.map((upstream, i) => [i, upstream])),
    calloutServers: await startCalloutServers(cases),
  };
}

/** Those of one group of cases. */
export type CaseSurroundings = Awaited<ReturnType<typeof startSurroundings>>;

/** Starts an Envoy with the stations of the cases that `isIn`. */
export function startStations(
  surroundings: CaseSurroundings[],
  isIn: (c: Case) => boolean,
  options: StationsOptions,
): Promise<StationsEnvoy> {
  const entries = surroundings.flatMap((one) => [...one.stations]).filter(([c]) => isIn(c));
  const distinct = new Map(entries.map(([, station]) => [station.name, station]));
  const clusters = surroundings.flatMap(({ calloutServers }) =>
    [...calloutServers].map(([name, server]) => calloutCluster(name, server.port)),
  );
  return StationsEnvoy.start([...distinct.values()], clusters, options);
}

/** Starts the Envoy of a group's cases whose metrics are compared, if it has any. */
export async function startCounting(surroundings: CaseSurroundings, args: string[]): Promise<StationsEnvoy | null> {
  if (![...surroundings.stations.keys()].some(isCounted)) return null;
  return startStations([surroundings], isCounted, { args, statsInterval: HISTOGRAMS_EVERY });
}

async function startUpstreams(count: number): Promise<ScriptedUpstream[]> {
  return Promise.all(Array.from({ length: count }, () => ScriptedUpstream.start()));
}

async function startCalloutServers(cases: Case[]): Promise<Map<string, ScriptedUpstream>> {
  const names = new Set(cases.flatMap((c) => c.callouts.map((call) => call.cluster)));
  const started = [...names].map(async (name) => [name, await ScriptedUpstream.start()] as const);
  return new Map(await Promise.all(started));
}

/**
 * Cases with the same configuration share a station, unless what they tell operators is watched. Those that call out have a VM of
 * their own, because what they fetch is kept there, and so have those whose metrics are compared, because they are counted there.
 */
function caseStation(c: Case, ports: number[], wasm: string): Station {
  const own = c.callouts.length > 0 || c.telemetry !== undefined ? [c.file, c.name] : [];
  const isAlone = c.callouts.length > 0 || isCounted(c) || Object.keys(c.environment).length > 0;
  const providers = c.attempts.map((attempt) => attempt.provider);
  const text = Buffer.from(c.configuration).toString("base64");
  const name = stationName(text, c.environment, c.mode, providers, c.route, own);
  return {
    name,
    wasm,
    vmId: c.configured && !isAlone ? "aisle" : name,
    configuration: c.configuration,
    environment: c.environment,
    mode: c.mode,
    route: c.route,
    endpoints: providers.map((provider, i) => ({ port: ports[i], provider })),
    bufferLimit: BUFFER_LIMIT,
    filterState: Object.keys(c.telemetry?.filterState ?? {}),
  };
}
