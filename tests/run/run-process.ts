/** `make run` as a child process, as a terminal would start it, and what it leaves behind. */
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 30_000;

/** A run and its two free ports. */
export class RunProcess {
  output = "";
  readonly port: number;
  readonly adminPort: number;
  readonly ended: Promise<number | string>;
  private readonly pid: number;
  private readonly directory: string;

  private constructor(directory: string, [port, adminPort]: [number, number], env: NodeJS.ProcessEnv) {
    this.directory = directory;
    this.port = port;
    this.adminPort = adminPort;
    const ports = { PORT: String(port), ADMIN_PORT: String(adminPort) };
    const child = spawn(process.execPath, ["--import", "tsx", "envoy/run.ts"], {
      cwd: ROOT,
      // Envoy's command line names its temporary directory: so its processes can be told from all others.
      env: { ...cleanEnvironment(), ...ports, TMPDIR: directory, ...env },
      // A group of its own, as a shell gives every job: Ctrl-C goes to all of it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.pid = child.pid!;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal!)));
  }

  static async start(env: NodeJS.ProcessEnv): Promise<RunProcess> {
    return new RunProcess(await mkdtemp(join(tmpdir(), "aisle-run-")), await freePorts(), env);
  }

  /** Resolves when the output has this text; rejects when the run ends before, or after half a minute. */
  async says(text: string): Promise<void> {
    const deadline = Date.now() + LIMIT_MS;
    let over = false;
    void this.ended.then(() => (over = true));
    while (!this.output.includes(text)) {
      if (over || Date.now() > deadline) throw new Error(`never said ${JSON.stringify(text)}, but:\n${this.output}`);
      await pause(20);
    }
  }

  /** A signal to the whole group, as Ctrl-C in a terminal sends it. */
  signal(name: NodeJS.Signals): void {
    process.kill(-this.pid, name);
  }

  /** The processes of this run's Envoy, the shell that holds it among them. */
  async envoys(): Promise<number[]> {
    const all = existsSync("/proc/self/cmdline") ? await commandLinesOfProc() : await commandLinesOfPs();
    return all.filter(([, line]) => line.includes(this.directory)).map(([pid]) => pid);
  }

  /** Resolves when no process of the run is left; rejects after five seconds with those that are. */
  async leavesNothing(): Promise<void> {
    const deadline = Date.now() + 5_000;
    for (let left = await this.envoys(); left.length > 0; left = await this.envoys()) {
      if (Date.now() > deadline) throw new Error(`processes are left: ${left.join(", ")}`);
      await pause(20);
    }
  }

  /** For a test's end, whatever came before it. */
  async discard(): Promise<void> {
    killIfThere(-this.pid);
    await this.ended;
    for (const pid of await this.envoys()) killIfThere(pid);
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** This process's environment without what steers a run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { EXAMPLE, ONCE, UPSTREAM, MODEL, UPSTREAM_API_KEY, NODE_TEST_CONTEXT, ...rest } = process.env;
  return rest;
}

/** Two ports that nobody uses, below those that the system gives to the tests that run meanwhile. */
export async function freePorts(): Promise<[number, number]> {
  const ports: number[] = [];
  while (ports.length < 2) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports as [number, number];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It is gone already, as it should be.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function commandLinesOfProc(): Promise<[pid: number, line: string][]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  // A process may end while its line is read.
  return Promise.all(
    pids.map(async (pid) => [Number(pid), await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")]),
  );
}

async function commandLinesOfPs(): Promise<[pid: number, line: string][]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,args="]);
  return stdout.split("\n").map((line) => [parseInt(line, 10), line]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
