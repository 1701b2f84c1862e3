// Which answers are edited, and how.

import { ProviderSettings } from "../config/provider-settings";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability, Trait } from "../protocol/capability";

/** What is made of the answers of `provider` to `capability` (null: unknown); null: nothing. */
export function findAnswerEdit(provider: ProviderSettings, capability: Capability | null): AnswerEdit | null {
  if (provider.isOriginal || capability === null) return null;
  return capability.has(Trait.Messages) ? provider.chatEdit : null;
}
