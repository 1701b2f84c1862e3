// Answers that are held back before each attempt until they show what they are: a table of docs/operations.md, row by row.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as behave from "../support/trouble/behaviours.ts";
import { answer, answerAndClose, GOOD_BODY, jsonHead } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { RawUpstream, type Behaviour } from "../support/trouble/raw-upstream.ts";
import { assertChatAt, assertNextIsRight, attemptsStation, CHAT } from "../support/trouble/stations.ts";

const EVENTS = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
const ERROR = '{"error":{"message":"overloaded"}}';
const ERROR_EVENT = `data: ${ERROR}\n\n`;
const PAGE = "<html>try again</html>";
const BROKEN = "upstream connect error or disconnect/reset before headers. reset reason: protocol error";

const SITUATIONS: Record<string, [Behaviour, string][]> = {
  "breaks after the headers, or in the first 16 KiB of a JSON text": [
    [answerAndClose(jsonHead(13)), BROKEN],
    [answerAndClose(jsonHead(13) + '{"id":'), BROKEN],
  ],
  "breaks before the first event of a stream": [
    [answerAndClose(`${EVENTS}transfer-encoding: chunked\r\n\r\n7\r\ndata: {\r\n`), BROKEN],
  ],
  "sends an error object with status 200": [[answer(jsonHead(ERROR.length) + ERROR), ERROR]],
  "sends a stream whose first event is an error": [
    [answer(`${EVENTS}content-length: ${ERROR_EVENT.length}\r\n\r\n${ERROR_EVENT}`), ERROR_EVENT],
  ],
  "calls something JSON that is none": [[answer(jsonHead(PAGE.length) + PAGE), PAGE]],
};

describe("level envoy: answers that are held back before each attempt", () => {
  const table = readTable("Answers that are held back");
  let troubled: RawUpstream;
  let healthy: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    [troubled, healthy] = [await RawUpstream.start(), await RawUpstream.start()];
    gateway = await TroubledGateway.start([
      attemptsStation("one-endpoint", troubled.port),
      attemptsStation("two-endpoints", troubled.port, healthy.port),
    ]);
  });
  after(async () => {
    await gateway.stop();
    troubled.stop();
    healthy.stop();
  });

  for (const [situation, ways] of Object.entries(SITUATIONS)) {
    for (const [way, [behaviour, body]] of ways.entries()) {
      it(`an upstream that ${situation} (${way + 1}), alone`, async () => {
        troubled.behave(behaviour);
        assertRow(rowOf(table, situation), await gateway.send("one-endpoint", CHAT), body);
        await assertNextIsRight(gateway, "one-endpoint", troubled);
      });
      it(`an upstream that ${situation} (${way + 1}), with another one to go to`, async () => {
        assert.ok(rowOf(table, situation).retried);
        troubled.behave(behaviour);
        healthy.behave(behave.answerWell);
        const outcome = await gateway.send("two-endpoints", CHAT);
        assert.deepEqual([outcome.status, outcome.body, outcome.log.attempts], [200, GOOD_BODY, 2]);
        assertChatAt(healthy, "b");
      });
    }
  }

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });
});
