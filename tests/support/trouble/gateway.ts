// An Envoy for tests of trouble: stations whose access log tells what became of each request, while the test runs.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvoyOptions } from "../../../envoy/start-envoy.ts";
import type { Station } from "../cases/envoy-station.ts";
import { StationsEnvoy, type Discovery } from "../cases/stations-envoy.ts";
import { exchangeRaw, type RawRequest, type Received } from "./raw-client.ts";
import { accessLogPath, toStation, type TroubledStation } from "./troubled-station.ts";
import { until } from "./until.ts";

/** One line of the access log; Envoy writes null for what there is none of. */
export interface LogLine {
  station: string;
  status: number;
  details: string | null;
  flags: string | null;
  attempts: number | null;
}

/** What the client got, and what Envoy noted of it. */
export interface Outcome extends Received {
  status: number;
  log: LogLine;
}

/** A running Envoy with such stations. */
export class TroubledGateway {
  private constructor(
    readonly envoy: StationsEnvoy,
    private readonly stations: Map<string, Station>,
    private readonly directory: string,
  ) {}

  /** Starts it with one worker, unless the options say otherwise. */
  static async start(
    troubled: TroubledStation[],
    { concurrency = 1, args = [] }: Pick<EnvoyOptions, "concurrency" | "args"> = {},
  ): Promise<TroubledGateway> {
    const directory = await mkdtemp(join(tmpdir(), "aisle-trouble-"));
    const stations = troubled.map((each) => toStation(each, directory));
    // Envoy writes access logs every ten seconds unless told otherwise.
    const flush = ["--file-flush-interval-msec", "10"];
    const envoy = await StationsEnvoy.start(stations, [], { concurrency, args: [...flush, ...args] });
    return new TroubledGateway(envoy, new Map(stations.map((each) => [each.name, each])), directory);
  }

  port(station: string): number {
    return this.envoy.port(this.find(station));
  }

  /** Sends one request, and waits for its line in the access log. One at a time for each station. */
  async send(station: string, request: RawRequest): Promise<Outcome> {
    const before = (await this.logLines(station)).length;
    const received = await exchangeRaw(this.port(station), request);
    const log = (await this.waitForLogLines(station, before + 1))[before];
    return { ...received, status: received.statuses[received.statuses.length - 1] ?? 0, log };
  }

  async waitForLogLines(station: string, count: number): Promise<LogLine[]> {
    let lines: LogLine[] = [];
    const wait = `line ${count} in the access log of ${station}`;
    await until(wait, async () => (lines = await this.logLines(station)).length >= count);
    return lines;
  }

  /** The text of the file that lists these stations' listeners, or clusters. */
  resourceFile(kind: Discovery, troubled: TroubledStation[]): string {
    return this.envoy.resourceFile(
      kind,
      troubled.map((each) => toStation(each, this.directory)),
    );
  }

  /** Puts this text in the place of the file that lists the listeners, or the clusters. */
  replaceFile(kind: Discovery, text: string): Promise<void> {
    return this.envoy.replaceFile(kind, text);
  }

  /** The figure of that name, 0 while Envoy has none. */
  async stat(name: string): Promise<number> {
    return (await this.stats(`^${name}$`)).get(name) ?? 0;
  }

  /** The figures whose name matches, from Envoy's admin interface. */
  async stats(pattern: string): Promise<Map<string, number>> {
    const response = await fetch(`${this.envoy.envoy.admin}/stats?filter=${encodeURIComponent(pattern)}`);
    const lines = (await response.text()).split("\n").filter((line) => /: \d+$/.test(line));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(": ")), Number(line.split(": ").pop())]));
  }

  /** Resolves when no request is open, downstream or upstream; rejects when one stays. */
  async waitUntilIdle(): Promise<void> {
    const pattern = "(downstream_rq_active|upstream_rq_active|upstream_rq_pending_active)$";
    await until("no open request", async () => {
      const open = await this.stats(pattern);
      // The admin interface counts the very request that asks.
      return [...open].every(([name, count]) => name.startsWith("http.admin.") || count === 0);
    });
  }

  findTrap(): string | null {
    return this.envoy.findTrap();
  }

  async stop(): Promise<void> {
    await this.envoy.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private find(name: string): Station {
    const station = this.stations.get(name);
    if (station === undefined) throw new Error(`no station ${name}`);
    return station;
  }

  private async logLines(station: string): Promise<LogLine[]> {
    const text = await readFile(accessLogPath(station, this.directory), "utf8").catch(() => "");
    // The last piece is empty or a line that is still being written.
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  }
}
