// The JSON room against outside judges: the JSON test suite and JSON.parse.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { JsonGenerator } from "../support/json-generator.ts";
import { JsonProbe, type JsonBuild } from "../support/json-probe.ts";

const SUITE = new URL("../fixtures/json-test-suite/test_parsing/", import.meta.url);
const SEED = Number(process.env["SEED"] ?? 20240607);

let probe: JsonProbe;
let generator: JsonGenerator;

function isJson(text: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
    return true;
  } catch {
    return false;
  }
}

/** The tests of one build; both must pass all. */
const judgeBuild = (build: JsonBuild) => () => {
  before(() => {
    probe = new JsonProbe(build);
    generator = new JsonGenerator(SEED);
  });

  it("judges every text of the JSON test suite, alone, inside an array and in windows", () => {
    probe.watch(["a", "a.b"]);
    const files = readdirSync(SUITE);
    assert.equal(files.length, 318);
    for (const file of files) {
      const text = readFileSync(new URL(encodeURIComponent(file), SUITE));
      const array = Buffer.concat([Buffer.from("[1, "), text, Buffer.from("]")]);
      const error = probe.parse(text);
      if (file.startsWith("y_")) {
        assert.equal(error, 0, file);
        assert.equal(probe.parse(array), 0, `${file} inside an array`);
      } else if (file.startsWith("n_")) {
        assert.notEqual(error, 0, file);
      }
      assert.equal(probe.parse(array) === 0, isJson(array), `${file} inside an array`);
      const whole = probe.scan(text);
      assert.equal(whole.startsWith("0 "), error === 0, `${file} scanned`);
      for (const size of text.length > 5000 ? [1000, 70000] : [1, 7, 64]) {
        assert.equal(probe.scan(text, size), whole, `${file} in windows of ${size}`);
      }
    }
  });

  it("agrees with JSON.parse on random texts and on damaged ones", () => {
    for (let round = 0; round < 6000; round++) {
      let text: Buffer = Buffer.from(generator.value(4));
      assert.equal(probe.parse(text), 0, `seed ${SEED}, round ${round}: ${text}`);
      for (let i = 0; i < 4; i++) {
        text = generator.damage(text);
        const error = probe.parse(text);
        assert.equal(
          error === 0,
          isJson(text),
          `seed ${SEED}, round ${round}, error ${error}: ${text.toString("hex")}`,
        );
      }
    }
  });

  it("agrees with TextDecoder on every kind of malformed UTF-8, at every place in a block", () => {
    const leads = [
      0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff,
    ];
    const others = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2];
    for (const lead of leads) {
      for (const second of others) {
        for (const third of [0x41, 0x80, 0xbf]) {
          for (const fourth of [0x41, 0xbf]) {
            const at = generator.below(140);
            const text = Buffer.alloc(at + 6 + generator.below(140), 0x61);
            text[0] = text[text.length - 1] = 0x22;
            text.set([lead, second, third, fourth], at + 1);
            assert.equal(probe.parse(text) === 0, isJson(text), text.toString("hex"));
          }
        }
      }
    }
  });

  it("reads nothing behind the text", () => {
    const edge = new JsonProbe(build); // its memory ends in a page that nothing else uses, as long as it does not grow
    edge.give(" ".repeat(100_000));
    edge.exports.addPage();
    const pages = edge.exports.memory.buffer.byteLength;
    for (let round = 0; round < 3000; round++) {
      let text: Buffer = Buffer.from(generator.value(2));
      if (round % 2 === 1) text = text.subarray(0, generator.below(text.length));
      if (text.length > 60_000) continue;
      edge.give(text);
      assert.equal(edge.exports.parseAtEndOfMemory() === 0, isJson(text), text.toString("hex"));
    }
    assert.equal(edge.exports.memory.buffer.byteLength, pages);
  });

  it("allocates nothing once it is warm", () => {
    probe.watch(["model", "stream_options.include_usage"], true);
    probe.give(`{"model":"m","stream_options":{"x":1},"messages":[${'{"role":"user"},'.repeat(99)}1]}`);
    const run = (rounds: number): number => {
      for (let i = 0; i < rounds; i++) assert.equal(probe.exports.scanWhole() + probe.exports.parse(), 0);
      return probe.exports.memory.buffer.byteLength;
    };
    const warm = run(10);
    assert.equal(run(30_000), warm); // one small object a round would be a megabyte
  });

  it("names the offset of what is wrong", () => {
    const filler = "z".repeat(150);
    const cases: [string, number][] = [
      ["", 0],
      ["{", 1],
      ["[1,]", 3],
      ['{"a" 1}', 5],
      ["[01]", 2],
      ["[-]", 2],
      ["nul", 3],
      ["nulL", 3],
      ['"a\\x"', 3],
      ['"\\u12G4"', 5],
      ['["a\u0001"]', 3],
      [`"${filler}\\q"`, 152],
      [`"${filler}\u0000"`, 151],
      ["1 2", 2],
      ["\ufeff1", 0],
    ];
    for (const [text, offset] of cases) {
      assert.notEqual(probe.parse(text), 0, text);
      assert.equal(probe.exports.parseErrorOffset(), offset, text);
    }
    const text = Buffer.from(`"${filler}é${filler}"`);
    text[152] = 0x41;
    assert.notEqual(probe.parse(text), 0);
    assert.equal(probe.exports.parseErrorOffset(), 151);
  });

  it("bounds nesting at 512", () => {
    assert.equal(probe.parse("[".repeat(512) + "]".repeat(512)), 0);
    assert.notEqual(probe.parse("[".repeat(513) + "]".repeat(513)), 0);
    assert.notEqual(probe.parse("[".repeat(1_000_000)), 0);
    assert.notEqual(probe.parse('{"a":'.repeat(513) + "1" + "}".repeat(513)), 0);
  });

  it("finds the same members, and the same error, in windows of every size", () => {
    probe.watch(["a", "a.b", "a.b.c", "b", "longer name", "c.d"]);
    for (let round = 0; round < 250; round++) {
      let text: Buffer = Buffer.from(generator.object(4));
      if (text.length > 700) continue;
      if (round % 3 === 0) text = generator.damage(text);
      const whole = probe.scan(text);
      for (let size = 1; size <= text.length; size++) {
        assert.equal(probe.scan(text, size), whole, `seed ${SEED}, round ${round}, size ${size}: ${text}`);
      }
    }
  });

  it("finds the same members of long values in windows", () => {
    probe.watch(["model", "stream_options.include_usage", "messages"]);
    const content = '中文 and \\u00e9 \\"words\\" '.repeat(400);
    const text = `{"messages":[{"content":"${content}"}],"model":"${"m".repeat(4000)}", "stream_options" : {"x":"${content}","include_usage":true}}`;
    const whole = probe.scan(text);
    assert.match(whole, /^0 /);
    for (const size of [1000, 4095, 4096, 4097, 5000, 9999])
      assert.equal(probe.scan(text, size), whole, `size ${size}`);
  });

  it("refuses tokens that no window could hold", () => {
    probe.watch(["model"]);
    const long = "1".repeat(70_000);
    for (const size of [0, 65536 + 16, 100_000]) {
      assert.match(probe.scan(`{"x":${long}}`, size), /^9 /, `number, size ${size}`);
      assert.match(probe.scan(`{"${long}":1}`, size), /^9 /, `name, size ${size}`);
      assert.match(probe.scan(`{"x":{"${long}":1}}`, size), /^0 /, `name at another level, size ${size}`);
    }
  });

  it("edits so that JSON.parse finds what was set", () => {
    const paths = ["a", "b", "c.d", "c.a", "c.b.c", "a.b", "longer name"];
    const nodes = probe.watch(paths);
    let edited = 0;
    for (let round = 0; round < 4000; round++) {
      const text = Buffer.from(generator.object(4));
      if (!probe.scan(text).startsWith("0 ")) continue;
      const expected = JSON.parse(text.toString()) as Json;
      const touched = applyRandomEdits(paths, nodes, expected);
      const context = `seed ${SEED}, round ${round}, ${touched.log}: ${text}`;
      const finished = probe.exports.finishEdits(1 + generator.below(text.length));
      if (!finished && text.length > 4096) continue; // what is repeated must be short
      assert.ok(finished, context);
      const output = probe.output();
      assert.deepEqual(JSON.parse(output.toString()), expected, `${context} → ${output}`);
      const again = probe.scan(output);
      if (again.startsWith("11 ")) continue; // copies of a parent can bring more occurrences than a scan keeps
      assert.ok(again.startsWith("0 "), context);
      for (const node of touched.nodes) assert.ok(probe.exports.isUniform(node), `${context} → ${output}`);
      edited++;
    }
    assert.ok(edited > 3000, `${edited} texts edited`);
  });

  it("writes strings that JSON.parse reads back", () => {
    const cases = [
      "",
      'quote " backslash \\',
      "\u0000\u0001\b\f\n\r\t\u001f\u007f",
      "é中😀",
      "x".repeat(500) + "\n" + "y".repeat(70),
    ];
    for (const text of cases) {
      probe.give(text);
      probe.exports.quote();
      assert.equal(JSON.parse(probe.output().toString()), text);
    }
    probe.give(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x80]));
    probe.exports.quote();
    assert.equal(probe.output().toString(), '"a\ufffd\ufffd(\ufffd"');
  });
};

for (const build of ["simd", "nosimd"] as const) describe(`level host: json, build ${build}`, judgeBuild(build));

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Makes one random change or none at each path, in the probe and, where the probe takes it, in `expected`. */
function applyRandomEdits(paths: string[], nodes: number[], expected: Json): { nodes: number[]; log: string } {
  const touched: number[] = [];
  let log = "";
  probe.exports.beginEdits();
  paths.forEach((path, index) => {
    const change = generator.below(6);
    const node = nodes[index] as number;
    if (change > 2 || !probe.exports.edit(change, node, index + 100)) return;
    log += `${["set", "fill", "unify"][change]} ${path} `;
    touched.push(node);
    if (change < 2) putMember(expected, path.split("."), index + 100, change === 1);
  });
  return { nodes: touched, log };
}

function putMember(root: Json, path: string[], value: number, onlyIfAbsent: boolean): void {
  let object = root as { [name: string]: Json };
  for (const name of path.slice(0, -1)) {
    const next = object[name];
    if (typeof next !== "object" || next === null || Array.isArray(next)) object[name] = {};
    object = object[name] as { [name: string]: Json };
  }
  const last = path.at(-1) as string;
  if (!onlyIfAbsent || !Object.hasOwn(object, last)) object[last] = value;
}
