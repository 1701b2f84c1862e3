// However a body is cut into pieces, and however its end is told, the result is the same to the byte.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Delivery } from "../support/cases/case-messages.ts";
import type { Case } from "../support/cases/case.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { exchangeCase, runCase } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";

/** Bodies up to this size are cut at every byte. */
const LONGEST = 8 * 1024;

describe("level host: bodies cut anywhere", () => {
  const cases = loadCases().filter((c) => c.configured);
  for (const c of cases) {
    const name = `${c.file}: ${c.name}`;
    const sizes = { request: size(c.request.chunks), reply: Math.max(...c.attempts.map((a) => size(a.reply.chunks))) };
    if (Math.max(sizes.request, sizes.reply) > LONGEST) continue;
    it(`${name}: in single bytes`, () => {
      for (const style of ["separate", "joined"] as const) {
        const seen = runCase(c, { style, cutRequest: singleBytes, cutReply: singleBytes });
        assert.deepEqual(compare(c, seen), [], style);
      }
    });
    it(`${name}: at every byte`, () => {
      assert.deepEqual(
        cutEverywhere(c, sizes.request, (at) => ({ cutRequest: cutAt(at) })),
        [],
      );
      assert.deepEqual(
        cutEverywhere(c, sizes.reply, (at) => ({ cutReply: cutAt(at) })),
        [],
      );
    });
  }

  it("covers at least one body in each direction", () => {
    const small = cases.filter((c) => size(c.request.chunks) <= LONGEST);
    assert.ok(small.some((c) => size(c.request.chunks) > 0) && small.some((c) => size(c.attempts[0].reply.chunks) > 0));
  });
});

/** What differs, by the place of the cut. A plugin without call-outs serves all cuts, as it does in production. */
function cutEverywhere(c: Case, length: number, delivery: (at: number) => Partial<Delivery>): string[] {
  const shared = c.callouts.length === 0 ? startCase(c) : null;
  const problems: string[] = [];
  for (let at = 1; at < length; at++) {
    const seen = exchangeCase(shared ?? startCase(c), c, delivery(at));
    problems.push(...compare(c, seen).map((difference) => `cut at ${at}: ${difference}`));
  }
  return problems;
}

function cutAt(at: number): (chunks: Uint8Array[]) => Uint8Array[] {
  return (chunks) => {
    const whole = Buffer.concat(chunks);
    return at < whole.length ? [whole.subarray(0, at), whole.subarray(at)] : [whole].filter((part) => part.length > 0);
  };
}

function singleBytes(chunks: Uint8Array[]): Uint8Array[] {
  return [...Buffer.concat(chunks)].map((byte) => Uint8Array.of(byte));
}

function size(chunks: Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}
