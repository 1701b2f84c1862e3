/** `make failover EXAMPLE=…`: an example's providers as fake LLMs, of which one dies and comes back while requests go on. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startFakeLlm, type FakeLlm } from "../tests/support/fake-llm/server.ts";
import { generateEnvoy } from "../tools/envoy-config/generate.ts";
import { endpointsOf, readBootstrap, setPorts, setWasmPath, type Node } from "./bootstrap.ts";
import { findEnvoy } from "./get-envoy.ts";
import { bold, grey, say } from "./screen.ts";
import { runMain, SetupError } from "./setup-error.ts";
import { startEnvoy } from "./start-envoy.ts";

/** One provider of the example, with what stands in its place. */
interface Member {
  id: string;
  llm: FakeLlm;
}

/** What became of the requests of one interval. */
type Tally = Map<string, number>;

const INTERVAL_MS = 500;
const REQUESTS_PER_INTERVAL = 10;
const FAILED = "failed";

async function main(): Promise<void> {
  const seconds = Number(process.env.SECONDS || 12);
  const bootstrap = await readExample(process.argv[2] ?? "");
  const members = await standIn(bootstrap);
  setPorts(bootstrap, 0, 0);
  setWasmPath(bootstrap, "build/aisle.wasm");
  const keys = { OPENAI_API_KEY: "sk-of-openai", DEEPSEEK_API_KEY: "sk-of-deepseek" };
  const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap, env: keys });
  try {
    const port = envoy.portOf(bootstrap.static_resources.listeners[0].name);
    say(
      `${bold("Aisle")} is running, with ${members.map(({ id }) => id).join(", ")}: every other request is a stream.`,
      "",
    );
    await show(port, members, seconds);
  } finally {
    await envoy.stop();
    for (const { llm } of members) await llm.close();
  }
}

// A configuration of Aisle's, of which Envoy's is made, or one of Envoy's.
async function readExample(name: string): Promise<Node> {
  const folder = pathToFileURL(`examples/${name}/`);
  const own = new URL("aisle.json", folder);
  if (existsSync(own)) return generateEnvoy(await readFile(own, "utf8"));
  const written = new URL("envoy.yaml", folder);
  if (name === "" || !existsSync(written)) throw new SetupError(`examples/ has no ${name || "example of no name"}.`);
  return readBootstrap(written);
}

/** Starts a fake LLM for each endpoint, and leads there, without TLS. */
async function standIn(bootstrap: Node): Promise<Member[]> {
  const [cluster] = bootstrap.static_resources.clusters as [Node];
  delete cluster.transport_socket;
  delete cluster.transport_socket_matches;
  const members: Member[] = [];
  for (const endpoint of endpointsOf(cluster)) {
    const llm = await startFakeLlm();
    endpoint.endpoint.address = { socket_address: { address: "127.0.0.1", port_value: llm.port } };
    members.push({ id: endpoint.metadata.filter_metadata.aisle.provider as string, llm });
  }
  if (members.length < 2) throw new SetupError("With one provider there is nobody to fail over to.");
  // One that is left out for half a minute would be missed in a demonstration of seconds.
  if (cluster.outlier_detection !== undefined) {
    Object.assign(cluster.outlier_detection, { base_ejection_time: "1s", max_ejection_time: "1s", interval: "0.5s" });
  }
  return members;
}

async function show(port: number, members: Member[], seconds: number): Promise<void> {
  const first = members[0]!;
  const total: Tally = new Map();
  const steps = Math.max(6, Math.round((seconds * 1000) / INTERVAL_MS));
  for (let step = 0; step < steps; step++) {
    if (step === Math.floor(steps / 3)) {
      await first.llm.close();
      say(bold(`         ${first.id} dies: its connections break, and nobody listens there any more`));
    } else if (step === Math.floor((2 * steps) / 3)) {
      first.llm = await startFakeLlm({ port: first.llm.port });
      say(bold(`         ${first.id} is back`));
    }
    const tally = await sendInterval(port);
    for (const [name, count] of tally) total.set(name, (total.get(name) ?? 0) + count);
    say(`${grey(`${(((step + 1) * INTERVAL_MS) / 1000).toFixed(1).padStart(5)} s`)}  ${describe(tally)}`);
  }
  const sent = [...total.values()].reduce((sum, count) => sum + count, 0);
  const failed = total.get(FAILED) ?? 0;
  total.delete(FAILED);
  say("", `${sent} requests, ${failed} failed; answered: ${describe(total)}`);
}

// Spread over the interval, so that some are under way whatever happens.
async function sendInterval(port: number): Promise<Tally> {
  const tally: Tally = new Map();
  const sends = Array.from({ length: REQUESTS_PER_INTERVAL }, async (_, i) => {
    await sleep((i * INTERVAL_MS) / REQUESTS_PER_INTERVAL);
    const name = await send(port, i % 2 === 1);
    tally.set(name, (tally.get(name) ?? 0) + 1);
  });
  await Promise.all([...sends, sleep(INTERVAL_MS)]);
  return tally;
}

/** Who answered one chat, to its end, or that it failed. */
async function send(port: number, stream: boolean): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "fast", stream, messages: [{ role: "user", content: "Hello!" }] }),
    });
    const text = await response.text();
    const isWhole = response.ok && (!stream || text.endsWith("data: [DONE]\n\n"));
    return isWhole ? (response.headers.get("x-aisle-provider") ?? FAILED) : FAILED;
  } catch {
    return FAILED;
  }
}

function describe(tally: Tally): string {
  const names = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  return names.map(([name, count]) => `${name} ${count}`).join(", ");
}

await runMain(main);
// A connection that is kept must not keep the terminal waiting.
process.exit();
