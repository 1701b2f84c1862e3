// Identities for what a provider gives none: clients tell turns and calls apart by them, and Anthropic takes each once.

import { Bytes, utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";

/** The identity of a message. */
export function messageIdFor(plan: TranslationPlan): Bytes {
  return utf8(`msg_${plan.now}`);
}

/** The identity of call number `number` of a message. */
export function callIdFor(plan: TranslationPlan, number: i32): Bytes {
  return utf8(`call_${plan.now}_${number}`);
}
