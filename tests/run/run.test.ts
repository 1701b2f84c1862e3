/** `make run` itself: what a newcomer sees, what it says when something is in its way, and that nothing outlives it. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import { parseCurl, send } from "../envoy/examples/readme-calls.ts";
import { readPrometheus } from "../envoy/metrics/prometheus-text.ts";
import { makeCertificates } from "../support/fake-llm/certificate.ts";
import type { FakeLlm, FakeLlmOptions } from "../support/fake-llm/server.ts";
import { startFakeLlm } from "../support/fake-llm/server.ts";
import { freePorts, RunProcess } from "./run-process.ts";

const STAYING = "Ctrl-C ends everything.";
const EXAMPLE = "claude-code-with-any-model";

async function start(t: TestContext, env: NodeJS.ProcessEnv = {}): Promise<RunProcess> {
  const run = await RunProcess.start(env);
  t.after(() => run.discard());
  return run;
}

async function startUpstream(t: TestContext, options: FakeLlmOptions = {}): Promise<FakeLlm> {
  const llm = await startFakeLlm(options);
  t.after(() => llm.close());
  return llm;
}

/** A stream of events, the last of the metrics that Prometheus reads, or the first member of a JSON object. */
function kindOf(body: string): string {
  if (/^data: .*\[DONE\]\s+$|^event: message_start.*"message_stop"\}\s+$/s.test(body)) return "stream";
  if (/^\{/.test(body)) return Object.keys(JSON.parse(body))[0]!;
  return [...readPrometheus(body).keys()].sort().at(-1) ?? "no metric";
}

/** Sends each command that is printed: its title, the status and what came. */
async function sendAll(run: RunProcess): Promise<string[]> {
  await run.says(STAYING);
  const seen: string[] = [];
  for (const [, title, command] of run.output.matchAll(/^  # (.*)\n  (curl .*)$/gm)) {
    const call = parseCurl(command!);
    const { status, body } = await send(Number(call.url.port), call);
    seen.push(`${title}: ${status} ${kindOf(body)}`);
  }
  return seen;
}

/** Listens on a port until the test ends. */
async function occupy(t: TestContext): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as { port: number }).port;
}

describe("level run: what it shows", () => {
  it("ONCE=1 shows a chat and a stream and leaves, within 20 seconds", async (t) => {
    const began = performance.now();
    const run = await start(t, { ONCE: "1" });
    assert.equal(await run.ended, 0, run.output);
    assert.ok(performance.now() - began < 20_000);
    await run.leavesNothing();
    assert.match(
      run.output,
      /A chat\n  you Say hello in one short sentence\.\n  llm Hello from the fake LLM\. You said: Say hello in one short sentence\.\n      200 in/,
    );
    assert.match(
      run.output,
      /A stream\n  you Count to five\.\n  llm Hello from the fake LLM\. You said: Count to five\.\n      200, first event after/,
    );
    assert.equal(
      run.output.match(/received POST \/v1\/chat\/completions, model fake-model, authorization Bearer \S/g)?.length,
      2,
    );
    // The tokens of the stream, too, for which its client did not ask.
    assert.match(
      run.output,
      /Metrics\n  2 requests, 9 input and 23 output tokens\n      http:\/\/127\.0\.0\.1:\d+\/stats\/prometheus/,
    );
    assert.doesNotMatch(run.output, /\x1b|curl|warn|error/i);
  });

  it("EXAMPLE=claude-code-with-any-model shows a message and a stream, and what to type", async (t) => {
    const run = await start(t, { EXAMPLE, ONCE: "1" });
    assert.equal(await run.ended, 0, run.output);
    await run.leavesNothing();
    const line = `ANTHROPIC_BASE_URL=http://127.0.0.1:${run.port} ANTHROPIC_AUTH_TOKEN=none claude\n`;
    assert.ok(run.output.includes(line), run.output);
    assert.match(
      run.output,
      /A message\n  you Say hello in one short sentence\.\n  llm Hello from the fake LLM\. You said: Say hello in one short sentence\.\n      200 in .*, 19 tokens/,
    );
    assert.match(
      run.output,
      /A stream\n  you Count to five\.\n  llm Hello from the fake LLM\. You said: Count to five\.\n      200, first event after/,
    );
    assert.equal(
      run.output.match(/received POST \/v1\/chat\/completions, model fake-model, authorization Bearer \S/g)?.length,
      2,
    );
    assert.match(run.output, /Metrics\n  2 requests, 9 input and 23 output tokens\n/);
    assert.doesNotMatch(run.output, /\x1b|curl|warn|error/i);
  });

  it("prints commands that do what it says they do", async (t) => {
    const run = await start(t);
    assert.deepEqual(await sendAll(run), [
      "a chat: 200 id",
      "a stream: 200 stream",
      "the models: 200 object",
      "an error: files are not among the allowed capabilities: 404 error",
      "what Aisle has counted, for Prometheus: 200 gen_ai_tokens_total",
      "what the fake LLM received last: 200 method",
    ]);
  });

  it("prints an example's commands that do what it says they do", async (t) => {
    const run = await start(t, { EXAMPLE });
    assert.deepEqual(await sendAll(run), [
      "a message: 200 id",
      "a stream: 200 stream",
      "how many tokens, estimated: 200 input_tokens",
      "what Aisle has counted, for Prometheus: 200 gen_ai_tokens_total",
      "what the fake LLM received last: 200 method",
    ]);
  });
});

