/** Anthropic's official SDK before providers that have Anthropic's path themselves: not a byte of either side changes. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { eventsOf, messageOf } from "../support/native-llm/anthropic.ts";
import { CONTENTS } from "../support/native-llm/content.ts";
import { NativeLlm } from "../support/native-llm/server.ts";
import { startBefore, type Running } from "./gateway.ts";

const HELLO = { model: "claude-opus-5-5", max_tokens: 50, messages: [{ role: "user" as const, content: "Hi" }] };
const CONTENT = CONTENTS["thinking before a call"]!;
/** Members that no translator knows, and spellings that none would write. */
const ODD =
  '{ "model":"m","max_tokens":5e1,"messages":[ {"role":"user","content":"\\u0048i"} ],"x_new":{"a":1.0}, "top_k":3}';
const ODD_ANSWER =
  '{ "id":"msg_1","type":"message","content":[ {"type":"new_kind","a":1.0} ],"usage":{"input_tokens":3e0}}';

/** Where each has it, how it wants to see its key, and who counts tokens. */
const TABLE = [
  { type: "claude", path: "/v1/messages", key: "x-api-key", counts: true },
  {
    type: "vllm",
    path: "/v1/messages",
    key: "authorization",
    counts: true,
    more: { vllmCustomUrl: "http://vllm:8000" },
  },
  { type: "deepseek", path: "/anthropic/v1/messages", key: "authorization", counts: false },
  { type: "qwen", path: "/apps/anthropic/v1/messages", key: "authorization", counts: false },
];

for (const { type, path, key, counts, more } of TABLE) {
  describe(`level clients: Anthropic's SDK before ${type}`, () => {
    let llm: NativeLlm;
    let gateway: Running;
    let client: Anthropic;

    before(async () => {
      llm = await NativeLlm.start();
      gateway = await startBefore(llm.port, { provider: { type, apiTokens: ["sk-own"], ...more } });
      client = new Anthropic({ baseURL: gateway.url, apiKey: "sk-client", maxRetries: 0 });
    });
    after(async () => {
      await gateway.stop();
      await llm.close();
    });

    it("gets what the provider says, whole and streamed", async () => {
      llm.says(messageOf(CONTENT));
      const { _request_id, ...whole } = await client.messages.create(HELLO);
      assert.deepEqual(whole, messageOf(CONTENT));
      assert.deepEqual(llm.last.json, HELLO);
      assert.equal(llm.last.path, path);
      const { "x-api-key": apiKey, authorization, "anthropic-version": version } = llm.last.headers;
      assert.deepEqual(
        { apiKey, authorization }[key === "x-api-key" ? "apiKey" : "authorization"]?.slice(-6),
        "sk-own",
      );
      assert.doesNotMatch(JSON.stringify(llm.last.headers), /sk-client/);
      assert.match(String(version), /^20\d\d-\d\d-\d\d$/);
      llm.streams(eventsOf(CONTENT), 13);
      const { content, stop_reason } = await client.messages.stream(HELLO).finalMessage();
      assert.deepEqual(content, whole.content);
      assert.equal(stop_reason, "tool_use");
    });

    it("and not a byte of either changes", async () => {
      const headers = {
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "b-1",
      };
      const ask = (body: string): Promise<Response> =>
        fetch(`${gateway.url}/v1/messages`, { method: "POST", headers, body });
      llm.script = [{ headers: { "content-type": "application/json" }, body: ODD_ANSWER }];
      assert.equal(await (await ask(ODD)).text(), ODD_ANSWER);
      assert.equal(llm.last.body, ODD);
      assert.equal(llm.last.headers["anthropic-beta"], "b-1");
      const events = `: hi\r\n\r\n${eventsOf(CONTENT)}event: new\ndata: {"type":"new" }\n\n`;
      llm.streams(events, 7);
      const streamed = ODD.replace("{", '{"stream":true,');
      assert.equal(await (await ask(streamed)).text(), events);
      assert.equal(llm.last.body, streamed);
      const refusal = '{ "type":"error","error":{"type":"rate_limit_error","message":"no"},"request_id":"r"}';
      llm.script = [{ status: 429, headers: { "content-type": "application/json" }, body: refusal }];
      assert.equal(await (await ask(ODD)).text(), refusal);
    });

    it(`counts tokens ${counts ? "itself" : "as Aisle estimates them"}`, async () => {
      const before = llm.received.length;
      llm.says({ input_tokens: 4711 });
      const { data, response } = await client.messages
        .countTokens({ model: "m", messages: HELLO.messages })
        .withResponse();
      assert.equal(response.headers.get("x-aisle-estimated"), counts ? null : "true");
      assert.equal(llm.received.length - before, counts ? 1 : 0);
      if (counts) assert.equal(data.input_tokens, 4711);
      else assert.ok(data.input_tokens > 0 && data.input_tokens < 50);
    });
  });
}
