// An Envoy for tests of trouble: stations whose access log tells what became of each request, while the test runs.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messagesOf, type Node } from "../../../envoy/bootstrap.ts";
import type { EnvoyOptions } from "../../../envoy/start-envoy.ts";
import { BUFFER_LIMIT, type Station } from "../cases/envoy-station.ts";
import { RELEASE } from "../cases/release.ts";
import { StationsEnvoy, type Discovery } from "../cases/stations-envoy.ts";
import { exchangeRaw, type RawRequest, type Received } from "./raw-client.ts";

const PATIENCE_MS = 30_000;
const POLL_MS = 20;
const LOG_TYPE = "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog";

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

/** What a station of these tests is made of. */
export interface TroubledStation {
  name: string;
  configuration: object;
  endpoints: { port: number; provider: string | null }[];
  mode?: "listener" | "upstream";
  bufferLimit?: number;
  vmId?: string;
  /** Another filter than Aisle. */
  wasm?: string;
  /** Changes the HTTP connection manager. */
  manager?: (manager: Node) => void;
  /** The thresholds of the cluster's circuit breakers. */
  breakers?: Node;
  /** Changes the cluster's HTTP protocol options. */
  cluster?: (options: Node) => void;
}

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
    const flush = ["--file-flush-interval-msec", "50"];
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
    const text = await readFile(join(this.directory, `${station}.log`), "utf8").catch(() => "");
    // The last piece is empty or a line that is still being written.
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  }
}

/** Resolves when `isDone` answers true; rejects after half a minute. */
export async function until(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`there was never ${what}`);
    await sleep(POLL_MS);
  }
}

function toStation(troubled: TroubledStation, directory: string): Station {
  const { name, configuration, endpoints, mode = "listener", bufferLimit = BUFFER_LIMIT } = troubled;
  const listener = (node: Node) => {
    const [manager] = messagesOf(node, "HttpConnectionManager");
    // Envoy's own bodies are to be seen as they are.
    delete manager.local_reply_config;
    manager.access_log = [accessLog(name, join(directory, `${name}.log`))];
    // A response that is cut off reaches its end for the client only when this has passed.
    manager.delayed_close_timeout = "0.05s";
    troubled.manager?.(manager);
  };
  return {
    name,
    wasm: troubled.wasm ?? RELEASE,
    vmId: troubled.vmId ?? "aisle",
    configuration: Buffer.from(JSON.stringify(configuration)),
    environment: {},
    mode,
    endpoints,
    bufferLimit,
    adapt: { listener, cluster: (node) => adaptCluster(node, troubled) },
  };
}

/** No connection to an upstream is used twice: what one test broke must not be the next one's trouble. */
function adaptCluster(node: Node, { breakers, cluster }: TroubledStation): void {
  const [options] = messagesOf(node, "upstreams.http.v3.HttpProtocolOptions");
  options.common_http_protocol_options = { max_requests_per_connection: 1 };
  if (breakers !== undefined) node.circuit_breakers = { thresholds: [breakers] };
  cluster?.(options);
}

function accessLog(station: string, path: string): Node {
  const json_format = {
    station,
    status: "%RESPONSE_CODE%",
    details: "%RESPONSE_CODE_DETAILS%",
    flags: "%RESPONSE_FLAGS%",
    attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
  };
  return { name: "file", typed_config: { "@type": LOG_TYPE, path, log_format: { json_format } } };
}
