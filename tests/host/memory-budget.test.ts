// What a VM may hold (maxVmBytes): what does not fit is answered, never a trap, and nothing is refused that would fit without garbage.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AttemptedExchange } from "../support/emulator/attempts.ts";
import type { Exchange } from "../support/emulator/exchange.ts";
import { bodyOf, ChatVm, headersOf, HOLDING, KIB, MIB, outcome, WITH_CONTEXT } from "../support/memory/chats.ts";
import { memoryProbe } from "../support/memory/probe.ts";

const SMALLEST = 8 * MIB;
const NO_HEAD = "503 aisle.out_of_memory";
const NO_BODY = "413 aisle.out_of_memory";

describe("level host: the VM's budget", () => {
  it("the host may have what fits, to the byte", () => {
    for (const over of [-1, 0, 1]) {
      const { memory } = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING });
      assert.equal(memory.allocate(memory.room + over) !== 0, over <= 0, `room ${over}`);
    }
  });

  it("512 MiB when nothing is configured; of several plugins the last one says it, and a wrong value is an error", () => {
    const { vm, root, memory } = new ChatVm({ provider: HOLDING });
    const limit = () => memory.room + memory.liveBytes;
    assert.equal(limit(), 512 * MIB);
    const configure = (maxVmBytes: unknown) =>
      root.reconfigure(Buffer.from(JSON.stringify({ maxVmBytes, provider: HOLDING })));
    for (const usable of [SMALLEST, String(9 * MIB), 1 << 30]) {
      configure(usable);
      assert.equal(limit(), Number(usable));
    }
    assert.equal(vm.log.length, 0);
    for (const wrong of [SMALLEST - 1, (1 << 30) + 1, 0]) {
      configure(wrong);
      const lines: string[] = vm.log.map((line) => line.text);
      vm.log.length = 0;
      const problem = `expected a number from 8388608 to 1073741824, found ${wrong}`;
      assert.deepEqual(lines, [
        `aisle: configuration: maxVmBytes: ${problem}`,
        "aisle: configuration: no provider is usable",
      ]);
    }
  });

  it("a head that does not fit: 503 in the client's dialect", () => {
    const chatVm = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING });
    const held = fill(chatVm);
    const openAi = chatVm.open({ headers: headersOf(60 * KIB) });
    assert.equal(outcome(openAi), NO_HEAD);
    assert.equal(JSON.parse(bodyText(openAi)).error.type, "server_error");
    const anthropic = chatVm.open({ path: "/v1/messages", headers: headersOf(60 * KIB) });
    assert.equal(outcome(anthropic), NO_HEAD);
    assert.equal(JSON.parse(bodyText(anthropic)).error.type, "api_error");
    const unknown = chatVm.open({ path: `/v1/${"x".repeat(2 * KIB)}`, headers: headersOf(60 * KIB) });
    assert.equal(outcome(unknown), NO_HEAD);
    for (const exchange of [openAi, anthropic, unknown, ...held]) exchange.leave();
    assert.equal(chatVm.run(), "200");
  });

  it("2,000 held heads of 60 KB in 64 MiB: those that fit are held, the others get 503, and all is well afterwards", () => {
    const chatVm = new ChatVm({ maxVmBytes: 64 * MIB, provider: HOLDING });
    const headers = headersOf(60 * KIB);
    const opened = Array.from({ length: 2000 }, () => chatVm.open({ headers, chunks: bodyOf(KIB) }, 1));
    const held = opened.filter((exchange) => outcome(exchange) === "open");
    assert.ok(held.length > 900 && held.length < 1100, `${held.length} held`);
    assert.deepEqual(new Set(opened.map(outcome)), new Set(["open", NO_HEAD]));
    for (const exchange of held.slice(0, held.length / 2)) {
      exchange.sendRest();
      exchange.answer();
      assert.equal(outcome(exchange), "200");
    }
    for (const exchange of opened) exchange.leave();
    // No callback in between may be needed to get rid of the garbage.
    assert.equal(chatVm.run({ headers }), "200");
    assert.equal(chatVm.vm.death, null);
    assert.ok(chatVm.vm.memory.size <= 130 * MIB, `${chatVm.vm.memory.size / MIB} MiB`);
  });

  it("a later attempt with any memory left: 503, or what its provider is to get", () => {
    const outcomes = new Set<string>();
    for (let left = KIB; left <= 32 * KIB; left += KIB) outcomes.add(retryWith(left));
    assert.deepEqual([...outcomes], ["aisle.out_of_memory", "sent"]);
  });

  it("a body that must be read whole: 413 from the first byte on that does not fit", () => {
    const config = { maxVmBytes: SMALLEST, provider: WITH_CONTEXT };
    const runs = (size: number) => {
      const chatVm = new ChatVm(config);
      chatVm.run();
      const result = chatVm.run({ chunks: bodyOf(size) });
      assert.equal(chatVm.vm.death, null);
      assert.equal(chatVm.run(), "200", "the VM is bricked");
      return result;
    };
    let fits = MIB;
    let exceeds = SMALLEST;
    assert.equal(runs(fits), "200");
    assert.equal(runs(exceeds), NO_BODY);
    while (exceeds - fits > 1) {
      const middle = (fits + exceeds) >> 1;
      const result = runs(middle);
      assert.ok(result === "200" || result === NO_BODY, result);
      if (result === "200") fits = middle;
      else exceeds = middle;
    }
    assert.ok(fits > SMALLEST / 2, `a body of ${fits} bytes is the largest`);
  });

  it("a context file that does not fit: 503, and a body is as it was once it does", () => {
    const chatVm = new ChatVm({ maxVmBytes: SMALLEST, provider: WITH_CONTEXT });
    assert.equal(chatVm.run({ context: "huge" }), NO_HEAD);
    assert.equal(chatVm.run(), "200");
  });

  it("a configuration is taken however little is left", () => {
    const chatVm = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING });
    fill(chatVm);
    assert.equal(chatVm.run({ headers: headersOf(60 * KIB) }), NO_HEAD);
    assert.equal(chatVm.root.reconfigure(Buffer.from(JSON.stringify({ provider: HOLDING }))), true);
    assert.equal(chatVm.run({ headers: headersOf(60 * KIB) }), "200");
  });

  it("a body that is read in windows needs no budget", () => {
    const chatVm = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING });
    assert.equal(chatVm.run({ chunks: bodyOf(32 * MIB) }), "200");
    assert.equal(chatVm.run({ chunks: bodyOf(32 * MIB, "end") }), "200");
  });

  it("nothing is refused for garbage: bodies of a third of the budget, one after the other", () => {
    const chatVm = new ChatVm({ maxVmBytes: 32 * MIB, provider: WITH_CONTEXT });
    for (let i = 0; i < 20; i++) assert.equal(chatVm.run({ chunks: bodyOf(10 * MIB) }), "200", `body ${i}`);
  });

  it("a host that asks for more room than it needs, and has none: 413", () => {
    const chatVm = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING }, { spareBytes: 16 });
    const exchange = chatVm.open({ chunks: bodyOf(2 * MIB) });
    fill(chatVm);
    exchange.sendRest();
    assert.equal(outcome(exchange), NO_BODY);
  });
});

