// The build without SIMD: it holds no vector instruction, and passes every case as the other build does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { before, describe, it } from "node:test";
import { compare } from "../support/cases/compare.ts";
import { runCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";
import { isValidWithoutSimd } from "../support/wasm-features.ts";

const BUILD = new URL("../../build/", import.meta.url);

describe("level host: every case on the build without SIMD", () => {
  let module: WebAssembly.Module;
  before(() => {
    module = new WebAssembly.Module(readFileSync(new URL("aisle-nosimd.wasm", BUILD)));
  });

  it("is valid for a runtime without SIMD, and the other build is not", () => {
    assert.equal(isValidWithoutSimd(fileURLToPath(new URL("aisle-nosimd.wasm", BUILD))), true);
    assert.equal(isValidWithoutSimd(fileURLToPath(new URL("aisle.wasm", BUILD))), false);
  });

  it("has the imports and exports of the other build", () => {
    const other = new WebAssembly.Module(readFileSync(new URL("aisle.wasm", BUILD)));
    assert.deepEqual(WebAssembly.Module.imports(module), WebAssembly.Module.imports(other));
    assert.deepEqual(WebAssembly.Module.exports(module), WebAssembly.Module.exports(other));
  });

  for (const c of loadCases()) {
    it(`${c.file}: ${c.name}`, () => {
      assert.deepEqual(compare(c, runCase(c, { module })), []);
    });
  }
});
