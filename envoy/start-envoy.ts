/** Starts one Envoy as a child that cannot outlive its parent, and waits until it takes requests. */
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SetupError } from "./setup-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const LOG_KEPT = 256 * 1024;

/**
 * Ends Envoy when standard input ends. That pipe is the parent's: the kernel closes it however
 * the parent goes, so that neither an exception nor `kill -9` leaves an Envoy behind.
 */
const TETHER = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
(read -r line <&3; kill "$child") &
watcher=$!
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

export interface EnvoyOptions {
  /** Path of the executable, from findEnvoy. */
  envoy: string;
  /** The bootstrap configuration; relative paths in it start at the root of the repository. */
  bootstrap: object;
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Worker threads, 1 by default. */
  concurrency?: number;
  /** Envoy's log level, `warning` by default. */
  logLevel?: string;
  /** More arguments for its command line. */
  args?: string[];
}

/** A running Envoy. */
export interface Envoy {
  /** `http://host:port` of the admin interface. */
  admin: string;
  /** The port a listener took, also where the configuration says 0; throws for a name that is not there. */
  portOf(listener: string): number;
  /** What it wrote to standard output and error, at least the last 128 KiB. */
  log(): string;
  /** Resolves with its status when it has ended, for whatever reason. */
  ended: Promise<number>;
  /** Ends it and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts Envoy and resolves when it is ready; throws SetupError with its last words when it does not start. */
export async function startEnvoy(options: EnvoyOptions): Promise<Envoy> {
  const directory = await mkdtemp(join(tmpdir(), "aisle-envoy-"));
  const configPath = join(directory, "bootstrap.json");
  const adminPath = join(directory, "admin");
  await writeFile(configPath, JSON.stringify(options.bootstrap), { mode: 0o600 });
  const child = new TetheredEnvoy(options, ["--config-path", configPath, "--admin-address-path", adminPath]);
  try {
    const admin = await waitUntilReady(child, adminPath);
    const ports = await listenerPorts(admin);
    return {
      admin,
      portOf: (listener) => portIn(ports, listener),
      log: () => child.log,
      ended: child.ended,
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The process behind an Envoy: started, logged and ended. */
class TetheredEnvoy {
  log = "";
  readonly ended: Promise<number>;
  hasEnded = false;
  private readonly process: ChildProcess;

  constructor({ envoy, env, concurrency = 1, logLevel = "warning", args: more = [] }: EnvoyOptions, args: string[]) {
    const fixed = ["--use-dynamic-base-id", "--concurrency", String(concurrency), "--log-level", logLevel, ...more];
    this.process = spawn("/bin/sh", ["-c", TETHER, "sh", envoy, ...args, ...fixed], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      // A process group of its own: Ctrl-C in a terminal is the parent's to handle, and all of it can be killed at once.
      detached: true,
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.append(text));
    }
    this.ended = once(this.process, "close").then(([code]) => {
      this.hasEnded = true;
      return (code as number | null) ?? 1;
    });
  }

  private append(text: string): void {
    this.log += text;
    if (this.log.length > LOG_KEPT) this.log = this.log.slice(-LOG_KEPT / 2);
  }

  async stop(): Promise<void> {
    this.process.stdin!.end();
    const late = setTimeout(() => this.kill(), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(late);
  }

  private kill(): void {
    if (!this.hasEnded) process.kill(-this.process.pid!, "SIGKILL");
  }
}

async function waitUntilReady(child: TetheredEnvoy, adminPath: string): Promise<string> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    if (child.hasEnded) throw new SetupError(`Envoy did not start:\n${lastWords(child.log)}`);
    const address = await readFile(adminPath, "utf8").catch(() => "");
    if (address !== "" && (await isReady(`http://${address}`))) return `http://${address}`;
    await sleep(25);
  }
  throw new SetupError(`Envoy was not ready after ${READY_WITHIN_MS / 1000} seconds:\n${lastWords(child.log)}`);
}

async function isReady(admin: string): Promise<boolean> {
  return fetch(`${admin}/ready`).then(
    (response) => response.ok,
    () => false,
  );
}

/** What a user needs to see of a log: its errors, or else its end. */
export function lastWords(log: string): string {
  const lines = log.trim().split("\n");
  const errors = lines.filter((line) => /\]\[(error|critical)\]/.test(line));
  return (errors.length > 0 ? errors : lines).slice(-12).join("\n");
}

interface ListenerStatus {
  name: string;
  local_address?: { socket_address?: { port_value: number } };
}

async function listenerPorts(admin: string): Promise<Map<string, number>> {
  const response = await fetch(`${admin}/listeners?format=json`);
  const { listener_statuses = [] } = (await response.json()) as { listener_statuses?: ListenerStatus[] };
  return new Map(
    listener_statuses.map(({ name, local_address }) => [name, local_address?.socket_address?.port_value ?? 0]),
  );
}

function portIn(ports: Map<string, number>, listener: string): number {
  const port = ports.get(listener);
  if (port === undefined) throw new Error(`no listener ${listener} among: ${[...ports.keys()].join(", ")}`);
  return port;
}
