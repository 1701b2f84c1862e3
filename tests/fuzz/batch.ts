// A batch: some runs of one target in one VM, from one seed. The same seed makes the same inputs in the same order.

import fc from "fast-check";
import { Laboratory } from "./laboratory.ts";
import type { Target } from "./target.ts";

/** Something an oracle objected to, shrunk, with all that is needed to see it again. */
export interface Finding {
  target: string;
  seed: number;
  /** fast-check's path to the shrunk input; empty when the run never ended. */
  path: string;
  objections: string[];
  /** The input as a skeleton of a case or a test. */
  description: string;
}

/** What a batch did. */
export interface BatchResult {
  target: string;
  runs: number;
  exchanges: number;
  seconds: number;
  finding: Finding | null;
}

/** Which runs to make. With `path` only the input it leads to, and what it shrinks to. */
export interface Batch {
  seed: number;
  runs: number;
  path: string;
}

/** Longer than any search for a smaller input is worth. */
const LONGEST_SHRINKING_MS = 60_000;

/** Said when a new VM does not show what was found. */
const ONLY_AFTER_OTHERS = "(seen only in a VM that had served other exchanges: replay the seed without AT)";

/** Runs a batch; `before` is told each input before it is played. Tests of the oracles bring laboratories of their own. */
export function runBatch(
  target: Target,
  { seed, runs, path }: Batch,
  before: (input: unknown) => void,
  newLaboratory: () => Laboratory = () => new Laboratory(),
): BatchResult {
  const laboratory = newLaboratory();
  const started = performance.now();
  let played = 0;
  let firstFailure = 0;
  const property = fc.property(target.inputs, (input) => {
    played++;
    before(input);
    const objections = target.judge(input, laboratory);
    if (objections.length === 0) return;
    firstFailure ||= performance.now();
    throw new Objection(objections);
  });
  const shrinks = () => firstFailure === 0 || performance.now() - firstFailure < LONGEST_SHRINKING_MS;
  const outcome = fc.check(limited(property, shrinks), { seed, numRuns: runs, ...(path === "" ? {} : { path }) });
  const finding = outcome.failed ? describeFinding(target, seed, outcome, newLaboratory()) : null;
  const seconds = (performance.now() - started) / 1000;
  return { target: target.name, runs: played, exchanges: laboratory.exchanges, seconds, finding };
}

/** What oracles object to, thrown so that fast-check shrinks its input. */
class Objection extends Error {
  constructor(readonly objections: string[]) {
    super(objections.join("\n"));
  }
}

/** The same property, whose inputs all hold once `goesOn` is false: shrinking then ends. */
function limited<T>(property: fc.IProperty<[T]>, goesOn: () => boolean): fc.IProperty<[T]> {
  const run = property.run.bind(property);
  property.run = (value) => (goesOn() ? run(value) : null);
  return property;
}

function describeFinding(
  target: Target,
  seed: number,
  outcome: fc.RunDetails<[unknown]>,
  laboratory: Laboratory,
): Finding {
  const input = outcome.counterexample?.[0];
  const error = outcome.errorInstance;
  const objections = error instanceof Objection ? error.objections : [`defect-of-the-test: ${stackOf(error)}`];
  const isAlone = error instanceof Objection && target.judge(input, laboratory).length > 0;
  return {
    target: target.name,
    seed,
    path: isAlone ? (outcome.counterexamplePath ?? "") : "",
    objections: isAlone ? objections : [...objections, ONLY_AFTER_OTHERS],
    description: target.describe(input),
  };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
