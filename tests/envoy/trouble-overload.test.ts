// More than a cluster takes: Envoy's circuit breakers, and a cluster without an endpoint.

import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { answerWell, GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { exchangeRaw } from "../support/trouble/raw-client.ts";
import { RawUpstream } from "../support/trouble/raw-upstream.ts";
import { assertNextIsRight, attemptsStation, CHAT, listenerStation } from "../support/trouble/stations.ts";
import { until } from "../support/trouble/until.ts";

const DEAD_PORT = 1;
const BEFORE_HEADERS = "upstream connect error or disconnect/reset before headers. reset reason: ";
/** Envoy's `max_retries` of a cluster that sets none. */
const RETRIES = 3;

describe("level envoy: overload", () => {
  const table = readTable("Overload");
  let upstream: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await RawUpstream.start();
    const narrow = { max_connections: 1, max_pending_requests: 1 };
    gateway = await TroubledGateway.start([
      attemptsStation("retrying", DEAD_PORT, upstream.port),
      {
        ...attemptsStation("patient", DEAD_PORT, upstream.port),
        breakers: { max_retries: 100 },
      },
      { ...listenerStation("narrow", upstream.port), breakers: narrow },
      { ...listenerStation("empty", upstream.port), endpoints: [] },
    ]);
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("a fourth retry at once is not made, and the first endpoint's failure is the answer", async () => {
    const refused = `${BEFORE_HEADERS}remote connection failure`;
    await whileRetriesWait("retrying", RETRIES, async () => {
      assertRow(
        rowOf(table, `more retries at once than \`max_retries\` (${RETRIES})`),
        await gateway.send("retrying", CHAT),
        refused,
      );
    });
  });

  it("with a higher max_retries it is made", () => whileRetriesWait("patient", 2 * RETRIES, async () => {}));

  it("more requests than connections and waiting places", async () => {
    const waiting: Socket[] = [];
    upstream.behave((socket) => void waiting.push(socket));
    const first = exchangeRaw(gateway.port("narrow"), CHAT);
    await until("a request upstream", () => waiting.length === 1);
    const second = exchangeRaw(gateway.port("narrow"), CHAT);
    const pending = "cluster.narrow.upstream_rq_pending_active";
    await until("a pending request", async () => (await gateway.stat(pending)) === 1);
    const row = rowOf(table, "more requests at once than `max_connections` and `max_pending_requests`");
    assertRow(row, await gateway.send("narrow", CHAT), `${BEFORE_HEADERS}overflow`);
    upstream.behave(answerWell);
    void answerWell(waiting[0], "");
    for (const received of [await first, await second]) assert.equal(received.body, GOOD_BODY);
    await gateway.waitForLogLines("narrow", 3);
    await assertNextIsRight(gateway, "narrow", upstream);
  });

  it("a cluster without a healthy endpoint", async () => {
    assertRow(rowOf(table, "no healthy endpoint"), await gateway.send("empty", CHAT), "no healthy upstream");
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });

  /** Lets `count` retries wait for their answers, does something meanwhile, and demands that all are answered. */
  async function whileRetriesWait(station: string, count: number, act: () => Promise<void>): Promise<void> {
    const waiting: Socket[] = [];
    upstream.behave((socket) => void waiting.push(socket));
    const answers = Array.from({ length: count }, () => exchangeRaw(gateway.port(station), CHAT));
    await until(`${count} retries`, () => waiting.length === count);
    await act();
    for (const socket of waiting) void answerWell(socket, "");
    for (const received of await Promise.all(answers)) assert.equal(received.body, GOOD_BODY);
  }
});
