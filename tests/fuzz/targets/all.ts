// Every target, in the order in which they are run.

import { anyTarget, type Target } from "../target.ts";
import { bodyTarget } from "./body.ts";
import { jsonTarget } from "./json.ts";
import { attemptsTarget } from "./attempts.ts";
import { casesTarget } from "./cases.ts";
import { configTarget } from "./config.ts";
import { faultsTarget } from "./faults.ts";
import { orderTarget } from "./order.ts";
import { formTarget } from "./form.ts";
import { headTarget } from "./head.ts";
import { replyTarget } from "./reply.ts";

export const TARGETS: readonly Target[] = [
  anyTarget(bodyTarget),
  anyTarget(jsonTarget),
  anyTarget(formTarget),
  anyTarget(replyTarget),
  anyTarget(headTarget),
  anyTarget(attemptsTarget),
  anyTarget(configTarget),
  anyTarget(casesTarget),
  anyTarget(orderTarget),
  anyTarget(faultsTarget),
];

/** The target of that name. */
export function findTarget(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  const names = TARGETS.map((one) => one.name).join(", ");
  if (target === undefined) throw new Error(`no target is named ${name}; there are: ${names}`);
  return target;
}
