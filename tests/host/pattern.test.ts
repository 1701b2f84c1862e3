// The pattern matcher against another implementation: JavaScript's RegExp, on the syntax and meaning they share.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import asc from "assemblyscript/asc";
import { PatternGenerator } from "./pattern-generator.ts";

const PATTERNS = 6000;
const TEXTS_PER_PATTERN = 8;

interface Probe {
  memory: WebAssembly.Memory;
  allot(what: number, size: number): number;
  compile(): number;
  isMatch(): number;
  matchWhole(): number;
  replaceAll(): number;
  resultAddress(): number;
  errorAddress(): number;
  errorLength(): number;
}

let probe: Probe;

function give(what: number, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const address = probe.allot(what, bytes.length);
  new Uint8Array(probe.memory.buffer, address, bytes.length).set(bytes);
}

function replaceAll(): string {
  const length = probe.replaceAll();
  return new TextDecoder().decode(new Uint8Array(probe.memory.buffer, probe.resultAddress(), length));
}

function errorOf(): string {
  return Buffer.from(probe.memory.buffer, probe.errorAddress(), probe.errorLength() * 2).toString("utf16le");
}

/** What Go would make of `template` "<$0|$1|$2>": an empty match right behind another match does not count. */
function expectedReplacement(expression: RegExp, text: string): string {
  let output = "";
  let copied = 0;
  expression.lastIndex = 0;
  for (const match of text.matchAll(expression)) {
    const end = match.index + match[0].length;
    output += text.slice(copied, match.index);
    if (end > copied || match.index === 0) output += `<${match[0]}|${match[1] ?? ""}|${match[2] ?? ""}>`;
    copied = end;
  }
  return output + text.slice(copied);
}

describe("level host: pattern matching", () => {
  before(async () => {
    const files = new Map<string, Uint8Array>();
    const { error, stderr } = await asc.main(
      // A configuration that does not exist: asconfig.json would add the entry of the filter itself.
      [
        "tests/host/pattern-probe.wasm.ts",
        "--config",
        "none",
        "-o",
        "probe.wasm",
        "--runtime",
        "minimal",
        "-O",
        "--use",
        "abort=",
      ],
      { writeFile: (name, contents) => void files.set(name, contents as Uint8Array) },
    );
    assert.equal(error, null, stderr.toString());
    const { instance } = await WebAssembly.instantiate(files.get("probe.wasm")! as BufferSource, {});
    probe = instance.exports as unknown as Probe;
  });

  it("agrees with RegExp on generated patterns", () => {
    const generator = new PatternGenerator(20260101);
    give(2, "<$0|$1|$2>");
    for (let i = 0; i < PATTERNS; i++) {
      // JavaScript forgets groups between repetitions and refuses empty ones, so groups are compared on strict patterns only.
      const strict = i % 2 === 0;
      const source = generator.pattern(strict);
      const expression = new RegExp(source, "gu");
      const whole = new RegExp(`^(?:${source})$`, "u");
      give(0, source);
      assert.ok(probe.compile(), `${source}: ${errorOf()}`);
      for (let j = 0; j < TEXTS_PER_PATTERN; j++) {
        const text = generator.text();
        give(1, text);
        const about = `/${source}/ on ${JSON.stringify(text)}`;
        expression.lastIndex = 0;
        assert.equal(probe.isMatch() === 1, expression.test(text), `${about}: isMatch`);
        assert.equal(probe.matchWhole() === 1, whole.test(text), `${about}: matchWhole`);
        if (strict) assert.equal(replaceAll(), expectedReplacement(expression, text), `${about}: replaceAll`);
      }
    }
  });

  it("never traps, whatever the bytes", () => {
    const generator = new PatternGenerator(7);
    for (let i = 0; i < 20000; i++) {
      give(0, generator.noise());
      give(1, generator.noise());
      give(2, generator.noise());
      probe.compile();
      probe.isMatch();
      probe.matchWhole();
      probe.replaceAll();
    }
  });
});
