// The machinery itself: a case file that is wrong is refused, a difference is found, a foreign import or a trap is noticed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { addPlugin, releaseModule, startCase, startVm } from "../support/cases/case-vm.ts";
import { exchangeCase, runCase } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import { loadTelemetryProbes, undetected } from "../support/cases/telemetry-probes.ts";
import { Status } from "../support/emulator/abi.ts";
import { decodePairs, encodePairs } from "../support/emulator/header-map.ts";
import type { HostOptions } from "../support/emulator/host-options.ts";
import { buildProbeFilter } from "../support/emulator/probe-filter.ts";
import { LoadError } from "../support/emulator/vm.ts";

const REQUEST = "request: { path: /v1/models, headers: { x-a: '1' } }";
const CONFIG = "config: { provider: { id: a, type: openai, apiTokens: [sk-configured] } }";

/** Modules in the binary format: nothing at all; and the ABI's version, exported from a foreign import `env.abort`. */
const EMPTY = "0061736d01000000";
const VERSION_EXPORT = `071b0117${Buffer.from("proxy_abi_version_0_2_1").toString("hex")}0000`;
const FOREIGN_IMPORT = `${EMPTY}010401600000020d0103656e760561626f72740000${VERSION_EXPORT}`;

describe("level host: the machinery of the cases", () => {
  it("refuses a case file that says something wrong, naming file and key", () => {
    const wrong = {
      "- { name: n, config: {}, request: { path: /, boddy: x } }": /f\.yaml\[0\]\.request\.boddy: unknown key/,
      "- { name: n, config: {}, request: { path: 5 } }": /f\.yaml\[0\]\.request\.path: expected a string/,
      "- { name: n, config: {} }": /f\.yaml\[0\]\.request: expected a mapping/,
      "- { config: {} }": /f\.yaml\[0\]\.name: expected a string/,
      "- { name: n, config: {}, request: { path: / }, upstream: none }": /f\.yaml\[0\]\.response: expected details/,
      "- { name: n, config: {}, request: { path: / }, metrics: { 'a b': 1 } }":
        /f\.yaml\[0\]\.metrics: expected names like name\{label=value\}, not a b/,
      "- { name: n, config: {}, request: { path: / }, metrics: { 'a{b=c,}': 1 } }":
        /f\.yaml\[0\]\.metrics: expected names/,
      "- { name: n, config: {}, request: { path: / }, metrics: { a: 0 } }":
        /f\.yaml\[0\]\.metrics\.a: expected a number/,
      "- { name: n, config: {}, request: { path: / }, metrics: { a: { count: 1, sum: 2 } } }":
        /f\.yaml\[0\]\.metrics\.a: expected a number/,
      "- { name: n, config: {}, request: { path: / }, metrics: none }": /f\.yaml\[0\]\.metrics: expected a mapping/,
      "- { name: n, config: {}, request: { path: / }, filterState: { a: 1 } }":
        /f\.yaml\[0\]\.filterState\.a: expected a string, a mapping, or null/,
      "- { name: n, config: {}, request: { path: / }, log: all }": /f\.yaml\[0\]\.log: expected a mapping/,
      "- { name: n, config: {}, configured: false, log: none }": /f\.yaml\[0\]\.log: expected nothing/,
      "- { name: n, config: {}, request: { path: / }, reply: {}, attempts: [{}] }": /f\.yaml\[0\]\.reply: unknown key/,
      [`- { name: n, ${CONFIG}, ${REQUEST} }\n- { name: n, ${CONFIG}, ${REQUEST} }`]: /two cases are named "n"/,
    };
    for (const [text, message] of Object.entries(wrong)) assert.throws(() => readCases(text, "f.yaml"), message, text);
  });

  it("finds a difference in every part that is compared", () => {
    const [c] = readCases(
      `- { name: n, ${CONFIG}, ${REQUEST}, upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-configured } }, reply: { body: ok } }`,
      "f",
    );
    const seen = runCase(c);
    assert.deepEqual(compare(c, seen), []);
    const [attempt] = seen.attempts;
    assert.ok(seen.client !== null);
    const changed = {
      "the VM died": { trap: "unreachable" },
      proxy_on_configure: { configured: false },
      "received 0 requests": { attempts: [] },
      "upstream: method": { attempts: [{ ...attempt, method: "PUT" }] },
      "upstream: path": { attempts: [{ ...attempt, path: "/" }] },
      "upstream: authority": { attempts: [{ ...attempt, authority: "other" }] },
      "upstream: header missing: x-a: 1": { attempts: [{ ...attempt, headers: [] }] },
      "upstream: header unexpected: x-b: 1": {
        attempts: [{ ...attempt, headers: [...attempt.headers, ["x-b", "1"] as const] }],
      },
      "upstream: body": { attempts: [{ ...attempt, body: Buffer.from("x") }] },
      "upstream: trailer": { attempts: [{ ...attempt, trailers: [["x-t", "1"] as const] }] },
      "response: status": { client: { ...seen.client, status: 500 } },
      "response: body": { client: { ...seen.client, body: Buffer.from("no") } },
      "no complete response": { client: null },
      "response code details": { details: "aisle.other" },
      "1 call-outs": { callouts: [{ ...attempt, cluster: "side" }] },
    };
    for (const [text, part] of Object.entries(changed)) {
      assert.ok(
        compare(c, { ...seen, ...part }).some((difference) => difference.includes(text)),
        text,
      );
    }
  });

  it("finds every difference in what operators are told", () => {
    const module = new WebAssembly.Module(readFileSync(buildProbeFilter()));
    for (const c of loadTelemetryProbes()) {
      const seen = runCase(c, { module });
      assert.deepEqual(compare(c, seen), [], c.name);
      assert.deepEqual(undetected(c, seen), [], c.name);
    }
  });

  it("does not look for what a host cannot show", () => {
    const module = new WebAssembly.Module(readFileSync(buildProbeFilter()));
    const [c] = loadTelemetryProbes();
    const shown = (host: Partial<HostOptions>) => runCase(c, { module, host }).telemetry;
    assert.equal(shown({ logLevel: 3 })?.log, null);
    assert.equal(shown({ unimplemented: new Set(["proxy_increment_metric"]) })?.metrics, null);
    assert.equal(shown({ unimplemented: new Set(["proxy_set_property"]) })?.filterState, null);
    assert.deepEqual(shown({ endsStreams: false }), { metrics: null, filterState: null, log: null });
    const vm = startVm({ logLevel: 2 }, module);
    const [first, second] = [c, c].map((one) => addPlugin(vm, one));
    const told = exchangeCase(first, c).telemetry;
    assert.equal(told?.metrics, null);
    assert.equal(told.log?.length, 1);
    assert.deepEqual(exchangeCase(second, c).telemetry?.log, told.log);
  });

  it("loads the release build, and no module with a foreign import or without an ABI version", () => {
    assert.equal(startVm({}, releaseModule()).death, null);
    const load = (hex: string) => () => startVm({}, new WebAssembly.Module(Buffer.from(hex, "hex")));
    assert.throws(load(FOREIGN_IMPORT), new LoadError("unknown import env.abort"));
    assert.throws(load(EMPTY), new LoadError("Missing or unknown Proxy-Wasm ABI version"));
  });

  it("notices a trap, and a host call that fails", () => {
    const module = new WebAssembly.Module(readFileSync(buildProbeFilter()));
    const script = (text: string) => readCases(`- { name: n, config: "${text}", request: { path: / } }`, "f")[0];
    const traps = runCase(script("request_headers: body x"), { module });
    assert.match(String(traps.trap), /proxy_on_request_headers/);
    const c = script("request_headers: get 0 :path");
    const started = startCase(c, {}, module);
    started.vm.faults.arm(0, Status.NotFound);
    started.root.reconfigure(c.configuration);
    assert.equal(started.vm.faults.failed, "proxy_get_buffer_bytes");
  });

  it("encodes header pairs as the ABI does, and refuses sizes that lead outside", () => {
    const bytes = encodePairs([
      ["a", "bc"],
      ["d", ""],
    ]);
    assert.equal(
      Buffer.from(bytes).toString("hex"),
      "02000000" + "01000000" + "02000000" + "01000000" + "00000000" + "6100626300" + "640000",
    );
    assert.deepEqual(decodePairs(bytes), [
      ["a", "bc"],
      ["d", ""],
    ]);
    assert.equal(decodePairs(bytes.subarray(0, bytes.length - 1)), null);
    assert.equal(decodePairs(Buffer.from("ffffffff", "hex")), null);
  });
});
