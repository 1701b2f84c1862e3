// The filter sees in the emulated host what it sees in Envoy: every callback, host call, argument and result of whole exchanges.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";
import type { HostOptions } from "../support/emulator/host-options.ts";
import { emulate, emulateConfiguration } from "../support/trace/emulated-scenario.ts";
import { EnvoyScenarios } from "../support/trace/envoy-scenarios.ts";
import { loadScenarios, plainScenario, type Scenario } from "../support/trace/scenario.ts";
import { traceExports, traceImports } from "../support/trace/traced-source.ts";
import { buildTracingFilter } from "../support/trace/trace-build.ts";
import { transcript, type Recording } from "../support/trace/transcript.ts";

/** The files whose cases are compared in every run: each kind of callback and host call is in them. AISLE_TRANSCRIPTS=all: all files. */
const FILES = ["attempts", "context-file", "sizes", "steering-headers", "trailers-and-upgrades"];
const WHOLE = process.env.AISLE_TRANSCRIPTS === "all";

const cases = loadCases().filter((c) => c.hostOnly === null && c.configured);
const chosen = cases.filter((c) => WHOLE || FILES.some((name) => c.file.endsWith(`/${name}.yaml`)));
const scenarios = [...loadScenarios(), ...chosen.map(plainScenario)];

describe("level envoy: transcripts of the filter, recorded from Envoy and from the emulated host", () => {
  const recorded = new Map<string, Recording>();
  let envoy: EnvoyScenarios;
  let module: WebAssembly.Module;
  before(async () => {
    const wasm = buildTracingFilter();
    module = new WebAssembly.Module(readFileSync(wasm));
    envoy = await EnvoyScenarios.start(scenarios, wasm);
  });
  after(() => envoy.stop());

  it("the tracing build does what the release build does", () => {
    for (const c of cases) assert.deepEqual(compare(c, runCase(c, { module })), [], c.name);
  });

  for (const s of scenarios) {
    it(`${s.c.file}: ${s.c.name}`, async () => {
      const real = await envoy.run(s);
      recorded.set(s.c.name, real);
      assert.ok(real.transcript.length > 0, "Envoy has recorded nothing");
      assert.deepEqual(emulate(s, module), real);
    });
  }

  it("left no trap in Envoy's log", () => {
    assert.equal(envoy.findTrap(), null);
  });

  const planted: [scenario: string, difference: Partial<HostOptions>][] = [
    ["HTTP/2, a refused body", { localReply: "synchronous" }],
    ["an upstream that takes no connection", { endsStreams: false }],
    ["a held body of 3 MiB", { bufferLimit: 1 << 20 }],
    ["a retry after an upstream that takes no connection", { unimplemented: new Set(["proxy_set_property"]) }],
    ["an accepted upgrade", { logLevel: 2 }],
  ];
  for (const [name, difference] of planted) {
    it(`a host that differs from Envoy is found out: ${Object.keys(difference)[0]}`, () => {
      const s = scenarios.find((one) => one.c.name === name) as Scenario;
      const real = recorded.get(name);
      assert.deepEqual(emulate(s, module), real);
      assert.notDeepEqual(emulate(s, module, difference), real);
    });
  }
});

describe("level envoy: transcripts of configurations", () => {
  const all = loadCases().filter((c) => c.hostOnly === null);
  const withEnvironment = all.filter((c) => Object.keys(c.environment).length > 0).slice(0, 3);
  // A few of each file: Envoy's log keeps its end only, and what all listeners say at once is much.
  const some = all.filter((c) => /\/configuration[-.]/.test(c.file)).filter((_, i) => i % 9 === 0);
  const configurations = [...some, ...withEnvironment].map(plainScenario);
  let envoy: EnvoyScenarios;
  let module: WebAssembly.Module;
  before(async () => {
    const wasm = buildTracingFilter();
    module = new WebAssembly.Module(readFileSync(wasm));
    envoy = await EnvoyScenarios.start(configurations, wasm);
  });
  after(() => envoy.stop());

  for (const s of configurations) {
    it(`${s.c.file}: ${s.c.name}`, async () => {
      const real = await envoy.configure(s);
      assert.ok(real.length > 0, "Envoy has recorded nothing");
      assert.deepEqual(emulateConfiguration(s.c, module), real);
    });
  }
});

describe("transcripts", () => {
  const BEGIN = ["> proxy_on_context_create id=7 parent=2", "< proxy_on_context_create"];
  const read = (...lines: string[]) =>
    transcript([...BEGIN, ...lines].map((line) => `[warning] wasm log x: trace ${line}`));
  const body = (size: number, end: number, answer: number) => [
    `> proxy_on_request_body id=7 size=${size} end=${end}`,
    `< proxy_on_request_body -> ${answer}`,
  ];

  it("do not depend on ids, on values that Envoy makes up, or on how a body is cut", () => {
    assert.deepEqual(transcript(["trace > proxy_on_context_create id=9 parent=4"]), [read()[0]]);
    const head = (id: string) => `. proxy_get_header_map_pairs map=0 -> 0 pairs=[:path: "/", x-request-id: "${id}"]`;
    assert.deepEqual(read(head("a")), read(head("b")));
    assert.deepEqual(read(...body(3, 0, 0), ...body(4, 0, 0), ...body(5, 1, 0)), read(...body(12, 1, 0)));
    assert.deepEqual(
      read(...body(3, 0, 1), ...body(7, 0, 1), ...body(7, 1, 1)),
      read(...body(7, 0, 1), ...body(7, 1, 1)),
    );
  });

  it("are of a build that has every host function and callback, or is none", () => {
    const imports = readFileSync(new URL("../../assembly/abi/imports.ts", import.meta.url), "utf8");
    const declared = imports.match(/declare function proxy_\w+/g) ?? [];
    assert.ok(declared.length > 20);
    for (const name of declared)
      assert.ok(traceImports(imports).includes(`declare function host_${name.slice(17)}`), name);
    assert.throws(() => traceImports("export const x = 1;"), /0 of 0/);
    assert.throws(
      () => traceImports(imports.replace("(level: u32, message: usize, size: usize)", "()[]")),
      /could be read/,
    );
    assert.throws(
      () => traceImports(imports.replace("message: usize, size: usize", "message: usize")),
      /without a size/,
    );
    assert.throws(() => traceExports('export * from "./abi/callbacks";'), /could not be read/);
  });

  it("differ by anything else", () => {
    const head = (value: string) => `. proxy_get_header_map_pairs map=0 -> 0 pairs=[:path: "${value}"]`;
    assert.notDeepEqual(read(head("/a")), read(head("/b")));
    assert.notDeepEqual(read(...body(3, 0, 0), ...body(0, 1, 0)), read(...body(3, 1, 0)));
    assert.notDeepEqual(read(...body(3, 0, 1), ...body(3, 1, 0)), read(...body(3, 1, 0)));
    assert.notDeepEqual(read(...body(3, 0, 0), ...body(4, 0, 0)), read(...body(8, 0, 0)));
    assert.notDeepEqual(read(...body(3, 0, 0), ...body(4, 0, 1)), read(...body(7, 0, 1)));
    assert.notDeepEqual(read(...body(3, 0, 0), head("/"), ...body(4, 0, 0)), read(...body(3, 0, 0), ...body(4, 0, 0)));
  });
});
