// Exchanges that fail over from a provider of one protocol to one of another: each gets the client's own request in its
// protocol, and whoever answers, the client gets its own.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { callAnswer, FailoverVm, upstreamAnswer, type Request } from "../support/failover/failover-vm.ts";
import { eventsOf, messageOf } from "../support/native-llm/anthropic.ts";
import { CONTENTS } from "../support/native-llm/content.ts";
import { chunksOf, completionOf } from "../support/native-llm/openai.ts";

const GROQ = { id: "groq", type: "groq", apiTokens: ["key-groq"], modelMapping: { "*": "llama" }, cluster: "ca" };
const CLAUDE = {
  id: "claude",
  type: "claude",
  apiTokens: ["key-claude"],
  modelMapping: { "*": "sonnet" },
  cluster: "cb",
};
const FALLBACK = { fallback: { on: ["transport", "http_429", "http_5xx"] } };
const EVENTS: HeaderPair[] = [["content-type", "text/event-stream"]];
const JSON_TYPE: HeaderPair = ["content-type", "application/json"];
const HELLO = CONTENTS["a long text"]!; // ASCII: outcomes are read byte by byte

const inTurn = (...providers: object[]): object => ({
  ...FALLBACK,
  providers: providers.map((provider, i) => ({ ...provider, priority: 9 - i })),
});

const MESSAGE: Partial<Request> = {
  path: "/v1/messages?beta=true",
  headers: [JSON_TYPE, ["x-api-key", "mine"], ["anthropic-version", "2023-01-01"], ["anthropic-beta", "b"]],
  body: '{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}',
};
const IN_OPENAI = '{"model":"llama","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}';
const IN_ANTHROPIC = '{"model":"sonnet","max_tokens":4096,"messages":[{"role":"user","content":"hi"}]}';
const BUSY = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';

function bodyOf(outcome: string): any {
  return JSON.parse(outcome.slice(outcome.indexOf("{")));
}

