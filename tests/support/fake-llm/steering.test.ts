/** How the fake LLM can be steered, and what it says it received. */
import assert from "node:assert/strict";
import { get as httpsGet } from "node:https";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { makeCertificates } from "./certificate.ts";
import { startFakeLlm } from "./server.ts";
import type { Any } from "./test-client.ts";
import { events, HELLO, json, llm, post, start } from "./test-client.ts";

describe("level fake-llm: steering and inspection", () => {
  before(start);
  after(() => llm.close());

  it("answers with the status it is told", async () => {
    const busy = await post("/chat/completions", HELLO, { "x-fake-status": "429" });
    assert.deepEqual([busy.status, busy.headers.get("retry-after")], [429, "1"]);
    assert.equal((await json(busy)).error.code, "rate_limit_exceeded");
    const accepted = await post("/chat/completions", HELLO, { "x-fake-status": "202" });
    assert.deepEqual([accepted.status, (await json(accepted)).object], [202, "chat.completion"]);
  });

  it("waits before the head and between events", async () => {
    let began = performance.now();
    await post("/chat/completions", HELLO, { "x-fake-delay-ms": "120" });
    assert.ok(performance.now() - began >= 115);
    began = performance.now();
    const slow = await post(
      "/chat/completions",
      { ...HELLO, stream: true },
      { "x-fake-events": "2", "x-fake-event-delay-ms": "40" },
    );
    const head = performance.now() - began;
    await slow.text();
    assert.ok(performance.now() - began - head >= 4 * 40 - 10, "five events wait, four of them after the first");
  });

  for (const [cut, largest] of [
    ["events", Infinity],
    ["7", 7],
    ["1", 1],
  ] as const) {
    it(`cuts a stream into writes of ${cut}`, async () => {
      const stream = { ...HELLO, stream: true };
      const chunks = await rawChunks(stream, { "x-fake-cut": cut });
      assert.equal(Buffer.concat(chunks).toString(), await (await post("/chat/completions", stream)).text());
      if (cut === "events") assert.ok(chunks.every((chunk) => chunk.toString().endsWith("\n\n")));
      else assert.ok(chunks.every((chunk) => chunk.length <= largest) && chunks.length > 100);
    });
  }

  it("sends as many events as it is told", async () => {
    const all = await events(post("/chat/completions", { ...HELLO, stream: true }, { "x-fake-events": "200" }));
    assert.equal(all.filter((event) => event.choices?.[0].delta.content?.startsWith("token-")).length, 200);
  });

  it("streams without end until the client leaves, and notices that", async () => {
    const leaving = new AbortController();
    const headers = { "x-fake-endless": "true", "x-fake-event-delay-ms": "1" };
    const body = JSON.stringify({ ...HELLO, stream: true });
    const response = await fetch(`${llm.url}/v1/chat/completions`, {
      method: "POST",
      headers,
      body,
      signal: leaving.signal,
    });
    const reader = response.body!.getReader();
    let bytes = 0;
    while (bytes < 20_000) bytes += (await reader.read()).value!.length;
    assert.equal(llm.last()!.outcome, "open");
    leaving.abort();
    for (let i = 0; i < 100 && llm.last()!.outcome === "open"; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(llm.last()!.outcome, "abandoned");
  });

  it("breaks the connection at a byte, and before the head", async () => {
    const stream = { ...HELLO, stream: true };
    const whole = Buffer.from(await (await post("/chat/completions", stream)).text());
    for (const at of [0, 1, 100, whole.length]) {
      const response = await post("/chat/completions", stream, { "x-fake-break-after-bytes": String(at) });
      const got: Uint8Array[] = [];
      await assert.rejects(async () => {
        for await (const chunk of response.body!) got.push(chunk);
      });
      assert.deepEqual(Buffer.concat(got), whole.subarray(0, at));
    }
    await assert.rejects(post("/chat/completions", HELLO, { "x-fake-break-after-bytes": "head" }));
    assert.equal(llm.last()!.outcome, "broken");
  });

  it("sends JSON that is none", async () => {
    const whole = await (await post("/chat/completions", HELLO, { "x-fake-malformed": "true" })).text();
    assert.throws(() => JSON.parse(whole), SyntaxError);
    const stream = await (
      await post("/chat/completions", { ...HELLO, stream: true }, { "x-fake-malformed": "true" })
    ).text();
    const [first, second, third] = stream.split("\n\n").map((event) => event.slice(6));
    JSON.parse(first!);
    JSON.parse(third!);
    assert.throws(() => JSON.parse(second!), SyntaxError);
  });

  it("says what it received, to the byte", async () => {
    const body = new Uint8Array([0x7b, 0xff, 0x00, 0x7d]);
    const headers = { "X-Twice": "1", authorization: "Bearer k" };
    await fetch(`${llm.url}/v1/odd%20path?q=%C3%A4&&`, { method: "PUT", headers, body });
    const last = await json(fetch(`${llm.url}/fake/last`));
    assert.deepEqual([last.method, last.path, last.bodyBase64], ["PUT", "/v1/odd%20path?q=%C3%A4&&", "e/8AfQ=="]);
    assert.ok(last.headers.some(([name, value]: [string, string]) => name === "authorization" && value === "Bearer k"));
    assert.deepEqual(llm.last(), last);
    await post("/completions", { model: "m", prompt: "second" });
    const two = await json(fetch(`${llm.url}/fake/requests?n=2`));
    assert.deepEqual(
      two.map((entry: Any) => entry.method),
      ["PUT", "POST"],
    );
  });

  it("says so when its steering makes no sense", async () => {
    const response = await post("/chat/completions", HELLO, { "x-fake-cut": "many" });
    assert.equal(response.status, 500);
    assert.match((await json(response)).error.message, /x-fake-cut: expected a whole number/);
  });

  it("speaks TLS with a certificate that a client can check", async (t) => {
    const { authority, certificate, key } = makeCertificates(["fake.example", "*.wild.example"]);
    const secure = await startFakeLlm({ tls: { key, certificate } });
    t.after(() => secure.close());
    const get = (servername: string, ca: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = httpsGet(`${secure.url}/v1/models`, { servername, ca, agent: false }, (response) => {
          response.resume().on("end", () => resolve(response.statusCode!));
        });
        request.on("error", reject);
      });
    assert.equal(await get("fake.example", authority), 200);
    assert.equal(await get("one.wild.example", authority), 200);
    await assert.rejects(get("other.example", authority), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    await assert.rejects(get("fake.example", makeCertificates(["x"]).authority), /unable|self-signed|signature/);
  });

  it("refuses to start on a taken port", async () => {
    await assert.rejects(startFakeLlm({ port: llm.port }), { code: "EADDRINUSE" });
  });
});

/** The chunks of a streamed chat as they are framed on the wire: one for each write. */
function rawChunks(body: unknown, headers: Record<string, string>): Promise<Buffer[]> {
  const text = JSON.stringify(body);
  const lines = Object.entries({ host: "x", connection: "close", "content-length": text.length, ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(llm.port, "127.0.0.1", () =>
      socket.write(`POST /v1/chat/completions HTTP/1.1\r\n${head}\r\n${text}`),
    );
    socket.on("data", (bytes) => received.push(bytes)).on("error", reject);
    socket.on("end", () => resolve(unframe(Buffer.concat(received))));
  });
}

/** Cuts a chunked body (RFC 9112, section 7.1) at its frames. */
function unframe(response: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  let at = response.indexOf("\r\n\r\n") + 4;
  for (;;) {
    const line = response.indexOf("\r\n", at);
    const size = parseInt(response.toString("latin1", at, line), 16);
    if (size === 0) return chunks;
    chunks.push(response.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
