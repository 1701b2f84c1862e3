// What is fuzzed: a generator of inputs and a judgement of what comes of one.

import type { Arbitrary } from "fast-check";
import type { Laboratory } from "./laboratory.ts";

/** One thing to fuzz. An input is plain data. */
export interface Target<I = unknown> {
  name: string;
  /** What it varies, in a few words. */
  varies: string;
  inputs: Arbitrary<I>;
  /** Plays the input; one line for each oracle that objects, `<oracle>: <why>`. */
  judge(input: I, laboratory: Laboratory): string[];
  /** The input in a form that can be put into a case or a test. */
  describe(input: I): string;
}

/** Hides the type of a target's inputs, so that targets can stand in one list. */
export function anyTarget<I>(target: Target<I>): Target {
  return target as unknown as Target;
}
