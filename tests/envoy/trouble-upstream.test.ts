// Upstreams that refuse, break and lie, over HTTP/1.1: the first table of docs/operations.md, row by row.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as behave from "../support/trouble/behaviours.ts";
import { answer, answerAndClose, GOOD_BODY, jsonHead } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf, type Row } from "../support/trouble/operations-table.ts";
import { requestText, type RawRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream, type Behaviour } from "../support/trouble/raw-upstream.ts";
import {
  assertChatAt,
  assertNextIsRight,
  attemptsStation,
  CHAT,
  listenerStation,
} from "../support/trouble/stations.ts";

const SECTION = "An upstream in trouble";
const CHUNKED = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
const EVENTS = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const EVENT = "a\r\ndata: {}\n\n\r\n";
const HALF = '{"id":';

// What is no JSON passes Aisle at once, wherever it stands. JSON is held back before an attempt: trouble-held-answers.
const CHUNKED_TEXT = CHUNKED.replace("application/json", "text/plain");
const textHead = (length: number) => jsonHead(length).replace("application/json", "text/plain");

const BEFORE_HEADERS = "upstream connect error or disconnect/reset before headers. reset reason: ";
const PROTOCOL_ERROR = `${BEFORE_HEADERS}protocol error`;
const REFUSED_TEXT = `${BEFORE_HEADERS}remote connection failure`;
const TERMINATION = `${BEFORE_HEADERS}connection termination`;

/** What the upstream does, the body that the client gets, and whether the connection is reset once the client has that. */
type Way = [Behaviour, string, "reset"?];

