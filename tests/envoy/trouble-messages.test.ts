// Messages that are right but unusual (1xx, 204, 304, HEAD, expect), and requests with more headers than Envoy takes.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answer, answerWell, GOOD_BODY, jsonHead } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatRequest, expectingRequest, type RawRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream, type Behaviour } from "../support/trouble/raw-upstream.ts";
import {
  assertChatAt,
  assertNextIsRight,
  attemptsStation,
  CHAT,
  listenerStation,
} from "../support/trouble/stations.ts";

const STATIONS = ["listener", "one-endpoint"];
const GOOD_ANSWER = jsonHead(GOOD_BODY.length) + GOOD_BODY;
const PROTOCOL_ERROR = "upstream connect error or disconnect/reset before headers. reset reason: protocol error";
const HEAD: RawRequest = { method: "HEAD", bytes: "HEAD /v1/models HTTP/1.1\r\nhost: gateway.example\r\n\r\n" };

interface Answer {
  behaviour: Behaviour;
  body: string;
  request?: RawRequest;
  head?: RegExp;
}

const ANSWERS: Record<string, Answer> = {
  "100 or 103 before the answer": {
    behaviour: answer(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${GOOD_ANSWER}`),
    body: GOOD_BODY,
  },
  "101 that nobody asked for": { behaviour: answer("HTTP/1.1 101 Switching Protocols\r\n\r\n"), body: "" },
  "204": { behaviour: answer("HTTP/1.1 204 No Content\r\n\r\n"), body: "" },
  "204 with a length": {
    behaviour: answer("HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}"),
    body: PROTOCOL_ERROR,
  },
  "304 with the length of what it stands for": {
    behaviour: answer('HTTP/1.1 304 Not Modified\r\netag: "a"\r\ncontent-length: 13\r\n\r\n'),
    body: "",
    head: /^etag: "a"\r\ncontent-length: 13\r$/m,
  },
  "an answer to HEAD, with a length and no body": {
    behaviour: answer(jsonHead(13)),
    body: "",
    request: HEAD,
    head: /^content-length: 13\r$/m,
  },
};

describe("level envoy: unusual messages", () => {
  const answers = readTable("Unusual answers");
  const clients = readTable("A client's headers");
  let upstream: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await RawUpstream.start();
    gateway = await TroubledGateway.start([
      listenerStation("listener", upstream.port),
      attemptsStation("one-endpoint", upstream.port),
    ]);
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  for (const station of STATIONS) {
    for (const [name, { behaviour, body, request = CHAT, head }] of Object.entries(ANSWERS)) {
      it(`${name}, ${station}`, async () => {
        upstream.behave(behaviour);
        const outcome = await gateway.send(station, leavingAt101(request));
        assertRow(rowOf(answers, name), outcome, body);
        assert.equal(outcome.statuses.length, 1, "interim answers end at Envoy");
        if (head !== undefined) assert.match(outcome.head, head);
        if (request === CHAT) assertChatAt(upstream, "a");
        else assert.match(upstream.requests[0], /^HEAD \/v1\/models HTTP\/1.1\r\nhost: api.openai.com\r\n/);
        await assertNextIsRight(gateway, station, upstream);
      });
    }

    it(`a body that waits for 100 Continue, ${station}`, async () => {
      upstream.behave(answerWell);
      const outcome = await gateway.send(station, expectingRequest('{"model":"x"}'));
      assert.deepEqual(outcome.statuses, [100, 200]);
      assertRow(rowOf(clients, "expect: 100-continue"), outcome, GOOD_BODY);
      assertChatAt(upstream, "a");
      assert.doesNotMatch(upstream.requests[0], /\r\nexpect:/i);
    });

    it(`a body that waits for 100 Continue and then is refused, ${station}`, async () => {
      upstream.behave(answerWell);
      const outcome = await gateway.send(station, expectingRequest('{"model": x }'));
      assert.deepEqual(outcome.statuses, [100, 400]);
      assert.equal(outcome.log.details, "aisle.bad_json");
      assert.equal(upstream.bytes, 0);
      await assertNextIsRight(gateway, station, upstream);
    });

    it(`headers up to Envoy's limits and one more, ${station}`, async () => {
      const text = "Request Header Fields Too Large";
      upstream.behave(answerWell);
      // Host, content-type and content-length are three.
      for (const fields of [numbered(97), ["x-large: " + "x".repeat(59 * 1024)]]) {
        assert.equal((await gateway.send(station, { bytes: chatRequest('{"model":"x"}', fields) })).status, 200);
      }
      upstream.behave(answerWell);
      const tooMany = await gateway.send(station, { bytes: chatRequest('{"model":"x"}', numbered(98)) });
      assertRow(rowOf(clients, "more than 100 headers"), tooMany, text);
      const large = { bytes: chatRequest('{"model":"x"}', ["x-large: " + "x".repeat(60 * 1024)]) };
      assertRow(rowOf(clients, "headers of more than 60 KiB"), await gateway.send(station, large), text);
      assert.equal(upstream.connections, 0);
      await assertNextIsRight(gateway, station, upstream);
    });
  }

  it("every row of the document has been run", () => [answers, clients].forEach(assertAllRead));

  it("leaves no exchange open", () => gateway.waitUntilIdle());
});

/** A 101 has no end that a client could wait for. */
function leavingAt101(request: RawRequest): RawRequest {
  return { ...request, onText: (text, socket) => void (/^HTTP\/1.1 101 [^]*\r\n\r\n/.test(text) && socket.destroy()) };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `x-${i}: 1`);
}
