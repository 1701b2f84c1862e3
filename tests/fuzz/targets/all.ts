// Every target, in the order in which they are run.

import { anyTarget, type Target } from "../target.ts";
import { bodyTarget } from "./body.ts";

export const TARGETS: readonly Target[] = [anyTarget(bodyTarget)];

/** The target of that name. */
export function findTarget(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined)
    throw new Error(`no target is named ${name}; there are: ${TARGETS.map((t) => t.name).join(", ")}`);
  return target;
}
