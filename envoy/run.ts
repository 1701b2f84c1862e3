/** `make run`: Envoy with Aisle before the fake LLM or a real server, two calls through them, and commands to try. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readBootstrap, setPorts, setWasmPath } from "./bootstrap.ts";
import { showCounted } from "./counted.ts";
import { curlLines, showAnswer, showStream } from "./demo.ts";
import { findEnvoy } from "./get-envoy.ts";
import { bold, grey, say } from "./screen.ts";
import type { Settings } from "./settings.ts";
import { readSettings, requireFreePorts } from "./settings.ts";
import { SetupError, runMain } from "./setup-error.ts";
import type { Envoy } from "./start-envoy.ts";
import { lastWords, startEnvoy } from "./start-envoy.ts";
import type { Upstream } from "./upstream.ts";
import { KEY_VARIABLE, openUpstream, useUpstream } from "./upstream.ts";

/** What has been started, to be ended in reverse order. */
const started: (() => Promise<void>)[] = [];

async function endAll(): Promise<void> {
  for (let stop = started.pop(); stop !== undefined; stop = started.pop()) await stop();
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (!existsSync(fileURLToPath(new URL("../build/aisle.wasm", import.meta.url)))) {
    throw new SetupError("build/aisle.wasm is not there: make builds it (make run does so by itself).");
  }
  await requireFreePorts(settings);
  const interrupted = onInterrupt();
  try {
    await Promise.race([interrupted, run(settings)]);
  } finally {
    await endAll();
  }
}

/** Resolves at Ctrl-C and its like; further ones are ignored, since the end is under way. */
function onInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

async function run(settings: Settings): Promise<void> {
  const binary = await findEnvoy();
  const upstream = await openUpstream(settings, process.env[KEY_VARIABLE] || null);
  if (upstream.fake) started.push(() => upstream.fake!.close());
  const envoy = await startGateway(binary, settings, upstream);
  started.push(() => envoy.stop());
  const gateway = `http://127.0.0.1:${settings.port}`;
  const { dialect } = settings.stage;
  say(`${bold("Aisle")} is running.`, "");
  say(`  clients  ${dialect.client(gateway)}`);
  say(
    `  server   ${upstream.fake ? `a fake LLM at ${upstream.fake.url}` : upstream.url.href}, model ${upstream.model}`,
  );
  await showAnswer(dialect, gateway, upstream);
  await showStream(dialect, gateway, upstream);
  await showCounted(envoy.admin, 2);
  if (settings.once) return;
  say(
    "",
    bold("Try it"),
    ...curlLines(dialect, gateway, envoy.admin, upstream).map((line) =>
      line.startsWith("#") ? `\n  ${grey(line)}` : `  ${line}`,
    ),
  );
  say("", `Envoy's admin interface is at ${envoy.admin}. Ctrl-C ends everything.`);
  const status = await envoy.ended;
  throw new SetupError(`Envoy ended with status ${status}:\n${lastWords(envoy.log())}`);
}

async function startGateway(envoy: string, settings: Settings, upstream: Upstream): Promise<Envoy> {
  const bootstrap = await readBootstrap(settings.stage.bootstrap);
  setPorts(bootstrap, settings.port, settings.adminPort);
  setWasmPath(bootstrap, "build/aisle.wasm");
  useUpstream(bootstrap, upstream);
  return startEnvoy({ envoy, bootstrap, env: upstream.key === null ? {} : { [KEY_VARIABLE]: upstream.key } });
}

await runMain(main);
// A pending fetch or timer of an interrupted start must not keep the terminal waiting.
process.exit();
