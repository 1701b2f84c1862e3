// Where a root context ends: what the probe filter may still do when its listener or its cluster goes away, in Envoy and in the
// emulated host.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BUFFER_LIMIT, type Station } from "../support/cases/envoy-station.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import { sendRequest } from "../support/cases/http1-client.ts";
import { ScriptedUpstream } from "../support/cases/scripted-upstream.ts";
import { StationsEnvoy } from "../support/cases/stations-envoy.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";
import { transcript, workersLines } from "../support/emulator/probe-transcript.ts";
import { until } from "../support/trouble/until.ts";

const TICK_MS = 5;

/** Counts 1 for a stream, and then 10 and 100; the tick that it asks for at its end never comes. */
const SCRIPT = `configure: define 0 roots
log: count roots 1
delete: count roots 1
root_done: property request.path | get 0 :path | body 7 0 10 | set own x | count roots 10 | tick ${TICK_MS}
tick: count roots 1000
root_log: count roots 1000
root_delete: property request.path | count roots 100`;

const CASES = readCases(
  JSON.stringify([
    { name: "a listener that goes away", config: SCRIPT, request: { path: "/p" }, reply: { body: "abc" } },
    {
      name: "a cluster that goes away",
      mode: "upstream",
      config: SCRIPT,
      request: { path: "/p" },
      attempts: [{ provider: "a", reply: { body: "abc" } }],
    },
  ]),
  "roots",
);

describe("level envoy: root contexts of the emulated host end as Envoy's do", () => {
  let wasm: string;
  let upstream: ScriptedUpstream;
  before(async () => {
    wasm = buildProbeFilter();
    upstream = await ScriptedUpstream.start();
  });
  after(() => upstream.stop());

  for (const c of CASES) {
    it(c.name, async () => {
      const started = startCase(c, {}, new WebAssembly.Module(readFileSync(wasm)));
      exchangeCase(started, c);
      started.root.end();
      assert.equal(started.root.tick(), false);
      const emulated = transcript(started.vm.log.map((line) => line.text));

      const leaving = station("leaving", c.mode);
      const staying = station("staying", c.mode);
      const envoy = await StationsEnvoy.start([leaving, staying], [], { args: ["--drain-time-s", "1"] });
      try {
        upstream.script([c.attempts[0].reply]);
        await sendRequest(envoy.port(leaving), c.request);
        await envoy.replaceFile("listeners", envoy.resourceFile("listeners", [staying]));
        await envoy.replaceFile("clusters", envoy.resourceFile("clusters", [staying]));
        const ended = () => envoy.logs(leaving).filter((line) => line.endsWith("count roots 100 -> 0")).length;
        await until("the end of the plugin in both threads", () => ended() === 2);
        // Longer than the period that the plugin asked for at its end.
        await sleep(TICK_MS * 10);
        assert.equal(transcript(workersLines(envoy.logs(leaving))), emulated);
        // The main thread's plugin has ended as well; it had no stream.
        const streams = c.mode === "listener" ? 2 : 1;
        assert.equal(await total(envoy), streams + 2 * (10 + 100));
      } finally {
        await envoy.stop();
      }
    });
  }

  function station(name: string, mode: Station["mode"]): Station {
    const configuration = Buffer.from(SCRIPT);
    const endpoints = [{ port: upstream.port, provider: "a" }];
    return { name, wasm, vmId: name, configuration, environment: {}, mode, endpoints, bufferLimit: BUFFER_LIMIT };
  }
});

/** The counter, which lives on because another plugin has it, too. */
async function total({ envoy }: StationsEnvoy): Promise<number> {
  const text = await (await fetch(`${envoy.admin}/stats?filter=^wasmcustom.roots$`)).text();
  return Number(text.split(": ")[1]);
}
