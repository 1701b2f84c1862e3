/** Who can be reached through the example of a dynamic forward proxy, and with whose credentials. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { readBootstrap } from "../../envoy/bootstrap.ts";
import type { Headers } from "./examples/host-calls.ts";
import { chat, chatByHttp2, connectTo } from "./examples/host-calls.ts";
import { removeList } from "./examples/forward-proxy.ts";
import type { Trap } from "./examples/trap.ts";
import { startTrap } from "./examples/trap.ts";
import type { RunningExample } from "./examples/start-example.ts";
import { startExample } from "./examples/start-example.ts";

const EXAMPLE = new URL("../../examples/dynamic-forward-proxy/envoy.yaml", import.meta.url);
const KEYS = { OPENAI_API_KEY: "sk-of-openai", DEEPSEEK_API_KEY: "sk-of-deepseek" };
const PATH = "/any/v1/chat/completions";
const REFUSED = { status: 403, body: "RBAC: access denied" };

/** Hosts that a client might ask for, `PORT` being one of this machine where somebody listens. */
const FORBIDDEN = [
  ...["169.254.169.254", "localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::]", "10.0.0.1", "gateway.internal"],
  ...["localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT", "0.0.0.0:PORT", "[::ffff:127.0.0.1]:PORT", "127.1:PORT"],
  ...["2130706433:PORT", "0x7f000001:PORT", "0x7f.1:PORT", "017700000001:PORT", "0177.0.0.1:PORT"],
  ...["api.openai.com:443", "api.openai.com:PORT", "api.openai.com:", "api.openai.com.", "API.OPENAI.COM"],
  ...["x.api.openai.com", "api.openai.com.evil.example", "api.openai.comx", "xapi.openai.com", "openai.com"],
  ...["user@api.openai.com", "api.openai.com@127.0.0.1:PORT", "api.openai.com:443@127.0.0.1:PORT"],
  ...["api.openai.com,127.0.0.1:PORT", "api%2eopenai.com", "unknown.example", ""],
];

/** Those that Envoy itself does not take for hosts. */
const MALFORMED = ["api.openai.com#127.0.0.1", "api.openai.com/127.0.0.1", "127.0.0.1#api.openai.com", "a\\@127.0.0.1"];

/** Headers by which proxies are told of another host. */
const MISLEADING = [
  ...["x-forwarded-host", "x-host", "x-original-host", "x-rewrite-url", "forwarded", "x-forwarded-server"],
  ...["x-envoy-dynamic-host", "x-envoy-original-host", "x-envoy-original-dst-host", "x-aisle-cluster"],
];

/** Host and key of each path that leads to a provider of ours. */
const OURS = {
  "": ["api.openai.com", "Bearer sk-of-openai"],
  "/deepseek": ["api.deepseek.com", "Bearer sk-of-deepseek"],
};

function hostAndKey({ llm }: RunningExample): (string | undefined)[] {
  const headers = new Map(llm.last()?.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return [headers.get("host"), headers.get("authorization")];
}

async function start(t: TestContext, change: (bootstrap: Node) => void = () => {}): Promise<RunningExample> {
  const bootstrap = await readBootstrap(EXAMPLE);
  change(bootstrap);
  const running = await startExample(bootstrap, KEYS);
  t.after(() => running.stop());
  return running;
}

/** How often Envoy has looked a host up, literal addresses included. */
async function countLookups({ admin }: RunningExample): Promise<number> {
  const response = await fetch(`${admin}/stats?filter=dns_cache.forward.host_added`);
  const text = await response.text();
  assert.match(text, /host_added: \d+/);
  return Number(text.split(": ")[1]);
}

describe("level envoy: dynamic forward proxy", () => {
  it("refuses every host that is not on the list, and asks nobody", async (t) => {
    const trap = await startTrap(t);
    const running = await start(t);
    for (const host of FORBIDDEN.map((each) => each.replace("PORT", String(trap.port)))) {
      assert.deepEqual(await chat(running.port, host, PATH), REFUSED, host);
    }
    for (const host of MALFORMED) {
      assert.deepEqual(await chat(running.port, host, PATH), { status: 400, body: "Bad Request" }, host);
    }
    await assertUntouched(running, trap);
  });

  it("refuses it in every form of request, whatever the others say", async (t) => {
    const trap = await startTrap(t);
    const running = await start(t);
    const target = `127.0.0.1:${trap.port}`;
    assert.deepEqual(await chat(running.port, "api.openai.com", `http://${target}${PATH}`), REFUSED, "absolute form");
    assert.deepEqual(
      await chat(running.port, "api.openai.com", `https://user@${target}${PATH}`),
      REFUSED,
      "with a user",
    );
    const twice = await chat(running.port, "api.openai.com", PATH, [["host", target]]);
    assert.equal(twice.status, 403, "two hosts");
    const misleading = MISLEADING.map((name): [string, string] => [name, "api.openai.com"]);
    assert.deepEqual(await chat(running.port, target, PATH, misleading), REFUSED, "headers that name a listed host");
    assert.deepEqual(await chatByHttp2(running.port, target, PATH, "api.openai.com"), REFUSED, "HTTP/2");
    assert.equal((await connectTo(running.port, target)).status, 404, "CONNECT");
    await assertUntouched(running, trap);
  });

  it("would reach them without the list", async (t) => {
    const trap = await startTrap(t);
    const running = await start(t, removeList);
    await chat(running.port, `127.0.0.1:${trap.port}`, PATH);
    assert.notEqual(trap.connections(), 0);
    await chat(running.port, "unknown.example", PATH);
    await chat(running.port, "API.OPENAI.COM", PATH);
    assert.deepEqual([...new Set(running.dns.asked())], ["unknown.example", "API.OPENAI.COM"]);
  });

  it("gives each host the key that is meant for it, whatever host the client names", async (t) => {
    const running = await start(t);
    const misleading = MISLEADING.map((name): [string, string] => [name, "127.0.0.1"]);
    const own: Headers = [["authorization", "Bearer of-the-client"]];
    for (const host of ["api.openai.com", "api.deepseek.com", "api.mistral.ai", "169.254.169.254"]) {
      for (const [prefix, expected] of Object.entries(OURS)) {
        const { status } = await chat(running.port, host, `${prefix}/v1/chat/completions`, [...own, ...misleading]);
        assert.equal(status, 200);
        assert.deepEqual(hostAndKey(running), expected, `${prefix} as ${host}`);
      }
    }
    for (const host of ["api.openai.com", "api.deepseek.com", "api.mistral.ai"]) {
      await chat(running.port, host, PATH, own);
      assert.deepEqual(hostAndKey(running), [host, "Bearer of-the-client"]);
      await chat(running.port, host, PATH);
      assert.deepEqual(hostAndKey(running), [host, undefined]);
    }
    assert.deepEqual(new Set(running.dns.asked()), new Set(["api.openai.com", "api.deepseek.com", "api.mistral.ai"]));
  });
});

async function assertUntouched(running: RunningExample, trap: Trap): Promise<void> {
  assert.deepEqual(running.dns.asked(), []);
  assert.equal(await countLookups(running), 0);
  assert.equal(trap.connections(), 0);
  assert.deepEqual(running.llm.requests(1), []);
}
