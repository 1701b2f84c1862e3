// Upstreams that speak HTTP/2 and reset streams, leave with GOAWAY or say a wrong length.

import assert from "node:assert/strict";
import { constants } from "node:http2";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { Http2Upstream, type StreamBehaviour } from "../support/trouble/http2-upstream.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import type { RawRequest } from "../support/trouble/raw-client.ts";
import { startRefusingHttp2Upstream } from "../support/trouble/refusing-http2-upstream.ts";
import { attemptsStation, CHAT, listenerStation } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

const HALF = '{"id":';
const JSON_TYPE = { "content-type": "application/json" };
// What is no JSON passes Aisle at once, wherever it stands.
const TEXT_TYPE = { "content-type": "text/plain" };
const BEFORE_HEADERS = "upstream connect error or disconnect/reset before headers. reset reason: ";
const RESET_IN_BODY = "resets the stream in the middle of the body";
const GOAWAY_REFUSES = "says GOAWAY and that it has not begun the request";

const answerWell: StreamBehaviour = (stream) => {
  stream.respond({ ":status": 200, ...JSON_TYPE });
  stream.end(GOOD_BODY);
};

const SITUATIONS: Record<string, [StreamBehaviour, string]> = {
  "says GOAWAY and still answers": [(stream) => (stream.session?.goaway(0), answerWell(stream)), GOOD_BODY],
  "says GOAWAY and ends the connection": [
    (stream) => stream.session?.destroy(),
    `${BEFORE_HEADERS}connection termination`,
  ],
  "resets the stream before the headers": [
    (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    `${BEFORE_HEADERS}remote reset`,
  ],
  "refuses the stream (REFUSED_STREAM)": [
    (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
    `${BEFORE_HEADERS}remote refused stream reset`,
  ],
  "sends headers of more than 60 KiB": [
    (stream) => stream.respond({ ":status": 200, "x-large": "x".repeat(60 * 1024) }, { endStream: true }),
    `${BEFORE_HEADERS}remote reset`,
  ],
  [RESET_IN_BODY]: [
    (stream) => {
      stream.respond({ ":status": 200, ...TEXT_TYPE });
      stream.write(HALF);
    },
    `6\r\n${HALF}\r\n`,
  ],
  "sends another length than it says": [
    (stream) => {
      stream.respond({ ":status": 200, ...TEXT_TYPE, "content-length": 20 });
      stream.end(GOOD_BODY);
    },
    "",
  ],
};

describe("level envoy: HTTP/2 upstreams in trouble", () => {
  const table = readTable("HTTP/2 upstreams");
  let troubled: Http2Upstream;
  let healthy: Http2Upstream;
  let refusing: Awaited<ReturnType<typeof startRefusingHttp2Upstream>>;
  let gateway: TroubledGateway;
  before(async () => {
    [troubled, healthy] = [await Http2Upstream.start(), await Http2Upstream.start()];
    refusing = await startRefusingHttp2Upstream();
    const refusingPort = (refusing.server.address() as AddressInfo).port;
    gateway = await TroubledGateway.start([
      overHttp2(listenerStation("listener", troubled.port)),
      overHttp2(attemptsStation("one-endpoint", troubled.port)),
      overHttp2(attemptsStation("two-endpoints", troubled.port, healthy.port)),
      overHttp2(listenerStation("refusing-listener", refusingPort)),
      overHttp2(attemptsStation("refusing-and-healthy", refusingPort, healthy.port)),
    ]);
  });
  after(async () => {
    await gateway.stop();
    for (const upstream of [troubled, healthy]) upstream.stop();
    refusing.server.close();
  });

  for (const [situation, [behaviour, body]] of Object.entries(SITUATIONS)) {
    it(`an upstream that ${situation}`, async () => {
      for (const station of ["listener", "one-endpoint"]) {
        troubled.behave(behaviour);
        assertRow(rowOf(table, situation), await gateway.send(station, chat(situation)), body);
        assertChat(troubled, "a");
        await assertAnswered(station, troubled);
      }
      troubled.behave(behaviour);
      if (rowOf(table, situation).retried) await assertAnswered("two-endpoints", healthy, "b");
      else assertRow(rowOf(table, situation), await gateway.send("two-endpoints", chat(situation)), body);
      assertChat(troubled, "a");
    });
  }

  it(`an upstream that ${GOAWAY_REFUSES}`, async () => {
    const row = rowOf(table, GOAWAY_REFUSES);
    assertRow(row, await gateway.send("refusing-listener", CHAT), `${BEFORE_HEADERS}remote refused stream reset`);
    assert.equal(refusing.refused(), 1);
    await assertAnswered("refusing-and-healthy", healthy, "b");
    assert.equal(refusing.refused(), 2);
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });

  /** The chat; the stream is reset once the client has the half body. */
  function chat(situation: string): RawRequest {
    const onText = (text: string) => void (text.includes(HALF) && troubled.resetAll());
    return situation === RESET_IN_BODY ? { ...CHAT, onText } : CHAT;
  }

  async function assertAnswered(station: string, upstream: Http2Upstream, id: "a" | "b" = "a"): Promise<void> {
    upstream.behave(answerWell);
    const outcome = await gateway.send(station, CHAT);
    assert.equal(outcome.status, 200);
    assert.equal(outcome.body, GOOD_BODY);
    assertChat(upstream, id);
  }
});

function overHttp2(station: TroubledStation): TroubledStation {
  return { ...station, cluster: (options) => (options.explicit_http_config = { http2_protocol_options: {} }) };
}

/** Asserts that an upstream got the chat exactly once, as provider `id` is to get it. */
function assertChat(upstream: Http2Upstream, id: "a" | "b"): void {
  assert.equal(upstream.requests.length, 1);
  const [{ headers, body }] = upstream.requests;
  assert.equal(headers[":path"], "/v1/chat/completions");
  assert.equal(headers[":authority"], "api.openai.com");
  assert.equal(headers.authorization, `Bearer sk-${id}`);
  assert.equal(body, `{"model":"for-${id}"}`);
}
