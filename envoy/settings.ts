/** What `make run` was asked for, read from the environment and checked before anything is started. */
import { createServer } from "node:net";
import type { Dialect } from "./dialect.ts";
import { ANTHROPIC, OPENAI } from "./dialect.ts";
import { SetupError } from "./setup-error.ts";

/** An Envoy configuration with one plugin, one provider and one cluster, and the API that its clients speak. */
export interface Stage {
  bootstrap: URL;
  dialect: Dialect;
}

const USUAL: Stage = { bootstrap: new URL("envoy.yaml", import.meta.url), dialect: OPENAI };
const EXAMPLES: Record<string, Stage> = {
  "claude-code-with-any-model": {
    bootstrap: new URL("../examples/claude-code-with-any-model/envoy.yaml", import.meta.url),
    dialect: ANTHROPIC,
  },
};

export interface Settings {
  /** What is started: Envoy before a fake LLM, or the example that is named (EXAMPLE). */
  stage: Stage;
  /** Where Envoy takes requests (PORT). */
  port: number;
  /** Where Envoy's admin interface listens (ADMIN_PORT). */
  adminPort: number;
  /** The base URL of a real server (UPSTREAM), ending in its version segment; null for the fake LLM. */
  upstream: URL | null;
  /** The upstream's name of the model to use (MODEL); null asks the upstream. */
  model: string | null;
  /** Exit after the two answers (ONCE=1). */
  once: boolean;
}

/** Reads the settings; throws SetupError for a value that makes no sense. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    stage: env.EXAMPLE ? readExample(env.EXAMPLE) : USUAL,
    port: readPort(env, "PORT", 10000),
    adminPort: readPort(env, "ADMIN_PORT", 9901),
    upstream: env.UPSTREAM ? readUpstream(env.UPSTREAM) : null,
    model: env.MODEL || null,
    once: env.ONCE === "1",
  };
}

function readExample(name: string): Stage {
  const stage = EXAMPLES[name];
  if (stage !== undefined) return stage;
  const names = Object.keys(EXAMPLES).join(", ");
  throw new SetupError(`EXAMPLE=${name} is none that make run starts: expected ${names}. Others have a README.`);
}

function readPort(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name] || String(preset);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw new SetupError(`${name}=${text} is not a port: expected a number from 1 to 65535.`);
}

/** `http://host:port` is short for `http://host:port/v1`, as every OpenAI-compatible server has it. */
function readUpstream(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") {
    throw new SetupError(`UPSTREAM=${text} is not a server: expected http://host:port or https://host.`);
  }
  url.pathname = url.pathname === "/" ? "/v1" : url.pathname.replace(/\/+$/, "");
  return url;
}

/** Throws SetupError when something else already listens on one of the ports. */
export async function requireFreePorts({ port, adminPort }: Settings): Promise<void> {
  if (port === adminPort) throw new SetupError(`PORT and ADMIN_PORT are both ${port}: set one of them to another.`);
  if (!(await isFree(port))) throw new SetupError(`Port ${port} is taken: free it, or choose another with PORT=….`);
  if (!(await isFree(adminPort))) {
    throw new SetupError(
      `Port ${adminPort}, for Envoy's admin interface, is taken: free it, or choose another with ADMIN_PORT=….`,
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
