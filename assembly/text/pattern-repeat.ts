// Turns a piece of a program into its repetition: `* + ? {m,n}`, greedy or lazy.

import { MAX_INSTRUCTIONS, Op, PatternProgram } from "./pattern-program";

/** A repetition without an upper bound. */
export const UNBOUNDED: i32 = -1;

/** Repeats the code from `start` to the end of the program at least `low` and at most `high` times. */
export function repeatCode(program: PatternProgram, start: i32, low: i32, high: i32, lazy: bool): void {
  if (high == UNBOUNDED) return repeatUnbounded(program, start, low, lazy);
  const length = program.size - start;
  // Even nothing costs an instruction: nested repetitions of nothing must not take forever to write down.
  if (high == 0) {
    program.truncate(start);
    return program.emit(Op.Jump, 1);
  }
  const end = start + high * length + (high - low);
  if (end > MAX_INSTRUCTIONS) {
    program.overflow = true;
    return;
  }
  // x{2,4} is xx(x(x)?)?: each optional copy may go straight to the end.
  let source = start;
  if (low == 0) {
    insertSplit(program, start, end - start, lazy);
    source = start + 1;
  }
  for (let copy = 1; copy < high; copy++) {
    if (copy >= low) insertSplit(program, program.size, end - program.size, lazy);
    program.emitCopy(source, length);
  }
}

function repeatUnbounded(program: PatternProgram, start: i32, low: i32, lazy: bool): void {
  const length = program.size - start;
  for (let copy = 1; copy < low && !program.overflow; copy++) program.emitCopy(start, length);
  // The last copy loops: go back to its first instruction, or on.
  program.emit(Op.Split, lazy ? 1 : -length, lazy ? -length : 1);
  // x* is (x+)?, not a bare loop: with an x that can be empty only this prefers what Go prefers.
  if (low == 0) insertSplit(program, start, program.size - start + 1, lazy);
}

function insertSplit(program: PatternProgram, at: i32, skip: i32, lazy: bool): void {
  program.insert(at, Op.Split, lazy ? skip : 1, lazy ? 1 : skip);
}
