import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import asc from "assemblyscript/asc";
import { findModuleOffences } from "../../tools/check-imports.ts";

const EXPORTS = `
  proxy_abi_version_0_2_1 proxy_on_memory_allocate malloc proxy_on_context_create proxy_on_vm_start proxy_on_configure
  proxy_on_request_headers proxy_on_request_body proxy_on_request_trailers
  proxy_on_http_call_response proxy_on_done proxy_on_delete`;

async function compile(text: string): Promise<Uint8Array> {
  const options = ["a.ts", "--config", "none", "-o", "a.wasm", "--runtime", "stub", "--exportStart", "_initialize"];
  let wasm = new Uint8Array();
  const { error, stderr } = await asc.main(options, {
    readFile: (name) => (name === "a.ts" ? text : null),
    writeFile: (name, contents) => void (name === "a.wasm" && (wasm = contents as Uint8Array<ArrayBuffer>)),
  });
  assert.equal(error, null, stderr.toString());
  return wasm;
}

describe("level tools: imports", () => {
  let callbacks = "";
  before(() => {
    const names = EXPORTS.trim().split(/\s+/);
    callbacks = names.map((name) => `export function ${name}(): void {}`).join("\n");
  });

  it("accepts a module of ABI 0.2.1", async () => {
    const log = `@external("env", "proxy_log") declare function log(): void;\nlog();\n`;
    assert.deepEqual(findModuleOffences(await compile(log + callbacks)), []);
  });

  it("reports an import outside the ABI", async () => {
    const foreign = `
      @external("env", "abort") declare function a(): void; a();
      @external("wasi_snapshot_preview1", "fd_write") declare function b(): void; b();
      @external("env", "proxy_send_http_response") declare function c(): void; c();\n`;
    assert.deepEqual(findModuleOffences(await compile(foreign + callbacks)), [
      "imports env.abort, which hosts need not have",
      "imports wasi_snapshot_preview1.fd_write, which hosts need not have",
      "imports env.proxy_send_http_response, which hosts need not have",
    ]);
  });

  it("reports a missing callback", async () => {
    const without = callbacks.replace(/^.*proxy_on_done.*$/m, "");
    assert.deepEqual(findModuleOffences(await compile(without)), ["does not export proxy_on_done"]);
  });

  it("reports a module that is too large", async () => {
    const large = `const a = memory.data<u8>([${"7,".repeat(210_000)}7]);\nexport function b(): usize { return a; }\n`;
    assert.match(
      findModuleOffences(await compile(large + callbacks)).join(),
      /^is 21\d{4} bytes large, at most 204800/,
    );
  });
});
