// Many open HTTP/2 streams through the real Envoy: held in the filter with half a body, or gone on to an upstream that never answers.

import { connect, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { findEnvoyProcess, residentBytes } from "../../bench/process-figures.ts";
import type { Station } from "../cases/envoy-station.ts";
import { RELEASE } from "../cases/release.ts";
import { ScriptedUpstream } from "../cases/scripted-upstream.ts";
import { StationsEnvoy } from "../cases/stations-envoy.ts";
import { HOLDING } from "./chats.ts";

const STREAMS_PER_CONNECTION = 500;
const MARKER = "AISLE_MEMORY_RUN";
const BODY = '{"model":"x","messages":[{"role":"user","content":"hi"}]}';
const HEAD = {
  ":method": "POST",
  ":path": "/v1/chat/completions",
  ":authority": "gateway.example",
  "content-type": "application/json",
};

/** A filter in an Envoy, in front of an upstream that answers or not. */
export class StreamsEnvoy {
  private readonly sessions: ClientHttp2Session[] = [];
  private opened = 0;

  private constructor(
    readonly envoy: StationsEnvoy,
    private readonly station: Station,
    private readonly upstream: ScriptedUpstream,
    private readonly pid: number,
  ) {}

  static async start(configuration: object = {}): Promise<StreamsEnvoy> {
    const upstream = await ScriptedUpstream.start();
    const station: Station = {
      name: "streams",
      wasm: RELEASE,
      vmId: "aisle",
      configuration: Buffer.from(JSON.stringify({ ...configuration, provider: HOLDING })),
      environment: {},
      mode: "listener",
      endpoints: [{ port: upstream.port, provider: null }],
      bufferLimit: 1 << 20,
    };
    process.env[MARKER] = String(process.pid);
    const envoy = await StationsEnvoy.start([station]);
    const pid = process.platform === "linux" ? findEnvoyProcess(`${MARKER}=${process.pid}`) : 0;
    return new StreamsEnvoy(envoy, station, upstream, pid);
  }

  /** Resident memory of Envoy, in bytes; 0 where it cannot be known. */
  get residentBytes(): number {
    return this.pid === 0 ? 0 : residentBytes(this.pid);
  }

  /** Opens `count` streams; a held one has sent half its body, another all of it. Their statuses, for those that were answered. */
  async open(count: number, kind: "held" | "sent", headers: Record<string, string> = {}): Promise<number[]> {
    const statuses: number[] = [];
    this.upstream.script([], new Promise(() => {}));
    const before = await this.active();
    for (let i = 0; i < count; i++) {
      const stream = this.nextSession().request({ ...HEAD, ...headers });
      stream.on("error", () => {});
      stream.on("response", (answer) => statuses.push(Number(answer[":status"])));
      stream.on("data", () => {});
      if (kind === "sent") stream.end(BODY);
      else stream.write(BODY.slice(0, 20));
      if (i % 100 === 99) await sleep(1); // so that the connections are served
    }
    await poll(async () => (await this.active()) + statuses.length >= before + count);
    return statuses;
  }

  /** Resets every stream and waits until Envoy has none. */
  async resetAll(): Promise<void> {
    for (const session of this.sessions.splice(0)) session.destroy();
    this.opened = 0;
    await poll(async () => (await this.active()) === 0);
  }

  /** The status of an ordinary chat. */
  async chat(headers: Record<string, string> = {}): Promise<number> {
    this.upstream.script([]);
    const session = connect(`http://127.0.0.1:${this.envoy.port(this.station)}`);
    const status = await statusOf(session.request({ ...HEAD, ...headers }));
    session.close();
    return status;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    this.upstream.stop();
    await this.envoy.stop();
    delete process.env[MARKER];
  }

  private nextSession(): ClientHttp2Session {
    if (this.opened++ % STREAMS_PER_CONNECTION === 0) {
      const session = connect(`http://127.0.0.1:${this.envoy.port(this.station)}`);
      session.on("error", () => {});
      this.sessions.push(session);
    }
    return this.sessions[this.sessions.length - 1];
  }

  /** Streams that Envoy has now. */
  private async active(): Promise<number> {
    const name = `http.${this.station.name}.downstream_rq_active`;
    const text = await (await fetch(`${this.envoy.envoy.admin}/stats?filter=${name}`)).text();
    return Number(/: (\d+)/.exec(text)?.[1] ?? 0);
  }
}

function statusOf(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    stream.on("response", (headers) => (status = Number(headers[":status"])));
    stream.on("data", () => {}).on("end", () => resolve(status));
    stream.on("error", reject);
    stream.end(BODY);
  });
}

const PATIENCE_MS = 180_000;

async function poll(isReached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isReached())) {
    if (Date.now() > deadline) throw new Error(`not reached within ${PATIENCE_MS / 1000} s`);
    await sleep(50);
  }
}
