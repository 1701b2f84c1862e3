// Linear memory never shrinks in Wasm, so it must not grow with the number of exchanges, nor with the size of a body that is edited in place.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { requestMessage } from "../support/cases/case-messages.ts";
import { addPlugin, startCase, startVm } from "../support/cases/case-vm.ts";
import { exchangeCase } from "../support/cases/emulator-runner.ts";
import { loadCases, readCases } from "../support/cases/load.ts";
import { Exchange } from "../support/emulator/exchange.ts";

const MIB = 1 << 20;
const EXCHANGES = 100_000;
const LARGEST_BODY = 32 * 1024;
/** Plugins in the VM: a sample, because each configuration takes memory of its own. */
const PLUGINS = 24;

const CHAT = `
- name: chat
  config: { maxRequestBytes: 268435456, provider: { id: a, type: openai, apiTokens: [sk-configured], modelMapping: { "*": m } } }
  request: { method: POST, path: /v1/chat/completions, headers: { content-type: application/json } }
`;

describe("level host: linear memory", () => {
  it(`${EXCHANGES} exchanges of a mix of cases: flat, and at most 4 MiB`, () => {
    const vm = startVm();
    const plugins = sample(loadCases().filter(isSmall)).map((c) => ({ c, started: addPlugin(vm, c) }));
    const runs = (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        const { c, started } = plugins[i % plugins.length];
        exchangeCase(started, c);
        vm.log.length = 0;
      }
    };
    runs(0, EXCHANGES / 2);
    const half = vm.memory.size;
    runs(EXCHANGES / 2, EXCHANGES);
    assert.equal(vm.death, null);
    assert.equal(vm.contexts.size, plugins.length, "streams are left behind");
    assert.equal(vm.memory.size, half, "the second half grew");
    assert.ok(vm.memory.size <= 4 * MIB, `${vm.memory.size / MIB} MiB`);
  });

  it("a chat of 100 MB in its own protocol: at most 16 MiB", () => {
    const [chat] = readCases(CHAT, "memory.test.ts");
    const { vm, root } = startCase(chat, { bufferLimit: 256 * MIB });
    const filler = Buffer.alloc(MIB, "a");
    const middle = Array.from({ length: 100 }, () => filler);
    const chunks = [Buffer.from('{"model":"x","messages":[{"role":"user","content":"'), ...middle, Buffer.from('"}]}')];
    const exchange = new Exchange(root, { ...requestMessage(chat.request), chunks });
    exchange.sendHeaders();
    exchange.sendRest();
    const upstream = exchange.upstream.body;
    exchange.finish();
    assert.equal(vm.death, null);
    assert.equal(
      upstream.length,
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    );
    assert.ok(
      Buffer.from(upstream.toBytes().subarray(0, 12)).toString().startsWith('{"model":"m"'),
      "the model is not mapped",
    );
    assert.ok(vm.memory.size <= 16 * MIB, `${vm.memory.size / MIB} MiB`);
  });
});

/** Cases that can be repeated in a VM shared with others. */
function isSmall(c: Case): boolean {
  const bodies = [...c.request.chunks, ...c.attempts.flatMap((a) => a.reply.chunks)];
  const size = bodies.reduce((sum, chunk) => sum + chunk.length, 0);
  const alone = c.callouts.length > 0 || Object.keys(c.environment).length > 0;
  return c.configured && !alone && size <= LARGEST_BODY;
}

/** At most {@link PLUGINS} cases, evenly spread. */
function sample(cases: Case[]): Case[] {
  const step = Math.max(1, Math.ceil(cases.length / PLUGINS));
  return cases.filter((_, i) => i % step === 0);
}
