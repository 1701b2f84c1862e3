// Streams that end early, callbacks that should not come, upgrades: nothing traps, nothing is left behind.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { PLAIN_DELIVERY, replyMessage, requestMessage } from "../support/cases/case-messages.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { CaseExchange, caseSurroundings, exchangeCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";
import { Exchange } from "../support/emulator/exchange.ts";
import type { OutgoingMessage } from "../support/emulator/message.ts";

const STREAM_CALLBACKS = {
  proxy_on_request_headers: 2,
  proxy_on_request_body: 2,
  proxy_on_request_trailers: 1,
  proxy_on_response_headers: 2,
  proxy_on_response_body: 2,
  proxy_on_response_trailers: 1,
  proxy_on_http_call_response: 4,
  proxy_on_done: 0,
  proxy_on_log: 0,
  proxy_on_delete: 0,
  proxy_on_tick: 0,
  proxy_on_configure: 1,
};

describe("level host: the life of a stream", () => {
  const cases = loadCases().filter((c) => c.configured && c.mode === "listener");

  it("a client that leaves in any phase: no trap, and the next exchange is right", () => {
    for (const c of cases) {
      for (const leave of [afterHeaders, inMidBody, beforeAnswer]) {
        const started = startCase(c);
        leave(new CaseExchange(started, c).exchange);
        assert.equal(started.vm.death, null, c.name);
        started.root.tick(); // what it counted is not the next one's
        if (c.callouts.length === 0) assert.deepEqual(compare(c, exchangeCase(started, c)), [], c.name);
      }
    }
  });

  it("an upstream that breaks in any phase of its answer: no trap, and what it sent is a prefix of what the client got", () => {
    for (const c of cases.filter(isUntouched)) {
      const reply = replyMessage(c.attempts[0].reply);
      for (let pieces = 0; pieces <= reply.chunks.length; pieces++) {
        const broken: OutgoingMessage = { ...reply, chunks: reply.chunks.slice(0, pieces), trailers: [], end: "reset" };
        const client = exchangeWithReply(c, broken);
        assert.equal(Buffer.compare(client, Buffer.concat(broken.chunks)), 0, `${c.name}, after ${pieces} pieces`);
      }
    }
  });

  it("a callback for a stream nobody knows: ignored, and the next exchange is right", () => {
    for (const c of cases.filter((one) => one.callouts.length === 0)) {
      const started = startCase(c);
      for (const id of [0, 7777, -1]) callAll(started, id);
      assert.equal(started.vm.death, null, c.name);
      assert.deepEqual(compare(c, exchangeCase(started, c)), [], c.name);
    }
  });

  it("an upgrade is never held: headers and first bytes pass at once, or it is refused at once", () => {
    let passed = 0;
    for (const c of cases.filter((one) => one.callouts.length === 0)) {
      const exchange = new Exchange(startCase(c).root, upgradeMessage(c));
      exchange.sendHeaders();
      const isRefused = exchange.client.complete;
      exchange.sendRest();
      if (!isRefused) assert.equal(exchange.upstream.body.length, 4, c.name);
      passed += Number(!isRefused);
      exchange.finish();
    }
    assert.ok(passed > 0, "every upgrade was refused");
  });
});

/** The case's request as an upgrade to websocket with its first bytes. */
function upgradeMessage(c: Case): OutgoingMessage {
  const request = { ...c.request, method: "GET", path: "/v1/realtime?model=x", chunks: [], trailers: [] };
  const upgrade = [["upgrade", "websocket"] as const, ["connection", "upgrade"] as const];
  const plain = requestMessage(request);
  return { ...plain, headers: [...plain.headers, ...upgrade], chunks: [Buffer.from("ping")], end: "never" };
}

function afterHeaders(exchange: Exchange): void {
  exchange.sendHeaders();
  exchange.leave();
  exchange.settle();
}

function inMidBody(exchange: Exchange): void {
  exchange.sendHeaders();
  exchange.sendPart();
  exchange.leave();
  exchange.settle();
}

function beforeAnswer(exchange: Exchange): void {
  exchange.sendHeaders();
  exchange.sendRest();
  exchange.leave();
  exchange.settle();
}

// Where an answer is edited, a part of it is held back until it is known what becomes of it.
/** Whether the client must get the upstream's answer as it is. */
function isUntouched(c: Case): boolean {
  const { response } = c;
  if (/promoteThinkingOnEmpty|reasoningContentMode|hiclawMode/.test(Buffer.from(c.configuration).toString()))
    return false;
  return c.callouts.length === 0 && response !== null && response.details === null && response.body === null;
}

function exchangeWithReply(c: Case, reply: OutgoingMessage): Uint8Array {
  const started = startCase(c);
  const surroundings = { ...caseSurroundings(started, c, PLAIN_DELIVERY, []), reply: () => reply };
  const exchange = new Exchange(started.root, requestMessage(c.request), surroundings).run();
  assert.equal(started.vm.death, null, c.name);
  return exchange.client.body.toBytes();
}

function callAll({ vm, root }: ReturnType<typeof startCase>, id: number): void {
  for (const [name, count] of Object.entries(STREAM_CALLBACKS)) {
    vm.call(root, name, id, ...Array.from({ length: count }, () => 1));
    vm.takeStop();
    vm.runDeferred();
  }
}
