// Configurations that `aisle envoy` makes, in Envoy: who gets requests, with which key, and what happens when one fails.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { setPorts, type Node } from "../../envoy/bootstrap.ts";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { startEnvoy, type Envoy } from "../../envoy/start-envoy.ts";
import { generateEnvoy, type GenerateOptions } from "../../tools/envoy-config/generate.ts";
import { makeCertificates, type Certificates } from "../support/fake-llm/certificate.ts";
import { startFakeLlm, type FakeLlm } from "../support/fake-llm/server.ts";
import { answer, answerWell, GOOD_BODY, resetAtOnce } from "../support/trouble/behaviours.ts";
import { chatRequest, exchangeRaw } from "../support/trouble/raw-client.ts";
import { RawUpstream } from "../support/trouble/raw-upstream.ts";
import { until } from "../support/trouble/until.ts";

const WASM = "build/aisle.wasm";
const FAILURE = '{"error":{"message":"out of order"}}';

const statusText = (status: number): string =>
  `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${FAILURE.length}\r\n\r\n${FAILURE}`;

/** Starts Envoy with what is made of a configuration. */
async function start(
  t: TestContext,
  configuration: Node,
  options: GenerateOptions = {},
  concurrency = 1,
): Promise<Envoy> {
  const bootstrap = generateEnvoy(JSON.stringify(configuration), { wasm: WASM, ...options });
  setPorts(bootstrap, 0, 0);
  const envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap, concurrency });
  t.after(() => envoy.stop());
  return envoy;
}

async function chat(
  envoy: Envoy,
  more: { body?: string; headers?: string } = {},
): Promise<{ status: number; body: string | null }> {
  const text = chatRequest(more.body ?? '{"model":"x","messages":[]}');
  const bytes = text.replace("\r\n", `\r\n${more.headers ?? ""}`);
  const { statuses, body } = await exchangeRaw(envoy.portOf("aisle"), { bytes });
  return { status: statuses.at(-1) ?? 0, body };
}

function provider(id: string, { port }: { port: number }, more: Node = {}): Node {
  return { id, type: "openai", apiTokens: `sk-${id}`, override: { endpoint: `http://127.0.0.1:${port}` }, ...more };
}

