// What Envoy does with `failure_policy: FAIL_RELOAD` when a filter traps, seen with a filter that is made to.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { pluginsOf, type Node } from "../../envoy/bootstrap.ts";
import { buildFilter } from "../support/emulator/probe-filter.ts";
import { EchoUpstream } from "../support/trouble/echo-upstream.ts";
import { TroubledGateway, type LogLine, type Outcome } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readSection, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatRequest, exchangeRaw, type Received } from "../support/trouble/raw-client.ts";
import { CHAT, listenerStation } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";
import { until } from "../support/trouble/until.ts";

const TRAP = chatRequest(
  '{"model":"x"}',
  Array.from({ length: 20 }, (_, i) => `x-${i}: 1`),
);

describe("level envoy: a filter that traps", () => {
  const table = readTable("Traps");
  let upstream: EchoUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await EchoUpstream.start();
    const wasm = buildFilter("trapping-filter", ["tests/support/trouble/trapping-filter.wasm.ts"]);
    const trapping = (name: string, interval: string): TroubledStation => {
      return { ...listenerStation(name, upstream.port), wasm, vmId: name, manager: reloadAfter(interval) };
    };
    gateway = await TroubledGateway.start([
      trapping("trapping", "0.1s"),
      trapping("patient", "3600s"),
      listenerStation("aisle", upstream.port),
    ]);
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("ends its exchange and every other one in its VM; other VMs go on", async () => {
    const waiting = chatRequest('{"model":"x","wait":true}');
    let begin = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const onText = (text: string) => void (text.endsWith("1\r\n \r\n") && begin());
    const sameVm = exchangeRaw(gateway.port("trapping"), { bytes: waiting, onText });
    const otherVm = exchangeRaw(gateway.port("aisle"), { bytes: waiting });
    await until("two waiting answers", () => upstream.waiting === 2);
    await begun;
    const trapped = await exchangeRaw(gateway.port("trapping"), { bytes: TRAP });
    assert.equal(upstream.waiting, 2, "the others are open until something comes for them");
    upstream.letGo();
    const [own, other] = await gateway.waitForLogLines("trapping", 2);
    assertRow(rowOf(table, "the request that traps"), outcomeOf(trapped, own), "");
    assertRow(rowOf(table, "other exchanges of that VM"), outcomeOf(await sameVm, other), "1\r\n \r\n");
    assert.equal(JSON.parse((await otherVm).body ?? "null").authorization, "Bearer sk-a");
  });

  it("is loaded anew", async () => {
    await until("an answer of the new VM", async () => (await gateway.send("trapping", CHAT)).status === 200);
    assert.equal(await gateway.stat("wasm.trapping.vm_reload_success"), 1);
    assert.equal(await gateway.stat("wasm.aisle.vm_reload_success"), 0);
  });

  it("is not loaded anew before the interval is over", async () => {
    await gateway.send("patient", { bytes: TRAP });
    assertRow(rowOf(table, "requests until the new VM is there"), await gateway.send("patient", CHAT), "");
    assert.equal(await gateway.stat("wasm.patient.vm_reload_backoff"), 1);
    assert.equal(await gateway.stat("wasm.patient.vm_reload_success"), 0);
  });

  it("stands in Envoy's log, in the words that the document gives", () => {
    const words = /`(Function: [^`]*)…`/.exec(readSection("Traps"))?.[1];
    assert.ok(words !== undefined);
    assert.ok(gateway.envoy.envoy.log().includes(words));
    assert.notEqual(gateway.findTrap(), null);
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open", () => gateway.waitUntilIdle());
});

function reloadAfter(base_interval: string): (manager: Node) => void {
  return (manager) => {
    for (const plugin of pluginsOf(manager)) plugin.reload_config = { backoff: { base_interval } };
  };
}

function outcomeOf(received: Received, log: LogLine): Outcome {
  return { ...received, status: received.statuses[0], log };
}
