// Chats that need the context file at the same time: one call-out for all of them, and every one gets its answer.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { calloutReply, replyMessage, requestMessage } from "../support/cases/case-messages.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { CaseExchange, exchangeCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import { Exchange } from "../support/emulator/exchange.ts";
import type { HostOptions } from "../support/emulator/host-options.ts";

const CHATS = 50;

const [chat, failing] = readCases(
  `
- name: with its file
  config: { provider: { id: a, type: openai, apiTokens: [sk-configured], context: { fileUrl: "http://files.example/c", cluster: files } } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","messages":[]}' }
  upstream:
    authority: api.openai.com
    headers: { authorization: Bearer sk-configured }
    body: '{"model":"x","messages":[{"role":"system","content":"C"}]}'
  callouts: [{ cluster: files, path: /c, reply: { body: C } }]
- name: without it
  config: { provider: { id: a, type: openai, apiTokens: [sk-configured], context: { fileUrl: "http://files.example/c", cluster: files } } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","messages":[]}' }
  upstream: none
  response: { status: 502, details: aisle.context_unavailable }
  callouts: [{ cluster: files, path: /c, failure: true }]
`,
  "context-file.test.ts",
);

/** Begins {@link CHATS} exchanges of one plugin before any call-out is answered; then answers those that were made, and finishes. */
function exchangeTogether(c: typeof chat, host: Partial<HostOptions> = {}): { exchanges: Exchange[]; calls: number } {
  const started = startCase(c, host);
  let calls = 0;
  const surroundings = {
    properties: {},
    reply: () => replyMessage(c.attempts[0].reply),
    answerCallout: () => {
      calls++;
      return calloutReply(c.callouts[0], started.vm.options.failedCallouts);
    },
  };
  const exchanges = Array.from(
    { length: CHATS },
    () => new Exchange(started.root, requestMessage(c.request), surroundings),
  );
  for (const exchange of exchanges) {
    exchange.sendHeaders();
    exchange.sendRest();
  }
  for (const exchange of exchanges) exchange.answer();
  assert.equal(started.vm.death, null);
  return { exchanges, calls };
}

describe("level host: chats that wait for the same context file", () => {
  it("make one call, and each goes on with the file", () => {
    const { exchanges, calls } = exchangeTogether(chat);
    assert.equal(calls, 1);
    const expected = Buffer.from(chat.attempts[0].upstream!.body!).toString();
    for (const { upstream } of exchanges) assert.equal(Buffer.from(upstream.body.toBytes()).toString(), expected);
  });

  it("are all refused when it fails, also where replies re-enter the module", () => {
    for (const localReply of ["deferred", "synchronous"] as const) {
      const { exchanges, calls } = exchangeTogether(failing, { localReply });
      assert.equal(calls, 1);
      for (const { client, upstream } of exchanges) {
        assert.equal(client.get(":status"), "502", localReply);
        assert.equal(upstream.map, null);
      }
    }
  });

  it("and one that leaves keeps nobody waiting: the next chat calls again", () => {
    const started = startCase(chat);
    const first = new CaseExchange(started, chat);
    first.exchange.sendHeaders();
    first.exchange.sendRest();
    first.exchange.leave();
    const again = { ...chat, callouts: [chat.callouts[0], chat.callouts[0]] };
    assert.deepEqual(compare(again, exchangeCase(started, again)), []);
  });
});
