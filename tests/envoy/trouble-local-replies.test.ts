// Envoy's own answers in the client's dialect: the snippet that docs/operations.md shows, read from there and run.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import OpenAI from "openai";
import { parse } from "yaml";
import type { Node } from "../../envoy/bootstrap.ts";
import { answer } from "../support/trouble/behaviours.ts";
import { TroubledGateway, type Outcome } from "../support/trouble/gateway.ts";
import { readSection } from "../support/trouble/operations-table.ts";
import { chatRequest, requestText, type RawRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream } from "../support/trouble/raw-upstream.ts";
import { attemptsStation, CHAT, listenerStation, PROVIDER_A } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

const DEAD_PORT = 1;
const REFUSED = "upstream connect error or disconnect/reset before headers. reset reason: remote connection failure";
const BUFFER = 65_536;
const BAD_JSON: RawRequest = { bytes: chatRequest('{"model": x}') };
const OPENAIS_BAD_JSON = {
  error: {
    message: "The request body is not valid JSON: unexpected character at byte 10.",
    type: "invalid_request_error",
    param: null,
    code: null,
  },
};

describe("level envoy: Envoy's own answers as JSON", () => {
  const snippet = readSnippet();
  let upstream: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await RawUpstream.start();
    const dead = [listenerStation("dead-listener", DEAD_PORT), attemptsStation("dead-attempts", DEAD_PORT)];
    const stations: TroubledStation[] = [
      ...dead,
      listenerStation("listener", upstream.port),
      attemptsStation("attempts", upstream.port),
      { ...listenerStation("anthropic", DEAD_PORT), configuration: { provider: { ...PROVIDER_A, type: "vllm" } } },
    ];
    gateway = await TroubledGateway.start(
      stations.map((station) => ({ ...station, bufferLimit: BUFFER, manager: (manager) => use(snippet, manager) })),
    );
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  for (const station of ["listener", "attempts"]) {
    it(`Envoy's answers have OpenAI's shape, ${station}`, async () => {
      assertOpenai(await gateway.send(`dead-${station}`, CHAT), 503, REFUSED);
      const large = { bytes: chatRequest(`{"model":"x","user":"${"p".repeat(BUFFER)}"}`) };
      assertOpenai(await gateway.send(station, large), 413, "Payload Too Large");
      const headers = { bytes: chatRequest("{}", [`x-large: ${"x".repeat(60 * 1024)}`]) };
      assertOpenai(await gateway.send(station, headers), 431, "Request Header Fields Too Large");
      assertOpenai(await gateway.send(station, { bytes: "not HTTP\r\n\r\n" }), 400, "Bad Request");
    });

    it(`Aisle's answers stay as they are, ${station}`, async () => {
      const outcome = await gateway.send(station, BAD_JSON);
      assert.equal(outcome.status, 400);
      assert.equal(outcome.log.details, "aisle.bad_json");
      assert.deepEqual(JSON.parse(outcome.body ?? ""), OPENAIS_BAD_JSON);
      assertJson(outcome);
    });
  }

  it("an upstream's own error stays as it is", async () => {
    upstream.behave(answer("HTTP/1.1 500 Oops\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>"));
    const outcome = await gateway.send("listener", CHAT);
    assert.equal(outcome.status, 500);
    assert.equal(outcome.body, "<p/>");
    assert.match(outcome.head, /^content-type: text\/html\r$/m);
  });

  it("a client that sends anthropic-version gets Anthropic's shape, from Envoy and from Aisle", async () => {
    const send = (body: string) => {
      const fields = [`content-length: ${body.length}`, "anthropic-version: 2023-06-01"];
      return gateway.send("anthropic", { bytes: requestText("POST /v1/messages", body, fields) });
    };
    const refused = await send('{"model":"x"}');
    assert.equal(refused.status, 503);
    assertJson(refused);
    assert.deepEqual(JSON.parse(refused.body ?? ""), {
      type: "error",
      error: { type: "api_error", message: REFUSED },
    });
    const bad = await send('{"model": x}');
    assert.equal(bad.log.details, "aisle.bad_json");
    assert.equal(JSON.parse(bad.body ?? "").type, "error");
  });

  it("OpenAI's SDK reads it as an error with a message and a type", async () => {
    const baseURL = `http://127.0.0.1:${gateway.port("dead-listener")}/v1`;
    const client = new OpenAI({ baseURL, apiKey: "sk-client", maxRetries: 0 });
    const chat = client.chat.completions.create({ model: "x", messages: [{ role: "user", content: "hello" }] });
    await assert.rejects(chat, (error: unknown) => {
      assert.ok(error instanceof OpenAI.APIError);
      assert.equal(error.status, 503);
      assert.equal(error.type, "gateway_error");
      assert.equal(error.message, `503 ${REFUSED}`);
      return true;
    });
  });

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });
});

/** The one YAML block of the section. */
function readSnippet(): Node {
  const blocks = [...readSection("Envoy's own answers as JSON").matchAll(/```yaml\n([^]*?)```/g)];
  assert.equal(blocks.length, 1);
  return parse(blocks[0][1]) as Node;
}

function use(snippet: Node, manager: Node): void {
  assert.deepEqual(Object.keys(snippet), ["local_reply_config"]);
  Object.assign(manager, snippet);
}

function assertOpenai(outcome: Outcome, status: number, message: string): void {
  assert.equal(outcome.status, status);
  assertJson(outcome);
  assert.deepEqual(JSON.parse(outcome.body ?? ""), {
    error: { message, type: "gateway_error", param: null, code: null },
  });
}

function assertJson(outcome: Outcome): void {
  assert.match(outcome.head, /^content-type: application\/json\r$/m);
}
