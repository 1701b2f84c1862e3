// Linear memory and large bodies: what is edited in place is read in windows, and only what a context file goes into is read whole.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { releaseModule } from "../support/cases/case-vm.ts";
import type { Exchange } from "../support/emulator/exchange.ts";
import { bodyOf, ChatVm, HOLDING, KIB, MIB, outcome, WITH_CONTEXT } from "../support/memory/chats.ts";

const SIZE = 100 * MIB;
/** A tape at its largest. */
const TAPE = 32 * MIB;
const CONFIG = { maxRequestBytes: 256 * MIB };

describe("level host: linear memory and bodies", () => {
  it("a chat of 100 MB whose model stands at its front: at most 16 MiB", () => {
    const { exchange, size } = send({ ...CONFIG, provider: HOLDING }, bodyOf(SIZE));
    assert.equal(exchange.upstream.body.length, SIZE);
    assert.ok(edges(exchange).startsWith('{"model":"m"'), "the model is not mapped");
    assert.ok(size <= 16 * MIB, `${size / MIB} MiB`);
  });

  it("a chat of 100 MB whose model stands at its end: at most 16 MiB", () => {
    const { exchange, size } = send({ ...CONFIG, provider: HOLDING }, bodyOf(SIZE, "end"));
    assert.equal(exchange.upstream.body.length, SIZE);
    assert.ok(edges(exchange).endsWith('"}],"model":"m"}'), "the model is not mapped");
    assert.ok(size <= 16 * MIB, `${size / MIB} MiB`);
  });

  it("a chat of 100 MB that passes unread: at most 4 MiB", () => {
    const { exchange, size } = send({ ...CONFIG, provider: { id: "a", type: "openai" } }, bodyOf(SIZE));
    assert.equal(exchange.upstream.body.length, SIZE);
    assert.ok(size <= 4 * MIB, `${size / MIB} MiB`);
  });

  const large = { "one message": bodyOf(SIZE), "600,000 messages": messages(6e5) };
  for (const [name, chunks] of Object.entries(large)) {
    it(`a context file put into ${name}: at most three times the body, and what tells where four million values are`, () => {
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const { exchange, size } = send({ ...CONFIG, provider: WITH_CONTEXT }, chunks);
      assert.ok(exchange.upstream.body.length > bytes);
      assert.ok(edges(exchange).includes('"messages":[{"role":"system","content":"You are kind."},{'));
      assert.ok(size <= 3 * bytes + TAPE, `${size / MIB} MiB for ${bytes / MIB}`);
    });
  }

  it("a body of brackets, whose tape is many times its size: 413 where that does not fit, else sent within the limit", () => {
    const body = [Buffer.from('{"model":"x","messages":['), Buffer.from("[],".repeat(MIB)), Buffer.from("[]]}")];
    const config = (maxVmBytes: number) => ({ ...CONFIG, maxVmBytes, provider: WITH_CONTEXT });
    const refused = send(config(16 * MIB), body);
    assert.equal(outcome(refused.exchange), "413 aisle.out_of_memory");
    assert.ok(refused.size <= 32 * MIB, `${refused.size / MIB} MiB`);
    const sent = send(config(64 * MIB), body);
    assert.equal(outcome(sent.exchange), "200");
    assert.ok(sent.size <= 64 * MIB, `${sent.size / MIB} MiB`);
  });
});

/** Runs one chat in a VM of its own. */
function send(configuration: object, chunks: Uint8Array[]): { exchange: Exchange; size: number } {
  const chatVm = new ChatVm(configuration, {}, releaseModule());
  const exchange = chatVm.prepare({ chunks }).run();
  assert.equal(chatVm.vm.death, null);
  return { exchange, size: chatVm.vm.memory.size };
}

/** The first and last bytes that the upstream received. */
function edges({ upstream }: Exchange): string {
  const bytes = Buffer.from(upstream.body.toBytes());
  return `${bytes.subarray(0, KIB)}…${bytes.subarray(-KIB)}`;
}

function messages(count: number): Uint8Array[] {
  const one = '{"role":"user","content":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}';
  const piece = Buffer.from(`${one},`.repeat(1000));
  const pieces = Array.from({ length: count / 1000 - 1 }, () => piece);
  const last = Buffer.from(`${`${one},`.repeat(999)}${one}]}`);
  return [Buffer.from('{"model":"x","messages":['), ...pieces, last];
}
