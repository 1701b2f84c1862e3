// What a noisy machine cannot time is counted: calls and bytes over the boundary between host and module.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { largeConfiguration } from "../bench/large.ts";
import type { Case } from "../support/cases/case.ts";
import { replyMessage } from "../support/cases/case-messages.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { beginCase, exchangeCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import type { BoundaryCounters } from "../support/emulator/counters.ts";

/** The log level that lets through the line of an exchange. */
const INFO = 2;

const OFF = "metrics: { enabled: false }, filterState: false";
const ON = "logging: {}, responseHeaders: { aisle: true }";

function exchanges(telemetry: string): Case[] {
  const cases = `
- name: chat
  config: { ${telemetry}, provider: { id: a, type: openai, apiTokens: [sk-configured], modelMapping: { x: y } } }
  request:
    path: /v1/chat/completions
    headers: { content-type: application/json }
    body: { before: '{"model":"x","messages":[{"role":"user","content":"', repeat: a, times: 960, after: '"}]}' }
  upstream:
    authority: api.openai.com
    headers: { authorization: Bearer sk-configured }
    body: { before: '{"model":"y","messages":[{"role":"user","content":"', repeat: a, times: 960, after: '"}]}' }
  reply: { headers: { content-type: application/json }, body: '{"model":"y","usage":{"prompt_tokens":9,"completion_tokens":5}}' }
- name: stream
  config: { ${telemetry}, provider: { id: a, type: openai, apiTokens: [sk-configured] } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","stream":true,"messages":[]}' }
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-configured } }
  reply:
    headers: { content-type: text/event-stream }
    chunks: ["data: {\\"model\\":\\"y\\",\\"usage\\":{\\"prompt_tokens\\":9,\\"completion_tokens\\":5}}\\n\\n"]
`;
  return readCases(cases, "budget.test.ts");
}

const [chat, stream] = exchanges(OFF);
const [toldChat, toldStream] = exchanges(ON);

