// Four workers, each with a VM of its own: two tenants at once, right and wrong requests mixed.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EchoUpstream, type Echo } from "../support/trouble/echo-upstream.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { readSection } from "../support/trouble/operations-table.ts";
import { chatRequest, exchangeRaw } from "../support/trouble/raw-client.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

const WORKERS = 4;
const CLIENTS = 32;
const REQUESTS = 12;
const TENANTS = ["red", "blue"];

describe("level envoy: four workers", () => {
  let upstream: EchoUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await EchoUpstream.start();
    gateway = await TroubledGateway.start([...TENANTS.map(tenant), attempts()], { concurrency: WORKERS });
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("every answer is the tenant's own, with its credential and its model", async () => {
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let i = 0; i < REQUESTS; i++) {
        await askRightly(TENANTS[(client + i) % TENANTS.length], `${client}-${i}`);
        if (i % 3 === 0) await askWrongly(TENANTS[client % TENANTS.length]);
        if (i % 4 === 0) await askRightly("attempts", `${client}-${i}`);
      }
    });
    await Promise.all(clients);
    assert.equal(gateway.findTrap(), null);
    await gateway.waitUntilIdle();
  });

  it("all four workers took part", async () => {
    const taken = await gateway.stats("^listener\\..*\\.worker_\\d\\.downstream_cx_total$");
    const byWorker = new Map<string, number>();
    for (const [name, count] of taken) {
      const worker = /worker_\d/.exec(name)?.[0] ?? "";
      byWorker.set(worker, (byWorker.get(worker) ?? 0) + count);
    }
    assert.equal(byWorker.size, WORKERS);
    for (const [worker, count] of byWorker) assert.ok(count > 0, `${worker} took no connection`);
  });

  it("there are two VMs more than workers, as the document says", async () => {
    assert.match(readSection("Workers and VMs"), /as many VMs as workers, and two more/);
    assert.equal(await gateway.stat("wasm.envoy.wasm.runtime.v8.active"), WORKERS + 2);
  });

  function tenant(name: string): TroubledStation {
    const provider = { id: "a", type: "openai", apiTokens: [`sk-${name}`], modelMapping: { x: `for-${name}` } };
    return { name, configuration: { provider }, endpoints: [{ port: upstream.port, provider: null }] };
  }

  function attempts(): TroubledStation {
    const station = tenant("attempts");
    const configuration = { mode: "upstream", providers: Object.values(station.configuration) };
    return { ...station, mode: "upstream", configuration, endpoints: [{ port: upstream.port, provider: "a" }] };
  }

  async function askRightly(name: string, user: string): Promise<void> {
    const bytes = chatRequest(JSON.stringify({ model: "x", user }));
    const received = await exchangeRaw(gateway.port(name), { bytes });
    assert.deepEqual(received.statuses, [200]);
    const echo = JSON.parse(received.body ?? "null") as Echo;
    assert.equal(echo.authorization, `Bearer sk-${name}`);
    assert.deepEqual(JSON.parse(echo.body), { model: `for-${name}`, user });
  }

  async function askWrongly(name: string): Promise<void> {
    const received = await exchangeRaw(gateway.port(name), { bytes: chatRequest('{"model":') });
    assert.deepEqual(received.statuses, [400]);
    const message = "The request body is not valid JSON: unexpected end of JSON text at byte 9.";
    assert.equal(JSON.parse(received.body ?? "null").error.message, message);
  }
});