describe("level host: a failover between protocols", () => {
  it("an Anthropic client goes from chats to its own protocol, with what it has sent", () => {
    const vm = new FailoverVm(inTurn(GROQ, CLAUDE));
    const exchange = vm.begin(upstreamAnswer(503, "<html>"), MESSAGE);
    exchange.answerCall(callAnswer(200, JSON.stringify(messageOf(HELLO)))).end();
    const [first, second] = exchange.asked as [any, any];
    assert.equal(first.body, IN_OPENAI);
    assert.ok(first.head.includes(":path: /openai/v1/chat/completions"));
    assert.ok(!/anthropic-|x-api-key|mine/.test(first.head.join()), first.head.join());
    assert.equal(second.body, MESSAGE.body!.replace('"m"', '"sonnet"'));
    assert.ok(second.head.includes(":path: /v1/messages?beta=true"));
    for (const line of ["anthropic-version: 2023-01-01", "anthropic-beta: b", "x-api-key: key-claude"]) {
      assert.ok(second.head.includes(line), line);
    }
    assert.equal(exchange.outcome, `200 aisle.failover ${JSON.stringify(messageOf(HELLO))}`);
  });

  it("an OpenAI client goes from its own protocol to messages, and gets a chat", () => {
    const vm = new FailoverVm(inTurn(GROQ, CLAUDE));
    const exchange = vm.begin(upstreamAnswer(429, "{}"), {});
    exchange.answerCall(callAnswer(200, JSON.stringify(messageOf(HELLO)))).end();
    assert.equal(exchange.asked[1].body, IN_ANTHROPIC);
    assert.ok(exchange.asked[1].head.includes(":path: /v1/messages"));
    assert.match(exchange.outcome, /^200 aisle\.failover /);
    assert.equal(bodyOf(exchange.outcome).choices[0].message.content, HELLO.text);
    assert.equal(exchange.record["gen_ai.usage.output_tokens"], HELLO.output);
    assert.equal(exchange.record["aisle.provider"], "claude");
  });

  it("and from messages back to its own, in whose answer nothing is changed", () => {
    const vm = new FailoverVm(inTurn(CLAUDE, GROQ));
    const exchange = vm.begin(upstreamAnswer(529, BUSY), {});
    const answer = JSON.stringify(completionOf(HELLO));
    exchange.answerCall(callAnswer(200, answer)).end();
    assert.equal(exchange.asked[0].body, IN_ANTHROPIC);
    assert.equal(exchange.outcome, `200 aisle.failover ${answer}`);
    assert.ok(!/anthropic-|x-api-key/.test(exchange.asked[1].head.join()));
  });

  it("a stream that another one gives is the client's, whole", () => {
    const body = '{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}';
    const vm = new FailoverVm(inTurn(CLAUDE, GROQ));
    const exchange = vm.begin(upstreamAnswer(500, BUSY), { ...MESSAGE, body });
    exchange.answerCall(callAnswer(200, chunksOf(HELLO), EVENTS)).end();
    assert.match(exchange.outcome, /event: message_start[^]*event: message_stop\ndata: \{"type":"message_stop"\}\n\n$/);
    const chat = vm.begin(upstreamAnswer(500, BUSY), { body: body.replace('"max_tokens":9,', "") });
    chat.answerCall(callAnswer(200, chunksOf(HELLO), EVENTS)).end();
    assert.ok(chat.outcome.endsWith("data: [DONE]\n\n"));
    const other = new FailoverVm(inTurn(GROQ, CLAUDE)).begin(upstreamAnswer(500, "{}"), { body });
    other.answerCall(callAnswer(200, eventsOf(HELLO), EVENTS)).end();
    assert.equal(other.outcome.split("data: [DONE]").length, 2);
    assert.ok(other.outcome.includes('"delta":{"role":"assistant","content":""}'));
  });

  it("an answer that cannot be translated is the next one's, whole or as a stream", () => {
    const bad: Record<string, [string | string[], HeaderPair[]]> = {
      "no JSON": ['{"id":', [JSON_TYPE]],
      "an error": ['{"error":{"message":"no room"}}', [JSON_TYPE]],
      "another protocol": [JSON.stringify(messageOf(HELLO)), [JSON_TYPE]],
      "in pieces": [["<ht", "ml>"], [["content-type", "text/html"]]],
      compressed: ["xyz", [JSON_TYPE, ["content-encoding", "gzip"]]],
      empty: ["", [JSON_TYPE]],
      "a stream of an error": ['data: {"error":{"message":"no room"}}\n\n', EVENTS],
      "a stream of nothing": [": hi\n\n", EVENTS],
    };
    for (const [name, [body, headers]] of Object.entries(bad)) {
      const vm = new FailoverVm(inTurn(GROQ, CLAUDE));
      const exchange = vm.begin(upstreamAnswer(200, body, headers), MESSAGE);
      assert.ok(exchange.isCalling, name);
      exchange.answerCall(callAnswer(200, JSON.stringify(messageOf(HELLO)))).end();
      assert.equal(exchange.outcome, `200 aisle.failover ${JSON.stringify(messageOf(HELLO))}`, name);
    }
  });

  it("an error that nobody follows, or that is the last one's, is the client's, in its words", () => {
    const vm = new FailoverVm(inTurn(GROQ, CLAUDE));
    const last = vm.begin(upstreamAnswer(503, "{}"), {});
    last.answerCall(callAnswer(529, BUSY)).end();
    assert.match(last.outcome, /^529 aisle\.failover \{"error":\{"message":"Overloaded","type":"server_error"/);
    const first = vm.begin(upstreamAnswer(503, '{"error":{"message":"later"}}'), MESSAGE);
    first.answerCall(null).end();
    assert.deepEqual(bodyOf(first.outcome), { type: "error", error: { type: "api_error", message: "later" } });
    const refused = vm.begin(upstreamAnswer(400, '{"error":{"message":"what?"}}'), MESSAGE).end();
    assert.equal(refused.isCalling, false);
    assert.equal(bodyOf(refused.outcome).error.type, "invalid_request_error");
    const none = vm.begin(upstreamAnswer(200, "<html>", [["content-type", "text/html"]]), MESSAGE);
    none.answerCall(null).end();
    assert.deepEqual([none.outcome.slice(0, 3), bodyOf(none.outcome).type], ["502", "error"]);
  });
});
