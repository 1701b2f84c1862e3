// Which answers are edited, and how.

import { ProviderSettings } from "../config/provider-settings";
import { AnswerEdit } from "../protocol/answer-edit";
import { Capability, findCapabilityByName, Trait } from "../protocol/capability";
import { utf8 } from "../text/bytes";

const MODELS: Capability | null = findCapabilityByName(utf8("openai/v1/models"));

/** What is made of the answers of `provider` to `capability` (null: unknown); null: nothing. */
export function findAnswerEdit(provider: ProviderSettings, capability: Capability | null): AnswerEdit | null {
  if (provider.isOriginal || capability === null) return null;
  if (capability.has(Trait.Messages)) return provider.chatEdit;
  const exposed = provider.exposed;
  return exposed !== null && capability === MODELS && provider.limits.listing.isMerged ? exposed.missing : null;
}
