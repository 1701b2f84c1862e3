// Redaction against outside judges: JSON.parse, the JSON test suite, recorded exchanges, and documents that are spelled anew.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import fc from "fast-check";
import { JsonGenerator } from "../support/json-generator.ts";
import type { JsonBuild } from "../support/json-probe.ts";
import { paths, redactValue, spell, textOfPath, trees, type Path, type Step } from "../support/redaction-oracle.ts";
import { RedactionProbe } from "../support/redaction-probe.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const SEED = Number(process.env["SEED"] ?? 20261124);

function parse(text: Uint8Array): { value: unknown } | null {
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
    return { value: JSON.parse(decoded) as unknown };
  } catch {
    return null;
  }
}

function filesOf(directory: string): { name: string; bytes: Buffer }[] {
  const url = new URL(directory, FIXTURES);
  return readdirSync(url).map((name) => ({ name, bytes: readFileSync(new URL(encodeURIComponent(name), url)) }));
}

function path(...steps: Step[]): Path {
  return { isDeep: false, steps };
}

function deep(...steps: Step[]): Path {
  return { isDeep: true, steps };
}

/** What an operator would hide, and what meets many things. */
const LISTS: Path[][] = [
  [path({ name: "messages" }, "any element", { name: "content" }), path({ name: "user" })],
  [path({ name: "choices" }, "any element", { name: "message" }, { name: "content" })],
  [deep({ name: "content" }), deep({ name: "text" }), deep({ name: "delta" })],
  [path("any member")],
  [path("any element")],
  [path("any element", "any element"), path("any member", "any member"), path({ index: 0 }, "any member")],
  [deep({ name: "a" }), deep({ index: 1 })],
  [deep({ name: "no such name" })],
];

