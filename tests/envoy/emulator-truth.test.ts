// The emulated host against Envoy itself: the same scripts of host calls must leave the same transcript in both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startCase } from "../support/cases/case-vm.ts";
import type { Case } from "../support/cases/case.ts";
import { isEnvoysRequestHeader, isEnvoysResponseHeader } from "../support/cases/envoy-headers.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import type { Observation, SeenRequest } from "../support/cases/observation.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";
import { transcript, workersLines } from "../support/emulator/probe-transcript.ts";
import type { RootContext } from "../support/emulator/root-context.ts";
import { slotProbes } from "../support/emulator/slot-probes.ts";

const PROBES = new URL("../support/emulator/probes.yaml", import.meta.url);
const probes = [...readCases(readFileSync(PROBES, "utf8"), "probes.yaml"), ...slotProbes()];

/** No script lets more ticks pass before it asks for no more. */
const MOST_TICKS = 10;

/** Longer than two periods of any script: when they have passed, a period of 0 has ended the ticks. */
const TICKS_END_MS = 70;

/** Lines come through a pipe, and the last callback of a stream comes after the client has its response. */
const PATIENCE_MS = 2_000;

describe("level envoy: the emulated host behaves as Envoy does", () => {
  let envoy: EnvoyCases;
  let module: WebAssembly.Module;
  before(async () => {
    const wasm = buildProbeFilter();
    module = new WebAssembly.Module(readFileSync(wasm));
    envoy = await EnvoyCases.start(probes, wasm);
  });
  after(() => envoy.stop());

  for (const probe of probes) {
    it(probe.name, async () => {
      const emulated = emulate(probe, module);
      const real = await observeToTheEnd(envoy, probe, emulated);
      assert.deepEqual(transcript(emulated.logs), transcript(workersLines(real.logs)));
      assert.deepEqual(outcome(emulated), outcome(real));
      assert.equal(real.trap, null);
    });
  }
});

/** What the emulated host shows, and how many ticks passed in it before the exchange. */
interface Emulated extends Observation {
  ticksBefore: number;
}

function emulate(probe: Case, module: WebAssembly.Module): Emulated {
  const started = startCase(probe, { calloutTiming: timing(probe) }, module);
  letTicksPass(started.root);
  const ticksBefore = count(emulatedLogs(), "tick");
  const seen = exchangeCase(started, probe);
  letTicksPass(started.root);
  return { ...seen, logs: emulatedLogs(), ticksBefore };

  function emulatedLogs(): string[] {
    return started.vm.log.map((line) => line.text);
  }
}

function letTicksPass(root: RootContext): void {
  for (let i = 0; i < MOST_TICKS && root.tick(); i++);
}

/** In a body that comes slowly, a call-out is answered between two pieces. */
function timing(probe: Case): "prompt" | "patient" {
  return probe.request.chunks.length > 1 ? "prompt" : "patient";
}

/** Runs a probe when the ticks before it have passed, and until its streams have ended and the ticks after it have passed. */
async function observeToTheEnd(envoy: EnvoyCases, probe: Case, emulated: Emulated): Promise<Observation> {
  const logs = () => workersLines(envoy.logsOf(probe));
  await until(() => count(logs(), "tick") >= emulated.ticksBefore);
  const seen = await envoy.run(probe);
  const ticks = count(emulated.logs, "tick");
  const hasEnded = () => count(logs(), "delete") >= Math.max(1, count(logs(), "request_headers"));
  if (probe.configured) await until(() => hasEnded() && count(logs(), "tick") >= ticks);
  if (ticks > 0) await sleep(TICKS_END_MS);
  return { ...seen, logs: envoy.logsOf(probe) };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!holds() && Date.now() < deadline) await sleep(10);
}

function count(logs: string[], callback: string): number {
  return logs.filter((line) => line.includes(`probe ${callback}`)).length;
}

/** What upstream and client saw, less what is Envoy's own. */
function outcome(seen: Observation): object {
  const request = ({ headers, ...rest }: SeenRequest) => ({
    ...rest,
    body: Buffer.from(rest.body).toString("latin1"),
    headers: headers
      .filter((pair) => !isEnvoysRequestHeader(pair))
      .map(String)
      .sort(),
  });
  const client = seen.client && {
    ...seen.client,
    body: Buffer.from(seen.client.body).toString("latin1"),
    headers: seen.client.headers
      .filter((pair) => !isEnvoysResponseHeader(pair))
      .map(String)
      .sort(),
  };
  return { configured: seen.configured, attempts: seen.attempts.map(request), client };
}
