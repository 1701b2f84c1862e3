// The golden files of the translators, to the byte; streams however they are cut and framed.
// KEEP=1 makes what comes out what is expected, where nothing is: read it before it is committed.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  expectedOf,
  findStrays,
  inputOf,
  keepOutput,
  readGoldens,
  translate,
  type GoldenCase,
} from "../support/translate/golden.ts";
import { Translators } from "../support/translate/translate.ts";
import { aroundEvents, atEveryByte, atRandom, inSingleBytes, type Pieces } from "../support/usage/cuts.ts";

/** Streams up to this size are cut at every byte. */
const SMALL = 8 * 1024;
const RANDOM_CUTS = 200;

const translators = new Translators();

function check(golden: GoldenCase): void {
  const output = translate(translators, golden);
  const expected = expectedOf(golden);
  if (expected === null && process.env["KEEP"] === "1") return keepOutput(golden, output);
  assert.ok(expected !== null, `there is no file with what is expected; KEEP=1 makes it`);
  assert.equal(output.toString(), expected.toString());
  assert.deepEqual(output, expected);
}

function* cutsOf(body: Buffer, name: string): Generator<Pieces> {
  yield inSingleBytes(body);
  if (body.length <= SMALL) yield* atEveryByte(body);
  else {
    yield* aroundEvents(body);
    yield* atRandom(name, body, RANDOM_CUTS);
  }
}

/** The same stream with other line ends, and with comments. */
function reframed(body: Buffer): Buffer[] {
  const text = body.toString();
  const chatty = text.replaceAll("\n\n", "\n\n: keep-alive\n\nid: 7\nretry: 3000\n");
  return [text.replaceAll("\n", "\r\n"), text.replaceAll("\n", "\r"), `\ufeff${text}`, chatty].map((t) =>
    Buffer.from(t),
  );
}

for (const direction of ["openai-anthropic", "anthropic-openai", "model-list", "model"] as const) {
  const goldens = readGoldens(direction);
  describe(`level host: golden translations, ${direction}`, () => {
    it("name where they come from, each once", () => {
      for (const { source, case: name } of goldens) assert.ok(source.length > 0, name);
      assert.equal(new Set(goldens.map((golden) => `${golden.case}.${golden.kind}`)).size, goldens.length);
      assert.deepEqual(findStrays(goldens), [], "files that no case has");
    });

    for (const kind of ["request", "answer", "error", "stream"] as const) {
      it(`${kind}s`, async (test) => {
        for (const golden of goldens.filter((one) => one.kind === kind)) {
          await test.test(golden.case, () => check(golden));
        }
      });
    }

    it("streams are the same however they are cut", () => {
      for (const golden of goldens.filter(({ kind }) => kind === "stream")) {
        const body = inputOf(golden);
        const whole = translate(translators, golden);
        for (const { cut, pieces } of cutsOf(body, golden.case)) {
          const output = translate(translators, golden, pieces);
          assert.ok(output.equals(whole), `${golden.case}, ${cut}: ${output.toString()}`);
          assert.ok(translators.held <= body.length, `${golden.case}, ${cut}: more is held than has come`);
        }
      }
    });

    it("streams are the same with other line ends, a byte order mark and comments", () => {
      for (const golden of goldens.filter(({ kind }) => kind === "stream")) {
        const whole = translate(translators, golden);
        for (const body of reframed(inputOf(golden))) {
          const ways = [[body], [...body].map((_, at) => body.subarray(at, at + 1))];
          for (const pieces of ways) assert.ok(translate(translators, golden, pieces).equals(whole), golden.case);
        }
      }
    });
  });
}