/** Several ways to be in the situation of a row. */
const SITUATIONS: Record<string, Way[]> = {
  "ends or resets the connection before a byte": [
    [answerAndClose(""), TERMINATION],
    [behave.resetAtOnce, TERMINATION],
  ],
  "breaks in the middle of the headers": [[answerAndClose("HTTP/1.1 200 OK\r\ncontent-"), PROTOCOL_ERROR]],
  "sends something that is not HTTP": [[answer("SSH-2.0-OpenSSH_9.6\r\n\r\n"), PROTOCOL_ERROR]],
  "sends headers without end, or more than 100": [
    [behave.sendEndlessHead, PROTOCOL_ERROR],
    [answer(`HTTP/1.1 200 OK\r\n${manyHeaders(101)}content-length: 0\r\n\r\n`), PROTOCOL_ERROR],
  ],
  "sends two lengths, a negative one, or one beside chunks": [
    [answer("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde"), PROTOCOL_ERROR],
    [answer("HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\nabc"), PROTOCOL_ERROR],
    [answer(`${CHUNKED.replace("\r\n\r\n", "\r\ncontent-length: 3\r\n\r\n")}3\r\nabc\r\n0\r\n\r\n`), PROTOCOL_ERROR],
  ],
  "breaks after the headers": [
    [answer(textHead(13)), "", "reset"],
    [answerAndClose(textHead(13)), ""],
    [answer(CHUNKED_TEXT), "", "reset"],
  ],
  "breaks in the middle of a body with a length": [
    [answer(textHead(13) + HALF), HALF, "reset"],
    [answerAndClose(textHead(13) + HALF), HALF],
  ],
  "breaks in the middle of a body in chunks": [
    [answer(`${CHUNKED_TEXT}6\r\n${HALF}\r\n`), `6\r\n${HALF}\r\n`, "reset"],
    [answerAndClose(`${CHUNKED_TEXT}6\r\n${HALF}\r\n`), `6\r\n${HALF}\r\n`],
  ],
  "breaks in the middle of an event stream": [
    [answer(EVENTS + EVENT), EVENT, "reset"],
    [answerAndClose(EVENTS + EVENT), EVENT],
  ],
  "sends a chunk that is none": [[answer(`${CHUNKED_TEXT}zz\r\n`), ""]],
  "sends less than the length says": [[answerAndClose(textHead(20) + GOOD_BODY), GOOD_BODY]],
  "sends more than the length says": [[answer(`${jsonHead(13)}${GOOD_BODY}more`), GOOD_BODY]],
  "ends a body without a length by closing": [
    [answerAndClose(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${GOOD_BODY}`), GOOD_BODY],
  ],
};

const REFUSED = "refuses the connection";
const EARLY = "answers before it has the whole request";
const ALL_REFUSED = "refuses the connection, and so does the next one";

/** Nobody listens on this port. */
const DEAD_PORT = 1;

describe("level envoy: upstreams in trouble", () => {
  const table = readTable(SECTION);
  let troubled: RawUpstream;
  let healthy: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    [troubled, healthy] = [await RawUpstream.start(), await RawUpstream.start()];
    gateway = await TroubledGateway.start([
      listenerStation("listener", troubled.port),
      attemptsStation("one-endpoint", troubled.port),
      attemptsStation("two-endpoints", troubled.port, healthy.port),
      listenerStation("dead-listener", DEAD_PORT),
      attemptsStation("dead-endpoint", DEAD_PORT),
      attemptsStation("dead-and-healthy", DEAD_PORT, healthy.port),
      attemptsStation("dead-and-dead", DEAD_PORT, DEAD_PORT),
    ]);
  });
  after(async () => {
    await gateway.stop();
    troubled.stop();
    healthy.stop();
  });

  for (const [situation, ways] of Object.entries(SITUATIONS)) {
    for (const [way, [behaviour, body, reset]] of ways.entries()) {
      for (const station of ["listener", "one-endpoint"]) {
        it(`an upstream that ${situation} (${way + 1}), ${station}`, async () => {
          troubled.behave(behaviour);
          assertRow(rowOf(table, situation), await gateway.send(station, chat(body, reset)), body);
          assertChatAt(troubled, "a");
          await assertNextIsRight(gateway, station, troubled);
        });
      }
      it(`an upstream that ${situation} (${way + 1}), with another one to go to`, async () => {
        const row = rowOf(table, situation);
        troubled.behave(behaviour);
        await assertRetried("two-endpoints", row, body, reset);
        assertChatAt(troubled, "a");
        await assertNextIsRight(gateway, "two-endpoints", troubled);
      });
    }
  }

  it("an upstream that refuses the connection", async () => {
    const row = rowOf(table, REFUSED);
    assertRow(row, await gateway.send("dead-listener", CHAT), REFUSED_TEXT);
    assertRow(row, await gateway.send("dead-endpoint", CHAT), REFUSED_TEXT);
    await assertRetried("dead-and-healthy", row, REFUSED_TEXT);
    assert.equal(gateway.findTrap(), null);
  });

  for (const station of ["listener", "one-endpoint"]) {
    it(`an upstream that ${EARLY}, ${station}`, async () => {
      const text = '{"error":{}}';
      const head = `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n`;
      troubled.behave(() => {}, answer(head + text));
      const half = requestText("POST /v1/audio/transcriptions", "half", ["content-length: 1000"]);
      assertRow(rowOf(table, EARLY), await gateway.send(station, { bytes: half }), text);
      assert.equal(troubled.requests.length, 0);
      await assertNextIsRight(gateway, station, troubled);
    });
  }

  it("upstreams that all refuse the connection", async () => {
    const text = REFUSED_TEXT.replace("reset reason", "retried and the latest reset reason");
    const outcome = await gateway.send("dead-and-dead", CHAT);
    assertRow(rowOf(table, ALL_REFUSED), outcome, text);
    assert.equal(outcome.log.attempts, 2);
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open", () => gateway.waitUntilIdle());

  function chat(body: string, reset?: "reset"): RawRequest {
    const onText = (text: string) => void (text.endsWith(`\r\n\r\n${body}`) && troubled.resetAll());
    return reset === undefined ? CHAT : { ...CHAT, onText };
  }

  /** With a healthy second endpoint: the row's outcome, or, where Envoy retries, the second one's answer, asked with its own credential. */
  async function assertRetried(station: string, row: Row, body: string, reset?: "reset"): Promise<void> {
    healthy.behave(behave.answerWell);
    const outcome = await gateway.send(station, chat(body, reset));
    assert.equal(outcome.log.attempts, row.retried ? 2 : 1);
    if (!row.retried) {
      assertRow(row, outcome, body);
      assert.equal(healthy.connections, 0);
      return;
    }
    assert.equal(outcome.status, 200);
    assert.equal(outcome.body, GOOD_BODY);
    assert.equal(outcome.log.details, "via_upstream");
    assertChatAt(healthy, "b");
  }
});

function manyHeaders(count: number): string {
  return Array.from({ length: count }, (_, i) => `x-${i}: 1\r\n`).join("");
}
