// Memory of the VM in the real Envoy: many streams at once, and a budget that they exceed. `make soak` has the long form.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { KIB, MIB } from "../support/memory/chats.ts";
import { StreamsEnvoy } from "../support/memory/envoy-streams.ts";

const LARGE = { "x-large": "h".repeat(50 * KIB) };

describe("level envoy: memory", () => {
  let streams: StreamsEnvoy;
  before(async () => {
    streams = await StreamsEnvoy.start({ maxVmBytes: 8 * MIB });
  });
  after(() => streams.stop());

  it("1,000 streams at once, then reset: the next exchange is right", async () => {
    assert.deepEqual(await streams.open(900, "held"), []);
    assert.deepEqual(await streams.open(100, "sent"), []);
    await streams.resetAll();
    assert.equal(await streams.chat(), 200);
    assert.equal(streams.envoy.findTrap(), null);
  });

  it("300 held heads of 50 KB in 8 MiB: those that do not fit get 503, and when they are gone all is well", async () => {
    const statuses = await streams.open(300, "held", LARGE);
    assert.ok(statuses.length > 100 && statuses.length < 250, `${statuses.length} were answered`);
    assert.deepEqual(new Set(statuses), new Set([503]));
    await streams.resetAll();
    assert.equal(await streams.chat(LARGE), 200);
    assert.equal(streams.envoy.findTrap(), null);
  });
});