describe("level run: its end", { concurrency: 3 }, () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`${signal} ends it and leaves no process`, async (t) => {
      const run = await start(t);
      await run.says(STAYING);
      assert.notDeepEqual(await run.envoys(), []);
      run.signal(signal);
      await run.ended;
      await run.leavesNothing();
    });
  }

  it("SIGINT while it is starting leaves no process", async (t) => {
    const run = await start(t);
    await run.says("A chat");
    run.signal("SIGINT");
    await run.ended;
    await run.leavesNothing();
  });

  it("a crash leaves no process", async (t) => {
    const run = await start(t);
    await run.says(STAYING);
    assert.notDeepEqual(await run.envoys(), []);
    run.signal("SIGKILL");
    await run.leavesNothing();
  });

  it("says so when Envoy dies", async (t) => {
    const run = await start(t);
    await run.says(STAYING);
    for (const pid of await run.envoys()) process.kill(pid, "SIGKILL");
    assert.equal(await run.ended, 1);
    assert.match(run.output, /Envoy ended with status/);
  });
});

describe("level run: what is in its way", { concurrency: 3 }, () => {
  it("a taken port", async (t) => {
    const port = await occupy(t);
    for (const name of ["PORT", "ADMIN_PORT"]) {
      const run = await start(t, { [name]: String(port) });
      assert.equal(await run.ended, 1);
      assert.match(
        run.output,
        new RegExp(`^Port ${port}\\b.* is taken: free it, or choose another with ${name}=….$`, "m"),
      );
      assert.doesNotMatch(run.output, /Aisle is running/);
    }
  });

  it("values that make no sense", async (t) => {
    const wrong: [NodeJS.ProcessEnv, RegExp][] = [
      [{ PORT: "http" }, /^PORT=http is not a port/m],
      [{ ADMIN_PORT: "70000" }, /^ADMIN_PORT=70000 is not a port/m],
      [{ PORT: "12345", ADMIN_PORT: "12345" }, /^PORT and ADMIN_PORT are both 12345/m],
      [{ UPSTREAM: "localhost:8000" }, /^UPSTREAM=localhost:8000 is not a server: expected http/m],
      [{ EXAMPLE: "vllm" }, /^EXAMPLE=vllm is none that make run starts: expected claude-code-with-any-model\./m],
      [{ ENVOY: "/no/such/envoy" }, /^ENVOY=\/no\/such\/envoy is not an executable file/m],
    ];
    for (const [env, sentence] of wrong) {
      const run = await start(t, env);
      assert.equal(await run.ended, 1);
      assert.match(run.output, sentence);
    }
  });

  it("an upstream that is not there, or wants a key", async (t) => {
    const [unused] = await freePorts();
    const gone = await start(t, { UPSTREAM: `http://127.0.0.1:${unused}` });
    assert.equal(await gone.ended, 1);
    assert.match(
      gone.output,
      /^UPSTREAM http:\/\/127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\): is it running\?$/m,
    );
    const locked = await startUpstream(t, { key: "secret-1" });
    const run = await start(t, { UPSTREAM: locked.url, UPSTREAM_API_KEY: "secret-2" });
    assert.equal(await run.ended, 1);
    assert.match(run.output, /^UPSTREAM answered 401 .*: set UPSTREAM_API_KEY to its key\.$/m);
    assert.doesNotMatch(run.output, /secret-/);
  });

  it("a model that the upstream does not have", async (t) => {
    const llm = await startUpstream(t);
    const run = await start(t, { UPSTREAM: llm.url, MODEL: "missing-model", ONCE: "1" });
    assert.equal(await run.ended, 1);
    assert.match(run.output, /^The chat was answered with status 404: .*missing-model/m);
    await run.leavesNothing();
  });
});

describe("level run: a real server in the fake one's place", () => {
  it("UPSTREAM gets the calls, under the name of its first model", async (t) => {
    const llm = await startUpstream(t);
    const run = await start(t, { UPSTREAM: llm.url, ONCE: "1" });
    assert.equal(await run.ended, 0, run.output);
    const received = llm.requests(10);
    assert.deepEqual(
      received.map(({ method, path }) => `${method} ${path}`),
      ["GET /v1/models", "POST /v1/chat/completions", "POST /v1/chat/completions"],
    );
    assert.equal(JSON.parse(received[1]!.body).model, "fake-model");
    assert.ok(received[1]!.headers.every(([name]) => name.toLowerCase() !== "authorization"));
  });

  for (const example of ["", EXAMPLE]) {
    it(`UPSTREAM with https, a base path, a key and MODEL${example && `, ${example}`}`, async (t) => {
      const { authority, certificate, key } = makeCertificates(["localhost"]);
      const llm = await startUpstream(t, { key: "secret-3", tls: { key, certificate } });
      const path = join(tmpdir(), `aisle-authority-${process.pid}.pem`);
      await writeFile(path, authority);
      const run = await start(t, {
        UPSTREAM: `https://localhost:${llm.port}/some/v1/`,
        SSL_CERT_FILE: path,
        UPSTREAM_API_KEY: "secret-3",
        EXAMPLE: example,
        MODEL: "my-model",
        ONCE: "1",
      });
      assert.equal(await run.ended, 0, run.output);
      const last = llm.last()!;
      assert.equal(last.path, "/some/v1/chat/completions");
      assert.equal(JSON.parse(last.body).model, "my-model");
      assert.ok(last.headers.some(([name, value]) => name === "host" && value === `localhost:${llm.port}`));
      assert.doesNotMatch(run.output, /secret-3/);
    });
  }
});