/** The tests of one build; both must pass all. */
const judgeBuild = (build: JsonBuild) => () => {
  let probe: RedactionProbe;

  before(() => {
    probe = new RedactionProbe(build);
  });

  it("writes of every text of the JSON test suite what JSON.parse finds in it, or nothing", () => {
    const files = filesOf("json-test-suite/test_parsing/");
    assert.equal(files.length, 318);
    for (const list of LISTS) {
      probe.usePaths(list.map(textOfPath));
      for (const { name, bytes } of files) {
        for (const text of [bytes, Buffer.concat([Buffer.from('{"a":[1,'), bytes, Buffer.from("]}")])]) {
          const parsed = parse(text);
          const written = probe.redact(text);
          if (parsed === null) assert.equal(written, null, name);
          else assert.deepEqual(JSON.parse(written ?? ""), redactValue(parsed.value, list), name);
        }
      }
    }
  });

  it("writes of recorded exchanges all but what must not be seen", () => {
    const files = [...filesOf("openai-cassettes/"), ...filesOf("recorded-answers/")];
    const counts = { texts: 0, streams: 0, changed: 0 };
    for (const list of LISTS) {
      probe.usePaths(list.map(textOfPath));
      for (const { name, bytes } of files) {
        const parsed = name.endsWith(".json") ? parse(bytes) : null;
        if (parsed !== null) {
          counts.texts++;
          const written = probe.redact(bytes);
          assert.deepEqual(JSON.parse(written ?? ""), redactValue(parsed.value, list), name);
          if (written !== bytes.toString()) counts.changed++;
        } else if (/^(event|data|id|:)/.test(bytes.toString())) {
          counts.streams++;
          const lines = (probe.redact(bytes, true) ?? "").split("\n");
          assert.deepEqual(
            lines.map(dataOf),
            bytes
              .toString()
              .split("\n")
              .map((line) => redactLine(line, list)),
            name,
          );
        }
      }
    }
    assert.ok(counts.texts > 200 && counts.streams > 60 && counts.changed > 100, JSON.stringify(counts));
  });

  it("writes documents byte for byte as they are spelled with the values replaced, and where they are cut, their beginning", () => {
    let replaced = 0;
    fc.assert(
      fc.property(trees, paths, (tree, list) => {
        const text = Buffer.from(spell(tree, []));
        const wanted = spell(tree, list);
        probe.usePaths(list.map(textOfPath));
        assert.equal(probe.redact(text), wanted);
        assert.deepEqual(JSON.parse(wanted), redactValue(JSON.parse(text.toString()), list));
        if (wanted !== text.toString()) replaced++;
        assertBeginnings(text, wanted, false);
      }),
      { seed: SEED, numRuns: 1500 },
    );
    assert.ok(replaced > 750, `only ${replaced} documents had something to replace`);
  });

  it("does so for each event of a stream", () => {
    const end = fc.constantFrom("\n", "\r", "\r\n");
    const prefix = fc.constantFrom("data:", "data: ", "data:  ", "event: x\ndata: ", ": Q\ndata: ");
    const events = fc.array(fc.record({ tree: trees, prefix, end }), { maxLength: 4 });
    fc.assert(
      fc.property(events, paths, end, (events, list, last) => {
        const write = (paths: Path[]): string =>
          events
            .map(({ tree, prefix, end }) => prefix + spell(tree, paths).replace(/[\r\n]/g, " ") + end + end)
            .join("");
        const done = `data: [DONE]${last}${last}`;
        const text = Buffer.from(write([]) + done);
        probe.usePaths(list.map(textOfPath));
        assert.equal(probe.redact(text, true), write(list) + done);
        assertBeginnings(text, write(list) + done, true);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it("writes nothing of damaged texts, and traps on none, cut or not", () => {
    const generator = new JsonGenerator(SEED);
    let refused = 0;
    for (let round = 0; round < 6000; round++) {
      const list = generator.pick(LISTS);
      probe.usePaths(list.map(textOfPath));
      const text = generator.damage(Buffer.from(generator.value(4)));
      const parsed = parse(text);
      const written = probe.redact(text);
      const context = `seed ${SEED}, round ${round}: ${text.toString("hex")}`;
      if (parsed === null) assert.equal(written, null, context);
      else assert.deepEqual(JSON.parse(written ?? ""), redactValue(parsed.value, list), context);
      if (parsed === null) refused++;
      probe.redact(text, true);
      probe.give(text);
      for (let i = 0; i < 4; i++) probe.redactFirst(generator.below(text.length + 1), i % 2 === 1);
    }
    assert.ok(refused > 1000, `only ${refused} texts were damaged`);
  });

  it("takes no more memory for many texts than for a few", () => {
    probe.usePaths(["messages[*].content", "**.secret", "*.a"]);
    const text = `{"messages":[${'{"role":"user","content":"Q","secret":[1]},'.repeat(20)}1]}`;
    const run = (rounds: number): number => {
      for (let i = 0; i < rounds; i++) assert.ok(probe.redact(text) !== null);
      return probe.memoryBytes;
    };
    const warm = run(20);
    assert.equal(run(2000), warm);
  });

  /** Of a beginning of a text a beginning of what is written of the whole is written, and ever more; long texts are cut at some places only. */
  function assertBeginnings(text: Buffer, wanted: string, isStream: boolean): void {
    probe.give(text);
    let length = 0;
    const stride = Math.ceil(text.length / 200);
    for (let most = text.length % stride; most <= text.length; most += stride) {
      const written = probe.redactFirst(most, isStream);
      assert.ok(
        written !== null && wanted.startsWith(written) && written.length >= length,
        `cut at ${most}: ${written}`,
      );
      length = written.length;
    }
    assert.equal(length, wanted.length);
  }
};

function dataOf(line: string): unknown {
  return line.startsWith("data: {") ? (JSON.parse(line.slice(6)) as unknown) : line;
}

function redactLine(line: string, list: readonly Path[]): unknown {
  const data = dataOf(line);
  return typeof data === "string" ? line : redactValue(data, list);
}

describe("level host: redaction, with SIMD", judgeBuild("simd"));
describe("level host: redaction, without SIMD", judgeBuild("nosimd"));
