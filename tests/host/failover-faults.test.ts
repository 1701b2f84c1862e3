// Every host call of exchanges that fail over fails in turn: no trap, no client that waits for ever, and nobody is sent what is
// another provider's.

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { Status } from "../support/emulator/abi.ts";
import type { CalloutReply } from "../support/emulator/callouts.ts";
import type { UpstreamAnswer } from "../support/emulator/surroundings.ts";
import { Clock } from "../support/failover/clock.ts";
import {
  callAnswer,
  CHAT,
  FailoverVm,
  routerFailure,
  upstreamAnswer,
  type Asked,
  type FailoverExchange,
  type Request,
} from "../support/failover/failover-vm.ts";
import { inOrder } from "../support/failover/four-providers.ts";

const FAILURES = {
  InternalFailure: Status.InternalFailure,
  NotFound: Status.NotFound,
  BadArgument: Status.BadArgument,
};
const ENOUGH_MS = 1000;
const ENOUGH_STEPS = 12;

interface Scenario {
  configuration: object;
  first: UpstreamAnswer;
  request?: Partial<Request>;
  /** What each cluster answers, the last again and again. */
  replies: Record<string, (() => CalloutReply)[]>;
}

const on = ["transport", "http_429", "http_5xx"];
const unusable = () => callAnswer(200, '{"error":{}}');
const well = () => callAnswer(200);
const failing = () => callAnswer(503, "no");
const stream = () => callAnswer(200, "data: [DONE]\n\n", [["content-type", "text/event-stream"]]);
const tokens = {
  apiTokens: ["key-a", "key-a2"],
  retryOnFailure: { enabled: true },
  failover: { enabled: true, failureThreshold: 1, cooldownDuration: 500 },
};

const SCENARIOS: Record<string, Scenario> = {
  "the fourth provider answers": {
    configuration: inOrder("abcd"),
    first: upstreamAnswer(500, "first"),
    replies: { cb: [() => routerFailure()], cc: [unusable], cd: [well] },
  },
  "all fail, and errors are hidden": {
    configuration: { ...inOrder("dcba"), fallback: { on, exhausted: "502" } },
    first: upstreamAnswer(500, "first"),
    replies: { ca: [failing], cb: [() => null], cc: [unusable] },
  },
  "the first answer is the last": {
    configuration: inOrder("ba"),
    first: upstreamAnswer(500, ["fir", "st"]),
    replies: { ca: [() => null] },
  },
  "attempts wait for their time": {
    configuration: { ...inOrder("bac"), fallback: { on, backoff: { baseMs: 40 } }, metrics: { enabled: false } },
    first: "refuses",
    replies: { ca: [failing], cc: [well] },
  },
  "the first is given up at its deadline": {
    configuration: inOrder("bad", { timeout: 100 }),
    first: null,
    replies: { ca: [failing], cd: [well] },
  },
  "a stream": {
    configuration: inOrder("cad"),
    first: upstreamAnswer(200, 'data: {"error":{"message":"x"}}\n\n', [["content-type", "text/event-stream"]]),
    request: { body: '{"model":"m","stream":true,"messages":[]}', piece: 10 },
    replies: { ca: [stream] },
  },
  "other tokens, then another provider": {
    configuration: { ...inOrder("ab", {}), ...withTokens() },
    first: upstreamAnswer(401, "no"),
    replies: { ca: [() => callAnswer(429, "no")], cb: [well] },
  },
};

let clock = new Clock();
beforeEach(() => (clock = new Clock().stop()));
afterEach(() => clock.end());

describe("level host: every host call of a failover failing in turn", () => {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(name, () => {
      const sound = new FailoverVm(scenario.configuration);
      sound.vm.counters.reset();
      const wanted = run(sound, scenario);
      const calls = sound.vm.counters.calls();
      assert.deepEqual(problemsOf(sound, wanted, scenario), []);
      assert.ok(wanted.calls.length > 0 && calls > 20);
      const problems: string[] = [];
      for (let k = 0; k < calls; k++) {
        for (const [failure, status] of Object.entries(FAILURES)) {
          const vm = new FailoverVm(scenario.configuration);
          vm.vm.faults.arm(k, status);
          const found = problemsOf(vm, run(vm, scenario), scenario);
          problems.push(...found.map((problem) => `${vm.vm.faults.failed} (call ${k}) answers ${failure}: ${problem}`));
        }
      }
      assert.deepEqual(problems, []);
    });
  }
});

/** The first provider of two has two tokens that may rest. */
function withTokens(): object {
  const [first, second] = (inOrder("ab") as { providers: object[] }).providers;
  return { providers: [{ ...first, ...tokens }, second] };
}

/** Runs an exchange to its end, answering what is asked and letting time pass. */
function run(vm: FailoverVm, { first, request, replies }: Scenario): FailoverExchange {
  const exchange = vm.open(first, request).send();
  if (exchange.exchange.upstream.complete) exchange.answerFirst();
  const used: Record<string, number> = {};
  for (let step = 0; step < ENOUGH_STEPS; step++) {
    while (exchange.isCalling) {
      const { token, cluster } = exchange.take();
      const script = replies[cluster] ?? [() => null];
      const at = Math.min((used[cluster] = (used[cluster] ?? -1) + 1), script.length - 1);
      vm.root.answer(token, script[at]());
    }
    clock.pass(ENOUGH_MS, vm.root);
  }
  return exchange;
}

function problemsOf(vm: FailoverVm, exchange: FailoverExchange, { first }: Scenario): string[] {
  const { outcome } = exchange;
  exchange.end();
  const isAwaited = first === null && exchange.exchange.upstream.complete && exchange.calls.length === 0;
  return [
    ...(vm.vm.death === null ? [] : [`trap: ${vm.vm.death}`]),
    // An upstream that says nothing is waited for where nobody else could be asked.
    ...(outcome === "nothing yet" && !isAwaited ? ["the client waits for ever"] : []),
    ...exchange.asked.flatMap(misplacedIn),
    ...(/key-[abc]/.test(outcome + exchange.headers.join()) ? ["the client has a key"] : []),
    ...(/key-[abc]/.test(vm.vm.sharedData.dump() + JSON.stringify(exchange.record)) ? ["a key is kept"] : []),
  ];
}

/** What somebody was sent that is not theirs. */
function misplacedIn({ cluster, head, body }: Asked): string[] {
  const text = head.join("\n");
  const id = (cluster ?? /x-aisle-cluster: (c.)/.exec(text)?.[1] ?? "c?")[1];
  const keys = new Set(text.match(/key-[a-d]/g) ?? []);
  const isSized = !text.includes("content-length") || text.includes(`content-length: ${body.length}`);
  return [
    ...[...keys].filter((key) => key !== `key-${id}`).map((key) => `${id} is sent ${key}`),
    ...(text.includes(`:authority: ${id}.test`) ? [] : [`${id} is sent another host`]),
    ...(body.includes("model-a") && id !== "a" ? [`${id} is asked for another's model`] : []),
    ...(isSized ? [] : [`${id} is told a wrong length`]),
    ...(isWhole(body) ? [] : [`${id} is sent ${body}`]),
  ];
}

function isWhole(body: string): boolean {
  try {
    return typeof JSON.parse(body) === "object";
  } catch {
    return body === CHAT.body;
  }
}
