// The patterns for whole numbers between bounds, against arithmetic.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { patternOf } from "../../tools/reference/whole-numbers.ts";

const BOUNDS: [number | null, number | null][] = [
  ...([
    [0, null],
    [1, null],
    [1000, null],
    [null, null],
    [null, 9],
  ] as [number | null, number | null][]),
  ...([
    [0, 0],
    [7, 7],
    [1, 254],
    [200, 599],
    [1, 65535],
    [99, 101],
    [-5, 17],
  ] as [number, number][]),
  ...([
    [1, 600_000],
    [8 << 20, 1 << 30],
    [-(2 ** 31), 2 ** 31 - 1],
  ] as [number, number][]),
];

/** Numbers at and around every power of ten, every bound and every small number. */
function candidates(bounds: (number | null)[]): number[] {
  const centres = [...bounds.filter((bound) => bound !== null), ...Array.from({ length: 13 }, (_, i) => 10 ** i)];
  const near = centres.flatMap((centre) => Array.from({ length: 25 }, (_, i) => centre + i - 12));
  return [...near, ...Array.from({ length: 1200 }, (_, i) => i)].flatMap((number) => [number, -number]);
}

describe("level tools: patterns for whole numbers", () => {
  for (const [min, max] of BOUNDS) {
    it(`from ${min} to ${max}`, () => {
      const pattern = new RegExp(patternOf(min, max));
      for (const number of candidates([min, max])) {
        const isWithin = (min === null || number >= min) && (max === null || number <= max);
        assert.equal(pattern.test(String(number)), isWithin, String(number));
        if (number > 0) assert.equal(pattern.test(`00${number}`), isWithin, `00${number}`);
      }
      for (const text of ["", "-", "x", "1.5", "1e3", " 1", "1 ", "+1"]) assert.equal(pattern.test(text), false, text);
    });
  }
});
