// Bodies one byte below, at and above each limit: Aisle's `maxRequestBytes`, and the buffer of Envoy's listener.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answer, answerWell, GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway, type Outcome } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatOf, chatRequest, chunkedChat, requestText, type RawRequest } from "../support/trouble/raw-client.ts";
import { bodyOf, RawUpstream } from "../support/trouble/raw-upstream.ts";
import { EACH_ATTEMPT, PROVIDER_A, PROVIDER_B } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

const MAX_BYTES = 40_000;
const BUFFER = 65_536;
/** What the mapped model is longer than the client's. */
const GROWTH = 1_000;
const AUDIO = "/v1/audio/transcriptions";
const TOO_LARGE = JSON.stringify({
  error: {
    message: `The request body has more than ${MAX_BYTES} bytes, the most that this gateway accepts.`,
    type: "invalid_request_error",
    param: null,
    code: null,
  },
});
const OVERLOADED = answer("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
const ENVOYS = "Payload Too Large";
const UNREAD = { providers: [PROVIDER_A, PROVIDER_B].map((provider) => ({ ...provider, modelMapping: {} })) };

describe("level envoy: limits", () => {
  const table = readTable("Sizes");
  let upstream: RawUpstream;
  let second: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    [upstream, second] = [await RawUpstream.start(), await RawUpstream.start()];
    gateway = await TroubledGateway.start(stations(upstream.port, second.port));
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
    second.stop();
  });

  for (const station of ["limited-listener", "limited-attempts"]) {
    it(`maxRequestBytes: held and unread bodies, with a length and in chunks, ${station}`, async () => {
      for (const request of [held, heldInChunks, unread, unreadInChunks]) {
        for (const size of [MAX_BYTES - 1, MAX_BYTES]) await assertPasses(station, request(size), size);
        upstream.behave(answerWell);
        const refused = await gateway.send(station, request(MAX_BYTES + 1));
        assertRow(rowOf(table, "more than `maxRequestBytes`"), refused, TOO_LARGE);
        assert.equal(upstream.requests.length, 0);
      }
    });
  }

  it("maxRequestBytes: what passed of an unread body in chunks is never a whole request at the upstream", async () => {
    const request = unreadInChunks(MAX_BYTES + 1).bytes.toString();
    const half = request.length / 2;
    let writeRest = () => {};
    const headThere = new Promise<void>((resolve) => upstream.behave(answerWell, () => resolve()));
    const sent = gateway.send("limited-listener", {
      bytes: request.slice(0, half),
      onSocket: (socket) => (writeRest = () => void socket.write(request.slice(half))),
    });
    await headThere;
    writeRest();
    assertRow(rowOf(table, "more than `maxRequestBytes`"), await sent, TOO_LARGE);
    assert.equal(upstream.requests.length, 0);
    assert.ok(upstream.bytes > 0, "the upstream had begun to receive");
  });

  for (const station of ["buffer-listener", "buffer-attempts"]) {
    it(`per_connection_buffer_limit_bytes: a held body, ${station}`, async () => {
      for (const request of [held, heldInChunks]) {
        for (const size of [BUFFER - 1, BUFFER]) await assertPasses(station, request(size), size);
        await assertRefusedByEnvoy(station, request(BUFFER + 1));
      }
    });
  }

  for (const station of ["default-listener", "default-attempts"]) {
    it(`per_connection_buffer_limit_bytes: 1 MiB where the listener says nothing, ${station}`, async () => {
      await assertPasses(station, held(1 << 20), 1 << 20);
      await assertRefusedByEnvoy(station, held((1 << 20) + 1));
    });
  }

  for (const station of ["growing-listener", "growing-attempts"]) {
    it(`per_connection_buffer_limit_bytes: a held body that Aisle makes longer, ${station}`, async () => {
      const most = BUFFER - GROWTH;
      for (const size of [most - 1, most]) await assertPasses(station, held(size), size + GROWTH);
      await assertRefusedByEnvoy(station, held(most + 1));
    });
  }

  it("per_connection_buffer_limit_bytes: an unread body of any size passes", async () => {
    for (const size of [BUFFER - 1, BUFFER, BUFFER + 1, 10 * BUFFER]) {
      await assertPasses("unread-listener", held(size), size);
      await assertPasses("unread-attempts", heldInChunks(size), size);
    }
  });

  it("per_connection_buffer_limit_bytes: a body up to it can go to the next endpoint, a byte more cannot", async () => {
    for (const size of [BUFFER - 1, BUFFER]) {
      assert.equal((await sendToOverloaded(size)).log.attempts, 2);
      assert.equal(bodyOf(second.requests[0]).length, size);
    }
    const before = await abandoned();
    const given = await sendToOverloaded(BUFFER + 1);
    assertRow(rowOf(table, "unread, more than the listener's buffer, and the first endpoint fails"), given, "");
    assert.equal(given.log.attempts, 1);
    assert.equal(second.connections, 0);
    assert.equal((await abandoned()) - before, 1);
  });

  it("per_connection_buffer_limit_bytes: a held body above it goes to no endpoint at all", async () => {
    second.behave(answerWell);
    await assertRefusedByEnvoy("two-attempts", held(BUFFER + 1));
    assert.equal(second.connections, 0);
    assert.equal(await gateway.stat("cluster.two-attempts.retry_or_shadow_abandoned"), 1);
  });

  for (const station of ["both-listener", "both-attempts"]) {
    it(`with maxRequestBytes below the buffer, far too large bodies get Aisle's answer, ${station}`, async () => {
      for (const request of [held(10 * BUFFER), heldInChunks(10 * BUFFER)]) {
        upstream.behave(answerWell);
        assertRow(rowOf(table, "more than `maxRequestBytes`"), await gateway.send(station, request), TOO_LARGE);
        assert.equal(upstream.bytes, 0);
      }
    });
  }

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });

  async function assertPasses(station: string, request: RawRequest, size: number): Promise<void> {
    upstream.behave(answerWell);
    const outcome = await gateway.send(station, request);
    assert.equal(outcome.status, 200);
    assert.equal(outcome.body, GOOD_BODY);
    assert.equal(upstream.requests.length, 1);
    assert.equal(bodyOf(upstream.requests[0]).length, size);
  }

  async function assertRefusedByEnvoy(station: string, request: RawRequest): Promise<void> {
    upstream.behave(answerWell);
    assertRow(rowOf(table, "held, more than the listener's buffer"), await gateway.send(station, request), ENVOYS);
    assert.equal(upstream.bytes, 0);
    await assertPasses(station, held(100), station.startsWith("growing") ? 100 + GROWTH : 100);
  }

  async function sendToOverloaded(size: number): Promise<Outcome> {
    upstream.behave(OVERLOADED);
    second.behave(answerWell);
    return gateway.send("unread-attempts", held(size));
  }

  function abandoned(): Promise<number> {
    return gateway.stat("cluster.unread-attempts.retry_or_shadow_abandoned");
  }
});

