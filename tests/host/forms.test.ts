// What a large form costs: each byte is read once, what need not change is not written, and memory stays at the size of windows.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { releaseModule } from "../support/cases/case-vm.ts";
import type { Exchange } from "../support/emulator/exchange.ts";
import { ChatVm, HOLDING, KIB, MIB, outcome } from "../support/memory/chats.ts";

const BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
const CONFIG = { maxRequestBytes: 256 * MIB, metrics: { enabled: false }, filterState: false };
const ALLOWING = { id: "a", type: "openai", apiTokens: ["sk-configured"], allowModels: ["x"] };
const MODEL = part('name="model"', "x");
const MAPPED = part('name="model"', "m");

type Place = "front" | "end" | "nowhere";

describe("level host: large forms", () => {
  it("20 MB, the model in front: read once, and only the front written", () => {
    const { exchange, vm, size } = send(HOLDING, 20 * MIB, "front");
    assert.ok(edges(exchange).includes(MAPPED), "the model is not mapped");
    assert.ok(vm.counters.bytesToModule <= 1.1 * size, `${vm.counters.bytesToModule} of ${size} bytes into the module`);
    assert.ok(vm.counters.bytesFromModule <= 2 * KIB, `${vm.counters.bytesFromModule} bytes out of the module`);
  });

  for (const place of ["end", "nowhere"] as const) {
    it(`20 MB, the model ${place}: read once and written once`, () => {
      const { exchange, vm, size } = send(HOLDING, 20 * MIB, place);
      assert.ok(edges(exchange).endsWith(`${MAPPED}--${BOUNDARY}--\r\n`), "the model is not mapped");
      const { bytesToModule, bytesFromModule } = vm.counters;
      assert.ok(bytesToModule <= 1.1 * size, `${bytesToModule} of ${size} bytes into the module`);
      assert.ok(bytesFromModule <= 1.1 * size, `${bytesFromModule} of ${size} bytes out of the module`);
    });
  }

  it("20 MB whose model is only judged: read once, and nothing written", () => {
    for (const place of ["front", "end"] as const) {
      const { exchange, vm, size } = send(ALLOWING, 20 * MIB, place);
      assert.equal(exchange.upstream.body.length, size);
      assert.ok(
        vm.counters.bytesToModule <= 1.1 * size,
        `${vm.counters.bytesToModule} of ${size} bytes into the module`,
      );
      assert.equal(vm.counters.calls("proxy_set_buffer_bytes"), 0);
    }
  });

  it("20 MB whose model nobody asks for: not read", () => {
    const { exchange, vm, size } = send({ id: "a", type: "openai" }, 20 * MIB, "end");
    assert.equal(exchange.upstream.body.length, size);
    assert.equal(vm.counters.calls("proxy_get_buffer_bytes"), 0);
  });

  for (const place of ["front", "end", "nowhere"] as const) {
    it(`100 MB, the model ${place}: at most 16 MiB`, () => {
      const { exchange, vm } = send(HOLDING, 100 * MIB, place);
      assert.ok(edges(exchange).includes(MAPPED), "the model is not mapped");
      assert.ok(vm.memory.size <= 16 * MIB, `${vm.memory.size / MIB} MiB`);
    });
  }

  it("100 MB of parts: at most 16 MiB", () => {
    const chunk = Buffer.from(part('name="x"', "").repeat(1000));
    const chunks = Array.from({ length: Math.floor((100 * MIB) / chunk.length) }, () => chunk);
    const { exchange, vm } = sendChunks(HOLDING, [...chunks, Buffer.from(`${MODEL}--${BOUNDARY}--`)]);
    assert.ok(edges(exchange).endsWith(`${MAPPED}--${BOUNDARY}--`), "the model is not mapped");
    assert.ok(vm.memory.size <= 16 * MIB, `${vm.memory.size / MIB} MiB`);
  });

  it("20 MB of what almost is a delimiter: read in a second", () => {
    // The longest boundary, which each line almost is.
    const boundary = "-".repeat(69) + "b";
    const lines = Buffer.from(`\r\n${"-".repeat(71)}\r\n${"-".repeat(200)}`.repeat(250));
    const chunks = Array.from({ length: Math.floor((20 * MIB) / lines.length) }, () => lines);
    const started = performance.now();
    const { exchange } = sendChunks(HOLDING, [Buffer.from(`--${boundary}\r\n\r\n`), ...chunks], boundary);
    assert.equal(outcome(exchange), "400 aisle.bad_form");
    assert.ok(performance.now() - started < 1000, `${performance.now() - started} ms`);
  });
});

function send(provider: object, size: number, place: Place): { exchange: Exchange; vm: ChatVm["vm"]; size: number } {
  const model = Buffer.from(MODEL);
  const begin = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n`);
  const file = Buffer.alloc(64 * KIB, "ID3\r\n-\0\xff", "latin1");
  const pieces = Array.from({ length: size / file.length }, () => file);
  const end = Buffer.from(`\r\n${place === "end" ? MODEL : ""}--${BOUNDARY}--\r\n`);
  return sendChunks(provider, [...(place === "front" ? [model] : []), begin, ...pieces, end]);
}

/** Runs one exchange in a VM of its own; what crosses the boundary is counted from its begin on. */
function sendChunks(
  provider: object,
  chunks: Uint8Array[],
  boundary = BOUNDARY,
): { exchange: Exchange; vm: ChatVm["vm"]; size: number } {
  const chatVm = new ChatVm({ ...CONFIG, provider }, {}, releaseModule());
  const contentType = `multipart/form-data; boundary=${boundary}`;
  const exchange = chatVm.prepare({ path: "/v1/audio/transcriptions", contentType, chunks });
  chatVm.vm.counters.reset();
  exchange.run();
  assert.equal(chatVm.vm.death, null);
  return { exchange, vm: chatVm.vm, size: chunks.reduce((sum, chunk) => sum + chunk.length, 0) };
}

function part(parameters: string, value: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${parameters}\r\n\r\n${value}\r\n`;
}

/** The first and last bytes that the upstream received. */
function edges({ upstream }: Exchange): string {
  const bytes = Buffer.from(upstream.body.toBytes());
  return `${bytes.subarray(0, KIB)}…${bytes.subarray(-KIB)}`;
}