describe("level host: calls and bytes over the boundary", () => {
  it("a chat of 1 KB with mapping and token: at most 12 host calls, the body read once", () => {
    const counters = countSecond(chat);
    assert.ok(counters.calls() <= 12, `${counters.calls()}: ${describeCalls(counters)}`);
    assert.equal(counters.calls("proxy_get_buffer_bytes"), 1, describeCalls(counters));
    assert.ok(counters.bytesToModule < 2 * 1024, `${counters.bytesToModule} bytes into the module`);
    assert.ok(counters.bytesFromModule < 512, `${counters.bytesFromModule} bytes out of the module`);
  });

  it("a thousand providers, rules by host and names of models: not one call more, not one byte", () => {
    const plain = countSecond(withConfiguration(chat, (provider) => ({ provider })));
    const large = countSecond(
      withConfiguration(chat, (provider) => JSON.parse(largeConfiguration(provider)) as object),
    );
    assert.equal(describeCalls(large), describeCalls(plain));
    assert.equal(large.bytesToModule, plain.bytesToModule);
    assert.equal(large.bytesFromModule, plain.bytesFromModule);
  });

  it("rules by route and by service: one property each, however many there are", () => {
    const rule = { activeProviderId: "a" };
    const rulesOf = (count: number, key: string) =>
      Array.from({ length: count }, (_, i) => ({ ...rule, [key]: [i + 1 === count ? "" : `x-${i}`, `y-${i}`] }));
    const plain = countSecond(withConfiguration(chat, (provider) => ({ provider })));
    for (const key of ["_match_route_", "_match_route_prefix_", "_match_service_"]) {
      const ruled = withConfiguration(chat, (provider) => ({ provider, _rules_: rulesOf(1000, key) }));
      const counters = countSecond(ruled);
      const more = counters.calls("proxy_get_property") - plain.calls("proxy_get_property");
      assert.equal(more, 1, `${key}: ${describeCalls(counters)}`);
      assert.equal(counters.calls() - plain.calls(), 1, `${key}: ${describeCalls(counters)}`);
    }
  });

  it("with everything told of it: at most 14 more", () => {
    const counters = countTold(toldChat);
    const more = callsOfExchange(counters) - countSecond(chat).calls();
    assert.ok(more <= 14, `${more} more: ${describeCalls(counters)}`);
  });

  it("the counters of many exchanges: written once a tick", () => {
    const started = startCase(toldChat);
    const chats = 50;
    for (let i = 0; i < chats; i++) for (const _ of beginCase(started, toldChat).steps());
    assert.equal(started.vm.counters.calls("proxy_increment_metric"), 0);
    started.root.tick();
    assert.equal(started.vm.counters.calls("proxy_increment_metric"), 4);
    const requests = [...started.vm.metrics.byName()].find(([name]) => name.startsWith("aisle_requests_total"));
    assert.equal(requests?.[1], BigInt(chats));
  });

  it("an untouched stream: no host call for a chunk, each forwarded as it came", () => {
    const short = countSecond(stream);
    const long = countSecond(withChunks(stream, 200));
    assert.equal(long.calls(), short.calls());
    assert.equal(long.bytesToModule, short.bytesToModule);
    assert.equal(long.bytesFromModule, short.bytesFromModule);
  });

  it("an attempt: at most 12 more than in a listener, one of them to judge the answer by", () => {
    for (const c of [chat, withChunks(stream, 200)]) {
      const [listener, attempt] = [countSecond(c), countSecond(asAttempt(c))];
      const more = attempt.calls() - listener.calls();
      assert.ok(more <= 12, `${more} more: ${describeCalls(attempt)}`);
      const reads = (counters: BoundaryCounters) => counters.calls("proxy_get_buffer_bytes");
      assert.equal(reads(attempt) - reads(listener), 1, describeCalls(attempt));
    }
  });

  it("an attempt whose answer is read anyway: no further read to judge it by", () => {
    for (const c of [toldChat, withChunks(toldStream, 200)]) {
      const reads = (counters: BoundaryCounters) => counters.calls("proxy_get_buffer_bytes");
      assert.equal(reads(countTold(asAttempt(c))), reads(countTold(c)));
    }
  });

  it("a stream with everything told of it: at most 14 more, and each chunk read once", () => {
    const reads = 200;
    const counters = countTold(withChunks(toldStream, reads));
    const more = callsOfExchange(counters) - countSecond(stream).calls();
    assert.equal(counters.calls("proxy_get_buffer_bytes"), reads, describeCalls(counters));
    assert.ok(more - reads <= 14, `${more - reads} more besides: ${describeCalls(counters)}`);
  });
});

/** The case with another configuration around its provider, with nothing told. */
function withConfiguration(c: Case, around: (provider: { id: string; modelMapping: object }) => object): Case {
  const { provider } = JSON.parse(Buffer.from(c.configuration).toString("utf8")) as {
    provider: { id: string; modelMapping: object };
  };
  const configuration = { ...around(provider), metrics: { enabled: false }, filterState: false };
  return { ...c, configuration: Buffer.from(JSON.stringify(configuration)) };
}

/** The same exchange in a filter of a cluster. */
function asAttempt(c: Case): Case {
  const { provider, ...rest } = JSON.parse(Buffer.from(c.configuration).toString("utf8")) as { provider: object };
  const configuration = Buffer.from(JSON.stringify({ mode: "upstream", ...rest, providers: [provider] }));
  return { ...c, mode: "upstream", configuration, attempts: [{ ...c.attempts[0], provider: "a" }] };
}

/** Counters are written in a tick, once a second, however many exchanges there were; the runner has one pass after each. */
function callsOfExchange(counters: BoundaryCounters): number {
  return counters.calls() - counters.calls("proxy_increment_metric");
}

function describeCalls(counters: BoundaryCounters): string {
  return [...counters.hostCalls].map(([name, count]) => `${name} ${count}`).join(", ");
}

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

/** The same where headers with times in them come to the client. */
function countTold(c: Case): BoundaryCounters {
  const started = startCase(c, { logLevel: INFO });
  for (const round of [1, 2]) {
    started.vm.counters.reset();
    const { client } = exchangeCase(started, c);
    assert.ok(
      client?.headers.some(([name]) => name === "x-aisle-overhead-us"),
      `round ${round}`,
    );
    assert.equal(started.vm.counters.calls("proxy_log"), 1, `round ${round}`);
  }
  return started.vm.counters;
}
