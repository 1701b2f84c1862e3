// What a noisy machine cannot time is counted: calls and bytes over the boundary between host and module.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { replyMessage } from "../support/cases/case-messages.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import type { BoundaryCounters } from "../support/emulator/counters.ts";

const CHAT = `
- name: chat
  config: { provider: { id: a, type: openai, apiTokens: [sk-configured], modelMapping: { x: y } } }
  request:
    path: /v1/chat/completions
    headers: { content-type: application/json }
    body: { before: '{"model":"x","messages":[{"role":"user","content":"', repeat: a, times: 960, after: '"}]}' }
  upstream:
    authority: api.openai.com
    headers: { authorization: Bearer sk-configured }
    body: { before: '{"model":"y","messages":[{"role":"user","content":"', repeat: a, times: 960, after: '"}]}' }
  reply: { headers: { content-type: application/json }, body: '{"id":"1"}' }
- name: stream
  config: { provider: { id: a, type: openai, apiTokens: [sk-configured] } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","stream":true,"messages":[]}' }
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-configured } }
  reply: { headers: { content-type: text/event-stream }, chunks: ["data: 1\\n\\n"] }
`;

const [chat, stream] = readCases(CHAT, "budget.test.ts");

describe("level host: calls and bytes over the boundary", () => {
  it("a chat of 1 KB with mapping and token: at most 12 host calls, the body read once", () => {
    const counters = countSecond(chat);
    const calls = [...counters.hostCalls].map(([name, count]) => `${name} ${count}`).join(", ");
    assert.ok(counters.calls() <= 12, `${counters.calls()}: ${calls}`);
    assert.equal(counters.calls("proxy_get_buffer_bytes"), 1, calls);
    assert.ok(counters.bytesToModule < 2 * 1024, `${counters.bytesToModule} bytes into the module`);
    assert.ok(counters.bytesFromModule < 512, `${counters.bytesFromModule} bytes out of the module`);
  });

  it("an untouched stream: no host call for a chunk, each forwarded as it came", () => {
    const short = countSecond(stream);
    const long = countSecond(withChunks(stream, 200));
    assert.equal(long.calls(), short.calls());
    assert.equal(long.bytesToModule, short.bytesToModule);
    assert.equal(long.bytesFromModule, short.bytesFromModule);
  });
});

function withChunks(c: Case, count: number): Case {
  const [attempt] = c.attempts;
  const chunks = Array.from({ length: count }, () => attempt.reply.chunks[0]);
  return { ...c, attempts: [{ ...attempt, reply: { ...attempt.reply, chunks } }] };
}

/** The counters of a second exchange: the first may fetch what later ones find again. */
function countSecond(c: Case): BoundaryCounters {
  const started = startCase(c);
  assert.equal(replyMessage(c.attempts[0].reply).end, "end");
  assert.deepEqual(compare(c, exchangeCase(started, c)), []);
  started.vm.counters.reset();
  assert.deepEqual(compare(c, exchangeCase(started, c)), []);
  return started.vm.counters;
}
