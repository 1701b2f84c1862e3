// One Envoy with many stations: few starts, because each takes seconds.

import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEnvoy } from "../../../envoy/get-envoy.ts";
import { startEnvoy, type Envoy, type EnvoyOptions } from "../../../envoy/start-envoy.ts";
import { stationCluster, stationListener, type Station } from "./envoy-station.ts";
import type { SeenMetrics } from "./telemetry.ts";

/** What Envoy learns from a file that it watches (LDS, CDS). */
export type Discovery = "listeners" | "clusters";

/** What a trap looks like in Envoy's log. */
const TRAP = /Uncaught RuntimeError|Function: proxy_on_\w+ failed|wasm log[^\n]*\babort/i;

const ACCESS_LOG = "access.log";

/** How Envoy is started. */
export interface StationsOptions extends Pick<EnvoyOptions, "concurrency" | "args"> {
  /** How often workers hand over what histograms recorded; every five seconds when left out. */
  statsInterval?: string;
}

/** A part of an entry of the access log. */
export interface AccessEntry {
  station: string;
  state?: Record<string, string | null>;
}

/** What an Envoy tells its operators. */
export interface EnvoyReport {
  stats: string;
  prometheus: string;
  log: string;
  accessLog: string;
}

/**
 * A running Envoy. Listeners and clusters come from files (LDS, CDS), so that
 * one whose configuration the filter refuses is left out and the others run.
 */
export class StationsEnvoy {
  /** Where in the log the lines begin that {@link lines} has not cut yet. */
  private cut = 0;

  /** The metrics up to which exchanges have been compared; null before the first. */
  counted: SeenMetrics | null = null;

  private readonly known: string[] = [];

  private constructor(
    readonly envoy: Envoy,
    private readonly directory: string,
  ) {}

  static async start(
    stations: Station[],
    clusters: object[] = [],
    { statsInterval, ...options }: StationsOptions = {},
  ): Promise<StationsEnvoy> {
    const directory = await mkdtemp(join(tmpdir(), "aisle-stations-"));
    const listenerFile = await writeResources(directory, "listeners.json", listenersOf(stations, directory));
    const clusterFile = await writeResources(directory, "clusters.json", [
      ...stations.map(stationCluster),
      ...clusters,
    ]);
    const bootstrap = {
      node: { id: "aisle-tests", cluster: "aisle-tests" },
      admin: { address: { socket_address: { address: "127.0.0.1", port_value: 0 } } },
      ...(statsInterval === undefined ? {} : { stats_flush_interval: statsInterval }),
      dynamic_resources: { lds_config: fromFile(listenerFile), cds_config: fromFile(clusterFile) },
    };
    const envoy = await startEnvoy({ ...options, envoy: await findEnvoy(), bootstrap, logKept: Infinity });
    return new StationsEnvoy(envoy, directory);
  }

  /** The text of a file that lists these stations' listeners, or their clusters. */
  resourceFile(kind: Discovery, stations: Station[]): string {
    return toDiscovery(
      kind === "listeners" ? listenersOf(stations, this.directory) : stations.map((station) => stationCluster(station)),
    );
  }

  /** As an operator does it: a new file is moved over the one that Envoy watches. */
  async replaceFile(kind: Discovery, text: string): Promise<void> {
    const next = join(this.directory, "next.json");
    await writeFile(next, text);
    await rename(next, join(this.directory, `${kind}.json`));
  }

  /** Whether the filter accepted the station's configuration. */
  accepted(station: Station): boolean {
    return !this.refusals.includes(station.name);
  }

  port(station: Station): number {
    return this.envoy.portOf(station.name);
  }

  /** What a station's plugin logged. */
  logs(station: Station): string[] {
    return this.lines.filter((line) => line.includes(`wasm log ${station.name}`));
  }

  /** A station's entries in the access log, as far as Envoy has written it. */
  async accessEntries(station: Station): Promise<AccessEntry[]> {
    const text = await readFile(join(this.directory, ACCESS_LOG), "utf8").catch(() => "");
    // What follows the last line break is still being written.
    const lines = text.split("\n").slice(0, -1);
    const own = lines.filter((line) => line.includes(`"station":"${station.name}"`));
    return own.map((line) => JSON.parse(line) as AccessEntry);
  }

  /** The first line of the log that tells of a trap. */
  findTrap(): string | null {
    return this.lines.find((line) => TRAP.test(line)) ?? null;
  }

  /** Ends Envoy and answers everything that it told operators, up to its end. */
  async report(): Promise<EnvoyReport> {
    const [stats, prometheus] = await Promise.all(
      ["stats", "stats/prometheus"].map(async (path) => (await fetch(`${this.envoy.admin}/${path}`)).text()),
    );
    await this.envoy.stop();
    const accessLog = await readFile(join(this.directory, ACCESS_LOG), "utf8");
    return { stats, prometheus, log: this.envoy.log(), accessLog };
  }

  async stop(): Promise<void> {
    await this.envoy.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get lines(): string[] {
    const log = this.envoy.log();
    const end = log.lastIndexOf("\n") + 1;
    if (end > this.cut) this.known.push(...log.slice(this.cut, end - 1).split("\n"));
    this.cut = Math.max(end, this.cut);
    return this.known;
  }

  private get refusals(): string {
    return this.lines
      .filter((line) => /Error adding\/updating (listener|cluster)\(s\)|Unable to create Wasm/.test(line))
      .join("\n");
  }
}

function listenersOf(stations: Station[], directory: string): object[] {
  const accessLog = join(directory, ACCESS_LOG);
  return stations.map((station) => stationListener(station, accessLog));
}

async function writeResources(directory: string, name: string, resources: object[]): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, toDiscovery(resources));
  return path;
}

function toDiscovery(resources: object[]): string {
  return JSON.stringify({ version_info: "1", resources });
}

function fromFile(path: string): object {
  return { path_config_source: { path }, resource_api_version: "V3" };
}
