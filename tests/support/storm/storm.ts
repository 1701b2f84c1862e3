// A storm: thousands of chats and streams at once, while providers are killed, started and throttled.

import { setTimeout as sleep } from "node:timers/promises";
import { findEnvoyProcess, residentBytes } from "../../bench/process-figures.ts";
import { BalancedGateway, type Mode } from "../providers/balanced-gateway.ts";
import { findLeaks } from "./leaks.ts";
import type { Served, StormNotes, WellSpan } from "./judge.ts";
import { planStorm, type Turn } from "./schedule.ts";
import { StormClient } from "./storm-client.ts";
import { readCounters, readLog } from "./storm-log.ts";

/** What a storm is like. */
export interface StormOptions {
  clients: number;
  lengthMs: number;
  seed: number;
  concurrency: number;
  mode?: Mode;
}

/** What was noted, and Envoy's memory: when every client had been answered, and at the end, in bytes. */
export interface StormResult {
  notes: StormNotes;
  warmBytes: number;
  endBytes: number;
  /** Envoy's counters by their names, without the cluster's. */
  counters: Record<string, number>;
}

/** The one that never fails: it is never left out, so that nobody may be lost while attempts are left. */
const STEADY = "steady";
const UNSTEADY = ["first", "second", "third", "fourth"];
const MOST_RETRIES = 9;
// A client that has waited so long waits in vain.
const PATIENCE_MS = 60_000;

function configurationOf(mode: Mode): object {
  const provider = (id: string, weight: number, priority: number): object => ({
    ...{ id, type: "vllm", weight, priority, streamUsage: "off" },
    auth: { header: { authorization: `Bearer key-${id}` }, query: { k: id } },
    options: { mark: id },
    override: { endpoint: `http://{${id}}` },
  });
  const [first, second, third, fourth] = UNSTEADY as [string, string, string, string];
  return {
    providers: [
      ...[provider(first, 3, 1), provider(second, 2, 1), provider(third, 1, 1)],
      ...[provider(fourth, 1, 0), provider(STEADY, 1, 0)],
    ],
    fallback: { on: ["http_429", "http_5xx"], maxRetries: MOST_RETRIES, backoff: { baseMs: 5, maxMs: 50 } },
    // The filter doubles a rest with each failure, where Envoy adds to it: it would let the storm pass at the steady one.
    outlierDetection: { consecutiveFailures: 5, baseEjection: mode === "listener" ? 10 : 500 },
    logging: {},
    filterState: true,
  };
}

/** Lets a storm pass and notes everything. */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const { clients, lengthMs, seed, concurrency, mode = "upstream" } = options;
  const behaviours = Object.fromEntries([...UNSTEADY, STEADY].map((name) => [name, "paced" as const]));
  const gateway = await BalancedGateway.start(configurationOf(mode), behaviours, {
    mode,
    concurrency,
    logKept: 1 << 30,
  });
  const start = performance.now();
  const now = (): number => performance.now() - start;
  const kills: StormNotes["kills"] = [];
  const served: Served[] = [];
  // Whole requests would fill this process in minutes.
  const noting = setInterval(() => served.push(...takeServed(gateway, start)), 1000);
  try {
    const storm = new StormClient(gateway.envoy.portOf("aisle"), now);
    const pid = findEnvoyProcess(`AISLE_GATEWAY=${gateway.mark}`);
    const running = storm.run(clients, lengthMs);
    const turning = takeTurns(gateway, planStorm(UNSTEADY, lengthMs, seed), now, kills);
    await sleep(lengthMs / 3);
    const warmBytes = residentBytes(pid);
    await turning;
    const seen = await Promise.race([running, sleep(PATIENCE_MS).then(() => storm.seen)]);
    const endBytes = residentBytes(pid);
    const address = `127.0.0.1:${gateway.providers.get(STEADY)!.port}`;
    const well: WellSpan[] = [{ provider: STEADY, address, from: 0, to: Infinity }];
    const counters = await readCounters(gateway, mode);
    await gateway.stop();
    served.push(...takeServed(gateway, start));
    const logged = readLog(gateway, mode, served);
    const isHeadFinal = mode === "listener";
    const notes = { seen, served, logged, well, kills, mostAttempts: MOST_RETRIES + 1, isHeadFinal };
    return { notes, warmBytes, endBytes, counters };
  } finally {
    clearInterval(noting);
    await gateway.stop();
  }
}

async function takeTurns(
  gateway: BalancedGateway,
  turns: Turn[],
  now: () => number,
  kills: StormNotes["kills"],
): Promise<void> {
  for (const { at, provider, behaviour } of turns) {
    await sleep(Math.max(0, at - now()));
    if (behaviour === "refuses") kills.push({ provider, at: now() });
    await gateway.providers.get(provider)!.behave(behaviour);
  }
}

// Those of which nothing more comes.
function takeServed({ providers }: BalancedGateway, start: number): Served[] {
  return [...providers].flatMap(([name, provider]) =>
    provider.takeOver().map((chat) => ({
      serial: Number(chat.serial),
      provider: name,
      leaks: findLeaks(chat, name, `127.0.0.1:${provider.port}`),
      answeredAt: chat.answeredAt === null ? null : chat.answeredAt - start,
      isBroken: chat.isBroken,
      hasHead: chat.hasHead,
    })),
  );
}