/** Holds heads until about `left` bytes are left. */
function fill(chatVm: ChatVm, left = KIB): Exchange[] {
  const held: Exchange[] = [];
  for (let size = 60 * KIB; size > 64;) {
    const exchange = chatVm.memory.room > left + size ? chatVm.open({ headers: headersOf(size) }) : null;
    if (exchange !== null && outcome(exchange) === "open") held.push(exchange);
    else size >>= 1;
  }
  assert.ok(chatVm.memory.room < left + KIB, `${chatVm.memory.room} bytes are left`);
  return held;
}

/** Two attempts, between which other streams take memory until `left` bytes are left: `sent`, or why the second was not. */
function retryWith(left: number): string {
  const second = { ...HOLDING, id: "two", basePath: "/two", basePathHandling: "prepend" };
  const chatVm = new ChatVm({ mode: "upstream", maxVmBytes: SMALLEST, providers: [{ ...HOLDING, id: "one" }, second] });
  const others = new ChatVm({ maxVmBytes: SMALLEST, provider: HOLDING }, {}, memoryProbe(), chatVm.vm);
  const query = "q".repeat(4 * KIB);
  const surroundings = {
    properties: {},
    answerCallout: () => "never" as const,
    reply: (_: unknown, index: number) => {
      if (index > 0) return null;
      fill(others, left);
      return { ...chatVm.message(), headers: [[":status", "500"] as const] };
    },
  };
  const message = chatVm.message({ path: `/v1/chat/completions?${query}` });
  const { attempts, details } = new AttemptedExchange(chatVm.root, message, ["one", "two"], surroundings).run();
  assert.equal(chatVm.vm.death, null);
  if (attempts[1].map === null) return details ?? "held";
  assert.equal(attempts[1].get(":path"), `/two/v1/chat/completions?${query}`);
  return "sent";
}

function bodyText({ client }: { client: { body: { toBytes(): Uint8Array } } }): string {
  return Buffer.from(client.body.toBytes()).toString();
}