describe("level envoy: what aisle envoy makes", () => {
  const upstreams: RawUpstream[] = [];
  let [a, b, c] = [] as unknown as [RawUpstream, RawUpstream, RawUpstream];
  before(async () => {
    for (let i = 0; i < 3; i++) upstreams.push(await RawUpstream.start());
    [a, b, c] = upstreams as [RawUpstream, RawUpstream, RawUpstream];
  });
  after(() => upstreams.forEach((each) => each.stop()));

  const well = (...all: RawUpstream[]): void => all.forEach((each) => each.behave(answerWell));
  const asked = (): number[] => upstreams.map(({ requests }) => requests.length);

  for (const concurrency of [1, 4]) {
    it(`shares 4 to 1, each with its own key and model, with ${concurrency} workers`, async (t) => {
      well(a, b, c);
      const envoy = await start(
        t,
        { providers: [provider("a", a, { weight: 4 }), provider("b", b, { weight: 1, modelMapping: { x: "for-b" } })] },
        {},
        concurrency,
      );
      for (let i = 0; i < 10; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
      // Each worker begins anew: with one alone the shares are exact.
      if (concurrency === 1) assert.deepEqual(asked(), [8, 2, 0]);
      assert.equal(a.requests.length + b.requests.length, 10);
      for (const request of a.requests) assert.match(request, /\r\nauthorization: Bearer sk-a\r\n[^]*"model":"x"/);
      for (const request of b.requests) assert.match(request, /\r\nauthorization: Bearer sk-b\r\n[^]*"model":"for-b"/);
    });
  }

  it("has room for what is held of an answer, however small requests may be", async (t) => {
    const text = `{"choices":[],"text":"${"x".repeat(40_000)}"}`;
    a.behave(
      answer(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`),
    );
    const envoy = await start(t, { providers: [provider("a", a)], maxRequestBytes: 500 });
    assert.deepEqual(await chat(envoy), { status: 200, body: text });
    const tooLarge = `{"model":"x","messages":[],"user":"${"u".repeat(500)}"}`;
    assert.equal((await chat(envoy, { body: tooLarge })).status, 413);
  });

  it("shares among two providers at one address", async (t) => {
    well(a);
    const envoy = await start(t, { providers: [provider("a", a, { weight: 4 }), provider("b", a)] });
    for (let i = 0; i < 10; i++) await chat(envoy);
    assert.equal(a.requests.filter((text) => text.includes("Bearer sk-a\r\n")).length, 8);
    assert.equal(a.requests.filter((text) => text.includes("Bearer sk-b\r\n")).length, 2);
  });

  it("asks every provider of a priority before the next one's, and nobody twice", async (t) => {
    a.behave(answer(statusText(503)));
    b.behave(resetAtOnce);
    well(c);
    const envoy = await start(t, {
      providers: [provider("a", a), provider("b", b), provider("c", c, { priority: -1 })],
      fallback: { on: ["transport", "http_5xx"] },
      outlierDetection: { consecutiveFailures: 0 },
    });
    for (let i = 0; i < 10; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
    assert.deepEqual(asked(), [10, 10, 10]);
  });

  for (const [what, behaviour] of [
    ["answers 503", answer(statusText(503))],
    ["answers 429", answer(statusText(429))],
    ["resets its connections", resetAtOnce],
  ] as const) {
    it(`asks a provider that ${what} no more after three failures, and again when its time is over`, async (t) => {
      a.behave(behaviour);
      well(b);
      const envoy = await start(t, {
        providers: [provider("a", a), provider("b", b)],
        fallback: { on: ["transport", "http_429", "http_5xx"] },
        outlierDetection: { consecutiveFailures: 3, baseEjection: 2000 },
      });
      for (let i = 0; i < 20; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
      assert.equal(a.requests.length, 3);
      well(a);
      await until("a request to the provider that is well again", async () => {
        await chat(envoy);
        return a.requests.length > 0;
      });
    });
  }

  for (const [where, priority] of [
    ["where no other priority is", 0],
    ["not those of the next priority", -1],
  ] as const) {
    it(`asks the one provider that is well, ${where}`, async (t) => {
      const last = await RawUpstream.start();
      t.after(() => last.stop());
      for (const each of [a, b]) each.behave(answer(statusText(503)));
      well(c, last);
      const own = [provider("a", a), provider("b", b), provider("c", c)];
      const envoy = await start(t, {
        providers: priority === 0 ? own : [...own, provider("last", last, { priority })],
        fallback: { on: ["http_5xx"] },
        outlierDetection: { consecutiveFailures: 3, baseEjection: 600000 },
      });
      for (let i = 0; i < 20; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
      assert.deepEqual([...asked(), last.requests.length], [3, 3, 20, 0]);
    });
  }

  it("asks all of those that are out, when nobody else is left", async (t) => {
    for (const each of [a, b]) each.behave(answer(statusText(503)));
    const envoy = await start(t, {
      providers: [provider("a", a), provider("b", b)],
      fallback: { on: ["http_5xx"] },
      outlierDetection: { consecutiveFailures: 3, baseEjection: 600000 },
    });
    for (let i = 0; i < 4; i++) assert.equal((await chat(envoy)).status, 503);
    well(a);
    for (let i = 0; i < 4; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
  });

  it("gives a client the last answer when all fail, and does not ask again what nothing is said of", async (t) => {
    for (const each of [a, b]) each.behave(answer(statusText(401)));
    const configuration = { providers: [provider("a", a), provider("b", b)], fallback: { on: ["transport"] } };
    assert.deepEqual(await chat(await start(t, configuration)), { status: 401, body: FAILURE });
    assert.equal(a.requests.length + b.requests.length, 1);
    for (const each of [a, b]) each.behave(answer(statusText(401)));
    const retrying = await start(t, { ...configuration, fallback: { on: [401] } });
    assert.deepEqual(await chat(retrying), { status: 401, body: FAILURE });
    assert.deepEqual(asked().slice(0, 2), [1, 1]);
  });

  it("lets no client steer retries, or choose the provider of its body", async (t) => {
    for (const each of [a, b]) each.behave(answer(statusText(503)));
    const configuration = { providers: [provider("a", a), provider("b", b)], fallback: { on: ["transport"] } };
    const envoy = await start(t, configuration);
    const headers =
      "x-envoy-retry-on: 5xx\r\nx-envoy-max-retries: 5\r\nx-envoy-attempt-count: 7\r\nx-aisle-other: 1\r\n";
    assert.equal((await chat(envoy, { headers })).status, 503);
    assert.equal(a.requests.length + b.requests.length, 1);
    assert.doesNotMatch([...a.requests, ...b.requests][0]!, /\r\nx-(envoy|aisle)-/i);
  });

  it("sends what names one user to one provider, and to another only while that fails", async (t) => {
    well(a, b, c);
    const envoy = await start(t, {
      balancer: { algorithm: "chash", hashOn: "body", key: "user" },
      providers: [provider("a", a), provider("b", b), provider("c", c)],
      fallback: { on: ["http_5xx"] },
    });
    const body = '{"model":"x","user":"somebody","messages":[]}';
    for (let i = 0; i < 6; i++) await chat(envoy, { body, headers: `x-aisle-hash: ${i}\r\n` });
    const own = upstreams.find(({ requests }) => requests.length > 0)!;
    assert.equal(own.requests.length, 6);
    assert.doesNotMatch(own.requests.join(""), /x-aisle-hash/i);
    own.behave(answer(statusText(503)));
    for (let i = 0; i < 6; i++) assert.equal((await chat(envoy, { body })).status, 200);
    assert.deepEqual(asked().sort(), [0, 6, 6]);
    well(a, b, c);
    await chat(envoy, { body });
    assert.equal(own.requests.length, 1);
  });

  it("leaves an ejected provider out, however well its probes go", async (t) => {
    let probes = 0;
    a.behave((socket, request) => {
      const isProbe = request.startsWith("GET ");
      if (isProbe) probes++;
      socket.write(statusText(isProbe ? 404 : 429));
    });
    well(b);
    const envoy = await start(t, {
      providers: [provider("a", a), provider("b", b)],
      fallback: { on: ["http_429"] },
      healthCheck: { interval: 50 },
      outlierDetection: { consecutiveFailures: 3, baseEjection: 600000 },
    });
    const chats = (): number => a.requests.length - probes;
    await until("three failures", async () => (await chat(envoy)).status === 200 && chats() === 3);
    const before = probes;
    await until("five probes more", () => probes >= before + 5);
    for (let i = 0; i < 10; i++) assert.deepEqual(await chat(envoy), { status: 200, body: GOOD_BODY });
    assert.equal(chats(), 3);
  });

  it("probes: 404 is well, 503 is ill, and only who has a check is asked", async (t) => {
    a.behave(answer(statusText(404)));
    b.behave(answer(statusText(503)));
    well(c);
    const active = { checks: { active: { healthy: { interval: 1, successes: 1 }, unhealthy: { http_failures: 1 } } } };
    const envoy = await start(t, {
      providers: [provider("a", a, active), provider("b", b, active), provider("c", c)],
    });
    const flags = async (): Promise<string[]> =>
      [...(await (await fetch(`${envoy.admin}/clusters`)).text()).matchAll(/:(\d+)::health_flags::(\S+)/g)].map(
        ([, port, flag]) => `${["a", "b", "c"][upstreams.findIndex((each) => String(each.port) === port)]} ${flag}`,
      );
    const expected = "a healthy,b /failed_active_hc,c healthy";
    await until(expected, async () => a.requests.length > 1 && (await flags()).join() === expected);
    assert.match(a.requests[0]!, new RegExp(`^GET / HTTP/1.1\r\nhost: 127.0.0.1:${a.port}\r\n`));
    assert.equal(c.requests.length, 0);
  });
});

describe("level envoy: what aisle envoy makes for TLS", () => {
  let directory: string;
  let certificates: Certificates;
  let llm: FakeLlm;
  let ca: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "aisle-envoy-config-"));
    certificates = makeCertificates(["localhost"]);
    ca = join(directory, "ca.pem");
    await writeFile(ca, certificates.authority);
    llm = await startFakeLlm({ tls: certificates, key: "sk-a" });
  });
  after(async () => {
    await llm.close();
    await rm(directory, { recursive: true });
  });

  const at = (host: string, more: Node = {}): Node => ({
    providers: [
      { id: "a", type: "openai", apiTokens: "sk-a", override: { endpoint: `https://${host}:${llm.port}` }, ...more },
    ],
  });

  it("takes a certificate for the provider's name, whatever the client calls it", async (t) => {
    const envoy = await start(t, at("localhost"), { ca });
    assert.equal((await chat(envoy, { body: '{"model":"m","messages":[{"role":"user","content":"x"}]}' })).status, 200);
  });

  it("takes none for another name, unless told not to look", async (t) => {
    const refusing = await start(t, at("127.0.0.1"), { ca });
    assert.equal((await chat(refusing)).status, 503);
    assert.match(await (await fetch(`${refusing.admin}/stats?filter=fail_verify_san`)).text(), /: 1\n/);
    const trusting = await start(t, at("127.0.0.1", { sslVerify: false }), { ca });
    assert.equal(
      (await chat(trusting, { body: '{"model":"m","messages":[{"role":"user","content":"x"}]}' })).status,
      200,
    );
  });
});
