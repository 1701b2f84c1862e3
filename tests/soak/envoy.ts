// 10,000 open streams through the real Envoy, twice: its memory, and whether the VM lives.

import assert from "node:assert/strict";
import { MIB } from "../support/memory/chats.ts";
import { StreamsEnvoy } from "../support/memory/envoy-streams.ts";
import { mib, printTable, timed } from "./table.ts";

/** Envoy lets 1,024 requests wait for an upstream unless it is told otherwise. */
const SENT = 1000;
const HELD = 9000;
const ROUNDS = 3;
const NOISE = 32 * MIB;

/** Opens and resets them; resident memory of the last round is that of the first. */
export async function soakEnvoy(): Promise<void> {
  const streams = await StreamsEnvoy.start();
  const rows: Record<string, string | number>[] = [];
  const note = (when: string, seconds: number) =>
    rows.push({ when, "resident MiB": mib(streams.residentBytes), s: seconds.toFixed(1) });
  const peaks: number[] = [];
  try {
    assert.equal(await streams.chat(), 200);
    note("ready", 0);
    for (let round = 1; round <= ROUNDS; round++) {
      const opening = await timed(async () => {
        assert.deepEqual(await streams.open(HELD, "held"), []);
        assert.deepEqual(await streams.open(SENT, "sent"), []);
      });
      note(`round ${round}: ${HELD} held, ${SENT} sent`, opening);
      peaks.push(streams.residentBytes);
      note(`round ${round}: reset`, await timed(() => streams.resetAll()));
      assert.equal(await streams.chat(), 200);
    }
    assert.equal(streams.envoy.findTrap(), null);
  } finally {
    await streams.stop();
  }
  printTable(`${HELD + SENT} HTTP/2 streams at once through Envoy`, rows);
  assert.ok(peaks[ROUNDS - 1] <= peaks[0] * 1.1 + NOISE, `${mib(peaks[0])} MiB, then ${mib(peaks[ROUNDS - 1])}`);
}
