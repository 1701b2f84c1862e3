// The emulated host against Envoy itself: the same scripts of host calls must leave the same transcript in both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Case } from "../support/cases/case.ts";
import { isEnvoysRequestHeader, isEnvoysResponseHeader } from "../support/cases/envoy-headers.ts";
import { EnvoyCases } from "../support/cases/envoy-runner.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import type { Observation, SeenRequest } from "../support/cases/observation.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";

const PROBES = new URL("../support/emulator/probes.yaml", import.meta.url);
const probes = readCases(readFileSync(PROBES, "utf8"), "probes.yaml");

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
      const real = await observeToTheEnd(envoy, probe);
      const emulated = runCase(probe, { module, host: { calloutTiming: timing(probe) } });
      assert.deepEqual(transcript(emulated), transcript(real));
      assert.deepEqual(outcome(emulated), outcome(real));
      assert.equal(real.trap, null);
    });
  }
});

/** In a body that comes slowly, a call-out is answered between two pieces. */
function timing(probe: Case): "prompt" | "patient" {
  return probe.request.chunks.length > 1 ? "prompt" : "patient";
}

/** Envoy's last callback of a stream comes after the client has its response. */
async function observeToTheEnd(envoy: EnvoyCases, probe: Case): Promise<Observation> {
  const seen = await envoy.run(probe);
  const deadline = Date.now() + 2_000;
  let logs = seen.logs;
  const isOpen = () => count(logs, "delete") === 0 || count(logs, "delete") < count(logs, "request_headers");
  while (probe.configured && isOpen() && Date.now() < deadline) {
    await sleep(10);
    logs = envoy.logsOf(probe);
  }
  return { ...seen, logs };
}

function count(logs: string[], callback: string): number {
  return logs.filter((line) => line.includes(`probe ${callback}`)).length;
}

function transcript({ logs }: { logs: string[] }): string {
  return logs.flatMap((line) => line.split("probe ").slice(1)).join("\n");
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
