/** What the fake LLM answers on every path it serves. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { embed } from "./answers/embeddings.ts";
import { startFakeLlm } from "./server.ts";
import type { Any } from "./test-client.ts";
import { events, HELLO, json, llm, post, start } from "./test-client.ts";

const SPOKEN = "Hello from the fake LLM. You said: Hi there";
const WEATHER = {
  type: "function",
  function: {
    name: "weather",
    parameters: { type: "object", properties: { city: { type: "string" }, days: { type: "integer" } } },
  },
};

describe("level fake-llm: answers", () => {
  before(start);
  after(() => llm.close());

  it("answers a chat, the same way twice", async () => {
    const first = await json(post("/chat/completions", HELLO));
    assert.equal(first.choices[0].message.content, SPOKEN);
    assert.equal(first.choices[0].finish_reason, "stop");
    assert.deepEqual(first.usage, { prompt_tokens: 2, completion_tokens: 9, total_tokens: 11 });
    assert.deepEqual(await json(post("/chat/completions", HELLO)), first);
  });

  it("ends a chat at max_tokens, and repeats it n times", async () => {
    const { choices } = await json(post("/chat/completions", { ...HELLO, max_tokens: 2, n: 3 }));
    assert.deepEqual([choices.length, choices[2].index], [3, 2]);
    assert.deepEqual([choices[0].message.content, choices[0].finish_reason], ["Hello from ", "length"]);
  });

  it("calls tools, then reads their answer", async () => {
    const other = { type: "function", function: { name: "time" } };
    const called = await json(post("/chat/completions", { ...HELLO, tools: [WEATHER, other] }));
    assert.equal(called.choices[0].finish_reason, "tool_calls");
    assert.deepEqual(called.choices[0].message.tool_calls, [
      { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"some city","days":1}' } },
      { id: "call_2", type: "function", function: { name: "time", arguments: "{}" } },
    ]);
    const single = await json(
      post("/chat/completions", { ...HELLO, tools: [WEATHER, other], parallel_tool_calls: false }),
    );
    assert.equal(single.choices[0].message.tool_calls.length, 1);
    const choice = { type: "function", function: { name: "time" } };
    const forced = await json(post("/chat/completions", { ...HELLO, tools: [WEATHER, other], tool_choice: choice }));
    assert.deepEqual(
      forced.choices[0].message.tool_calls.map((call: Any) => call.function.name),
      ["time"],
    );
    const messages = [...HELLO.messages, { role: "tool", tool_call_id: "call_1", content: "18 °C" }];
    const done = await json(post("/chat/completions", { ...HELLO, tools: [WEATHER], messages }));
    assert.equal(done.choices[0].message.content, "The tool answered: 18 °C");
  });

  it("writes JSON in JSON mode, and a schema's shape where one is given", async () => {
    const loose = await json(post("/chat/completions", { ...HELLO, response_format: { type: "json_object" } }));
    assert.deepEqual(JSON.parse(loose.choices[0].message.content), { answer: "You said: Hi there" });
    const schema = {
      type: "object",
      properties: { tags: { type: "array", items: { enum: ["a", "b"] } }, ok: { type: "boolean" } },
    };
    const response_format = { type: "json_schema", json_schema: { name: "x", schema } };
    const strict = await json(post("/chat/completions", { ...HELLO, response_format }));
    assert.deepEqual(JSON.parse(strict.choices[0].message.content), { tags: ["a"], ok: true });
  });

  it("streams a chat, with usage where it is asked for", async () => {
    const plain = await events(post("/chat/completions", { ...HELLO, stream: true }));
    assert.equal(plain.at(-1), "[DONE]");
    assert.equal(
      plain
        .slice(0, -1)
        .map((event) => event.choices[0].delta.content ?? "")
        .join(""),
      SPOKEN,
    );
    assert.ok(plain.slice(0, -1).every((event) => !("usage" in event)));
    const counted = await events(
      post("/chat/completions", { ...HELLO, stream: true, stream_options: { include_usage: true } }),
    );
    assert.deepEqual(counted.at(-2).choices, []);
    assert.equal(counted.at(-2).usage.total_tokens, 11);
    assert.equal(counted[0].usage, null);
  });

  it("streams tool calls in pieces", async () => {
    const all = await events(post("/chat/completions", { ...HELLO, stream: true, tools: [WEATHER] }));
    const calls = all.slice(0, -1).flatMap((event) => event.choices[0].delta.tool_calls ?? []);
    assert.deepEqual([calls[0].id, calls[0].function.name], ["call_1", "weather"]);
    assert.ok(calls.length > 3);
    assert.equal(calls.map((call) => call.function.arguments).join(""), '{"city":"some city","days":1}');
    assert.equal(all.at(-2).choices[0].finish_reason, "tool_calls");
  });

  it("completes a text, whole and streamed", async () => {
    const whole = await json(post("/completions", { model: "m", prompt: "Once" }));
    assert.deepEqual([whole.object, whole.choices[0].text], ["text_completion", "Completed by the fake LLM: Once"]);
    const body = { model: "m", prompt: "Once", stream: true, stream_options: { include_usage: true } };
    const pieces = await events(post("/completions", body));
    assert.equal(
      pieces
        .slice(0, -2)
        .map((event) => event.choices[0].text)
        .join(""),
      "Completed by the fake LLM: Once",
    );
    assert.equal(pieces.at(-2).usage.prompt_tokens, 1);
  });

  it("embeds texts as numbers and as base64, the same vectors", async () => {
    const numbers = await json(post("/embeddings", { model: "m", input: ["a", "b"], dimensions: 3 }));
    assert.deepEqual(numbers.data[1].embedding, Array.from(embed("b", 3)));
    assert.deepEqual(numbers.usage, { prompt_tokens: 2, total_tokens: 2 });
    const packed = await json(
      post("/embeddings", { model: "m", input: "b", dimensions: 3, encoding_format: "base64" }),
    );
    const bytes = Buffer.from(packed.data[0].embedding, "base64");
    assert.deepEqual(
      [0, 4, 8].map((at) => bytes.readFloatLE(at)),
      numbers.data[1].embedding,
    );
    assert.equal((await json(post("/embeddings", { model: "m", input: [1, 2, 3] }))).data.length, 1);
  });

  it("ranks documents", async () => {
    const documents = ["dogs bark", { text: "cats and dogs" }, "birds"];
    const body = { model: "m", query: "cats dogs", documents, top_n: 2, return_documents: true };
    const { results } = await json(post("/rerank", body));
    assert.deepEqual(results, [
      { index: 1, relevance_score: 1, document: { text: "cats and dogs" } },
      { index: 0, relevance_score: 0.5, document: { text: "dogs bark" } },
    ]);
  });

  it("lists models and knows all but missing ones", async () => {
    const { data } = await json(fetch(`${llm.url}/openai/v1/models`));
    assert.deepEqual(
      data.map((model: Any) => model.id),
      ["fake-model", "fake-embedding"],
    );
    assert.equal((await json(fetch(`${llm.url}/v1/models/fake%2Fmodel`))).id, "fake/model");
    const lost = await post("/chat/completions", { ...HELLO, model: "missing-1" });
    assert.deepEqual([lost.status, (await json(lost)).error.code], [404, "model_not_found"]);
  });

  it("makes images and sound", async () => {
    const image = await json(post("/images/generations", { model: "m", prompt: "a cat", n: 2 }));
    assert.equal(image.data.length, 2);
    assert.equal(Buffer.from(image.data[0].b64_json, "base64").subarray(1, 4).toString(), "PNG");
    const form = new FormData();
    form.set("prompt", "a dog");
    form.set("response_format", "url");
    const edited = await json(fetch(`${llm.url}/v1/images/edits`, { method: "POST", body: form }));
    assert.equal(edited.data[0].revised_prompt, "a dog");
    const sound = await post("/audio/speech", { model: "m", input: "hello", voice: "alloy" });
    assert.equal(sound.headers.get("content-type"), "audio/wav");
    assert.equal(Buffer.from(await sound.arrayBuffer()).length, 144);
  });

  it("hears a file", async () => {
    const form = new FormData();
    form.set("model", "whisper");
    form.set("file", new File([new Uint8Array([0, 255, 13, 10])], "a.wav"));
    const heard = await json(fetch(`${llm.url}/v1/audio/transcriptions`, { method: "POST", body: form }));
    assert.deepEqual(heard, { text: "The fake LLM heard a.wav, 4 bytes." });
  });

  it("keeps files until they are deleted", async () => {
    const form = new FormData();
    form.set("purpose", "batch");
    form.set("file", new File(["a\r\nb\0"], "in.jsonl"));
    const file = await json(fetch(`${llm.url}/v1/files`, { method: "POST", body: form }));
    assert.deepEqual([file.bytes, file.filename, file.purpose], [5, "in.jsonl", "batch"]);
    const one = `${llm.url}/v1/files/${file.id}`;
    assert.deepEqual(await json(fetch(one)), file);
    assert.deepEqual((await json(fetch(`${llm.url}/v1/files`))).data, [file]);
    assert.equal(await (await fetch(`${one}/content`)).text(), "a\r\nb\0");
    assert.deepEqual(await json(fetch(one, { method: "DELETE" })), { id: file.id, object: "file", deleted: true });
    assert.equal((await fetch(one)).status, 404);
  });

  it("keeps batches and responses", async () => {
    const asked = { endpoint: "/v1/chat/completions", input_file_id: "file-1", completion_window: "24h" };
    const batch = await json(post("/batches", asked));
    assert.deepEqual(await json(fetch(`${llm.url}/v1/batches/${batch.id}`)), batch);
    assert.equal((await json(post(`/batches/${batch.id}/cancel`, ""))).status, "cancelling");
    const response = await json(post("/responses", { model: "m", input: "Hi there" }));
    assert.equal(response.output[0].content[0].text, SPOKEN);
    const one = `${llm.url}/v1/responses/${response.id}`;
    assert.deepEqual(await json(fetch(one)), response);
    assert.equal((await json(fetch(one, { method: "DELETE" }))).deleted, true);
    assert.equal((await fetch(one)).status, 404);
  });

  it("streams a response with typed events", async () => {
    const all = await events(post("/responses", { model: "m", input: "Hi there", stream: true }));
    assert.deepEqual(
      all.map((event) => event.sequence_number),
      [...all.keys()],
    );
    const deltas = all.filter((event) => event.type === "response.output_text.delta");
    assert.equal(deltas.map((event) => event.delta).join(""), SPOKEN);
    assert.deepEqual([all[0].type, all.at(-1).type], ["response.created", "response.completed"]);
  });

  it("refuses in OpenAI's words", async () => {
    const broken = await post("/chat/completions", '{"model"');
    assert.deepEqual([broken.status, (await json(broken)).error.type], [400, "invalid_request_error"]);
    const empty = await json(post("/chat/completions", { model: "m" }));
    assert.deepEqual([empty.error.param, empty.error.code], ["messages", "missing_required_parameter"]);
    assert.match((await json(post("/chat/completions", { messages: [] }))).error.message, /model/);
    const lost = await fetch(`${llm.url}/v2/chat/completions`);
    assert.deepEqual([lost.status, (await json(lost)).error.code], [404, "unknown_url"]);
  });

  it("asks for the key it was given", async (t) => {
    const locked = await startFakeLlm({ key: "sk-test" });
    t.after(() => locked.close());
    const headers = { authorization: "Bearer sk-test" };
    const refused = await fetch(`${locked.url}/v1/models`, { headers: { authorization: "Bearer other" } });
    assert.deepEqual([refused.status, (await json(refused)).error.code], [401, "invalid_api_key"]);
    assert.equal((await fetch(`${locked.url}/v1/models`, { headers })).status, 200);
  });
});