function stations(port: number, secondPort: number): TroubledStation[] {
  const listener = { endpoints: [{ port, provider: null }] };
  const attempts = { mode: "upstream" as const, endpoints: [{ port, provider: "a" }] };
  const both = [...attempts.endpoints, { port: secondPort, provider: "b" }];
  const growing = { ...PROVIDER_A, modelMapping: { x: "y".repeat(1 + GROWTH) } };
  const small = { bufferLimit: BUFFER };
  const unset = { bufferLimit: null };
  const limits = { maxRequestBytes: MAX_BYTES, mode: "upstream" };
  const sameLength = { ...PROVIDER_A, modelMapping: { x: "y" } };
  return [
    { ...listener, name: "limited-listener", configuration: { maxRequestBytes: MAX_BYTES, provider: sameLength } },
    { ...attempts, name: "limited-attempts", configuration: { ...limits, providers: [sameLength] } },
    {
      ...listener,
      ...small,
      name: "both-listener",
      configuration: { maxRequestBytes: MAX_BYTES, provider: sameLength },
    },
    { ...attempts, ...small, name: "both-attempts", configuration: { ...limits, providers: [sameLength] } },
    { ...listener, ...unset, name: "default-listener", configuration: { provider: sameLength } },
    { ...attempts, ...unset, name: "default-attempts", configuration: { ...EACH_ATTEMPT, providers: [sameLength] } },
    { ...listener, ...small, name: "buffer-listener", configuration: { provider: sameLength } },
    { ...attempts, ...small, name: "buffer-attempts", configuration: { ...EACH_ATTEMPT, providers: [sameLength] } },
    { ...listener, ...small, name: "growing-listener", configuration: { provider: growing } },
    { ...attempts, ...small, name: "growing-attempts", configuration: { ...EACH_ATTEMPT, providers: [growing] } },
    { ...listener, ...small, name: "unread-listener", configuration: { provider: UNREAD.providers[0] } },
    {
      ...attempts,
      ...small,
      endpoints: both,
      name: "two-attempts",
      configuration: { ...EACH_ATTEMPT, providers: [sameLength, PROVIDER_B] },
    },
    { ...attempts, ...small, endpoints: both, name: "unread-attempts", configuration: { ...EACH_ATTEMPT, ...UNREAD } },
  ];
}

function held(size: number): RawRequest {
  return { bytes: chatRequest(chatOf(size)) };
}

function heldInChunks(size: number): RawRequest {
  return { bytes: chunkedChat(chatOf(size), 4_000) };
}

function unread(size: number): RawRequest {
  return { bytes: requestText(`POST ${AUDIO}`, "x".repeat(size), [`content-length: ${size}`]) };
}

function unreadInChunks(size: number): RawRequest {
  return { bytes: chunkedChat("x".repeat(size), 4_000, AUDIO) };
}
