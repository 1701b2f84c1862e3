/** Envoy from its Docker image, behind a script that takes Envoy's command line: callers need not know the difference. */
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessSync, constants } from "node:fs";
import { SetupError } from "./setup-error.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/**
 * A shell script that starts Envoy in a container as if it were installed.
 *
 * Configurations, certificates and the filter keep their paths (the directories are mounted
 * where they are), ports are the machine's own, and files are read with the caller's rights.
 */
export function dockerLauncher(version: string, directories: string[]): string {
  const mounts = directories.flatMap((directory) => ["--volume", `${directory}:${directory}`]);
  const user = ["--user", `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`];
  const options = ["--rm", "--init", "--network", "host", "--entrypoint", "envoy", ...user, ...mounts];
  return `#!/bin/sh
set -- envoyproxy/envoy:v${version} "$@"
# A container starts without its caller's environment: the keys that host_env_keys may name are passed on.
for name in $(env | cut -d= -f1 | grep -E '^[A-Za-z0-9_]+_(KEY|TOKEN|SECRET)$'); do
  set -- --env "$name" "$@"
done
exec docker run ${options.map(quote).join(" ")} "$@"
`;
}

/** Writes the script and answers its path; throws SetupError where there is no `docker` to run it. */
export async function writeDockerLauncher(tools: string, version: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (!hasProgram("docker", env)) throw new SetupError("DOCKER=1 is set, but there is no docker command in PATH.");
  await mkdir(tools, { recursive: true });
  const path = join(tools, `envoy-docker-${version}`);
  const part = `${path}.${process.pid}`;
  await writeFile(part, dockerLauncher(version, [ROOT, tmpdir()]));
  await chmod(part, 0o755);
  await rename(part, path);
  return path;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function hasProgram(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? "").split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
