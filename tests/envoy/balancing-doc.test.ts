// docs/balancing.md: its configuration, run in front of the servers that it shows, does what it says.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import {
  endpointsOf,
  findCluster,
  pluginsOf,
  readPluginConfiguration,
  setEndpoint,
  setPluginConfiguration,
  setPorts,
  setWasmPath,
  type Node,
} from "../../envoy/bootstrap.ts";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { startEnvoy, type Envoy } from "../../envoy/start-envoy.ts";
import { until } from "../support/trouble/until.ts";

const PAGE = readFileSync(new URL("../../docs/balancing.md", import.meta.url), "utf8");

interface Block {
  info: string;
  text: string;
}

const blocks: Block[] = [...PAGE.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, info, text]) => ({
  info: info!,
  text: text!,
}));

/** The only block with that info string, or the first that begins so. */
function block(info: string, beginning = ""): string {
  const found = blocks.find((each) => each.info === info && each.text.startsWith(beginning));
  assert.ok(found, `no block ${info} ${beginning}`);
  return found.text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}

describe("level envoy: the document on balancing", () => {
  let directory: string;
  let envoy: Envoy;
  const servers: ChildProcess[] = [];
  const ports = { big: 0, small: 0 };

  /** A server as the document has it; `more` are its further arguments. */
  async function serve(port: number, ...more: string[]): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(directory, "fake.mjs"), String(port), ...more], { stdio: "inherit" });
    servers.push(child);
    await until(`a server at ${port}`, () => answers(port));
    return child;
  }

  async function ask(): Promise<Headers> {
    const url = `http://127.0.0.1:${envoy.portOf("aisle")}/v1/chat/completions`;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: '{"model":"m","messages":[]}' });
    await answer.text();
    assert.equal(answer.status, 200);
    return answer.headers;
  }

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "aisle-balancing-"));
    writeFileSync(join(directory, "fake.mjs"), block("js fake.mjs"));
    const bootstrap = parse(block("yaml envoy.yaml")) as Node;
    setPorts(bootstrap, 0, 0);
    setWasmPath(bootstrap, "build/aisle.wasm");
    for (const name of ["big", "small"] as const) {
      ports[name] = await freePort();
      assert.equal(endpointsOf(findCluster(bootstrap, name)).length, 1);
      setEndpoint(findCluster(bootstrap, name), "127.0.0.1", ports[name]);
    }
    envoy = await startEnvoy({ envoy: await findEnvoy(), bootstrap });
  });
  after(async () => {
    await envoy.stop();
    for (const server of servers) server.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it("has a configuration that gives four of five requests to one provider, and all where the other has enough", async () => {
    await serve(ports.big);
    const well = await serve(ports.small);
    const providers: (string | null)[] = [];
    for (let i = 0; i < 10; i++) providers.push((await ask()).get("x-aisle-provider"));
    assert.equal(providers.filter((each) => each === "big").length, 8);
    assert.equal(providers.filter((each) => each === "small").length, 2);

    well.kill();
    await once(well, "exit");
    await serve(ports.small, "429", "60");
    const lines: string[] = [];
    for (let i = 0; i < 5; i++) {
      const headers = await ask();
      lines.push("HTTP/1.1 200 OK");
      for (const name of ["x-aisle-provider", "x-aisle-attempts"]) lines.push(`${name}: ${headers.get(name)}`);
    }
    assert.equal(lines.join("\n") + "\n", block("", "HTTP/1.1 200 OK"));

    const report = await fetch(`http://127.0.0.1:${envoy.portOf("aisle")}/aisle/providers`);
    const shown = block("console", "$ curl -s http://127.0.0.1:10000/aisle/providers\n").split("\n")[1]!;
    const withoutTimes = (text: string): string => text.replace(/\d{13}/g, "0");
    assert.equal(withoutTimes(await report.text()), withoutTimes(shown));
  });

  it("has JSON that a plugin takes, and members of a report that there are", async () => {
    const bootstrap = parse(block("yaml envoy.yaml")) as Node;
    const [plugin] = pluginsOf(bootstrap) as [Node];
    const own = readPluginConfiguration(plugin);
    const tokens = JSON.parse(block("json", '{\n  "provider": {')) as Node;
    setPluginConfiguration(plugin, { ...own, ...tokens });
    plugin.vm_config.environment_variables = { key_values: { KEY_1: "a", KEY_2: "b" } };
    setPorts(bootstrap, 0, 0);
    setWasmPath(bootstrap, "build/aisle.wasm");
    const other = await startEnvoy({ envoy: await findEnvoy(), bootstrap });
    const report = await (await fetch(`http://127.0.0.1:${other.portOf("aisle")}/aisle/providers`)).json();
    await other.stop();
    assert.doesNotMatch(other.log(), /aisle: configuration: /);
    assert.deepEqual(report.providers[0].tokens, [
      { index: 0, resting: false },
      { index: 1, resting: false },
    ]);
    const shown = JSON.parse(block("json", '{\n  "providers": [')) as Node;
    assert.deepEqual(Object.keys(report.providers[0].tokens[0]), Object.keys(shown.providers[0].tokens[0]));
  });
});
