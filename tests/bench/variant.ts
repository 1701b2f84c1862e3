// The Envoys that the bench compares: without a filter, with the floor filter, with Aisle as it is by default, with a large
// configuration of it, with Aisle that tells nothing or all, with Aisle in the cluster, with Aisle that shares requests, and
// those that fail over, and Aisle between two protocols.

import { existsSync, readFileSync, rmSync } from "node:fs";
import asc from "assemblyscript/asc";
import { type Envoy, startEnvoy } from "../../envoy/start-envoy.ts";
import { bootstrapOf } from "./bootstrap.ts";
import { largeConfiguration } from "./large.ts";
import { findEnvoyProcess } from "./process-figures.ts";
import type { UpstreamPorts } from "./upstream.ts";

/**
 * Names of the variants, in the order of the report. `attempt` is Aisle as a filter of the cluster; `failover` the same,
 * and `plainFailover` no filter, with a first endpoint that answers 503 to everything. `balanced` is Aisle in the listener
 * with two providers that take turns, and `callOut` the same with a first one that answers 503 to everything.
 * `translated` has chats for Anthropic's clients, and messages for OpenAI's at `claude.example`.
 */
export const VARIANTS = [
  "none",
  "floor",
  "aisle",
  "large",
  "off",
  "on",
  "attempt",
  "failover",
  "plainFailover",
  "balanced",
  "callOut",
  "translated",
] as const;
export type VariantName = (typeof VARIANTS)[number];

/** The release module; AISLE_WASM=… measures another build. */
export const AISLE_WASM = process.env.AISLE_WASM || "build/aisle.wasm";
export const FLOOR_WASM = "build/floor.wasm";

/** Where the Envoy that tells all writes its lines, a file like any other. */
export const LINES = "build/bench-lines.log";
// Envoy writes its log when so many milliseconds have passed, or 64 KiB have come.
const LINES_ARGUMENTS = [
  "--component-log-level",
  "wasm:info",
  "--log-path",
  LINES,
  "--file-flush-interval-msec",
  "1000",
];

const PROVIDER = { id: "p", type: "openai", apiTokens: ["sk-bench"], modelMapping: { "gpt-4o": "gpt-4o-mini" } };

/** What Aisle is configured with by default: one provider, a token, a model mapping. */
export const CONFIGURATION = JSON.stringify({ providers: [PROVIDER], activeProviderId: "p" });
/** The same for the bench's requests, among a thousand providers, rules and names of models. */
export const LARGE = largeConfiguration(PROVIDER);
const OFF = JSON.stringify({
  providers: [{ ...PROVIDER, streamUsage: "off" }],
  activeProviderId: "p",
  metrics: { enabled: false },
  filterState: false,
});
const ON = JSON.stringify({
  providers: [{ ...PROVIDER, streamUsage: "ask" }],
  activeProviderId: "p",
  logging: {},
  responseHeaders: { aisle: true },
});

const ATTEMPT = JSON.stringify({ mode: "upstream", providers: [PROVIDER] });
const FAILOVER = JSON.stringify({
  mode: "upstream",
  providers: [{ ...PROVIDER, id: "failing", apiTokens: ["sk-failing"] }, PROVIDER],
});

const BALANCED = JSON.stringify({
  providers: [
    { ...PROVIDER, cluster: "upstream" },
    { ...PROVIDER, id: "q", cluster: "other" },
  ],
  balancer: { algorithm: "roundrobin" },
});
const CALL_OUT = JSON.stringify({
  providers: [
    { ...PROVIDER, id: "failing", apiTokens: ["sk-failing"], cluster: "failing", priority: 1 },
    { ...PROVIDER, cluster: "upstream" },
  ],
  fallback: { on: ["http_5xx"] },
  outlierDetection: { consecutiveFailures: 0 },
});

const TRANSLATED = JSON.stringify({
  providers: [PROVIDER, { id: "c", type: "claude", apiTokens: ["sk-bench"], modelMapping: { "gpt-4o": "claude" } }],
  activeProviderId: "p",
  _rules_: [{ _match_domain_: ["claude.example"], activeProviderId: "c" }],
});

/** One running Envoy. */
export interface Variant {
  name: VariantName;
  envoy: Envoy;
  pid: number;
  port: number;
  /** Milliseconds from its start until it said it was ready. */
  readyMs: number;
}

/** Compiles the floor filter as Aisle is compiled. */
export async function buildFloor(): Promise<void> {
  const options = ["-O3", "--runtime", "minimal", "--exportStart", "_initialize", "--use", "abort="];
  const features = ["--enable", "simd", "--enable", "bulk-memory"];
  // A configuration that does not exist: asconfig.json would add the entry of the filter itself.
  const { error, stderr } = await asc.main([
    "tests/bench/floor.ts",
    ...["--config", "none", "-o", FLOOR_WASM],
    ...options,
    ...features,
  ]);
  if (error) throw new Error(stderr.toString());
  const [aisle, floor] = [AISLE_WASM, FLOOR_WASM].map(callbacksOf);
  if (aisle !== floor) throw new Error(`the floor filter has other callbacks than Aisle:\n${floor}\n${aisle}`);
}

// Envoy calls what is there: with other callbacks the floor would be another one.
function callbacksOf(wasm: string): string {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(wasm))).map(({ name }) => name);
  return names
    .filter((name) => name.startsWith("proxy_on_"))
    .sort()
    .join(" ");
}

/** The lines about exchanges that have been written. */
export function linesWritten(): number {
  return existsSync(LINES) ? readFileSync(LINES, "utf8").split('{"gen_ai.operation.name":"chat"').length - 1 : 0;
}

/** Starts the Envoy of a variant in front of the upstreams on these ports. */
export async function startVariant(envoy: string, name: VariantName, upstreams: UpstreamPorts): Promise<Variant> {
  const mark = `${process.pid}-${name}-${performance.now()}`;
  const start = performance.now();
  const args = name === "on" ? LINES_ARGUMENTS : [];
  if (name === "on") rmSync(LINES, { force: true });
  const bootstrap = bootstrapOf(name, filterOf(name), upstreams);
  const started = await startEnvoy({ envoy, bootstrap, env: { AISLE_BENCH: mark }, args });
  const readyMs = performance.now() - start;
  // Envoy runs behind a shell that ends it with us, so its id is looked up.
  const pid = findEnvoyProcess(`AISLE_BENCH=${mark}`);
  return { name, envoy: started, pid, port: started.portOf("bench"), readyMs };
}

function filterOf(name: VariantName): { wasm: string; configuration: string } | null {
  if (name === "none" || name === "plainFailover") return null;
  return { wasm: name === "floor" ? FLOOR_WASM : AISLE_WASM, configuration: configurationOf(name) };
}

function configurationOf(name: VariantName): string {
  switch (name) {
    case "off":
      return OFF;
    case "on":
      return ON;
    case "large":
      return LARGE;
    case "attempt":
      return ATTEMPT;
    case "failover":
      return FAILOVER;
    case "balanced":
      return BALANCED;
    case "callOut":
      return CALL_OUT;
    case "translated":
      return TRANSLATED;
    default:
      return CONFIGURATION;
  }
}
