// Every translation there is: from a client's protocol to a provider's.

import { Capability, findCapabilityByName } from "../protocol/capability";
import { PATH_TABLE } from "../protocol/path-table";
import { utf8 } from "../text/bytes";
import { TokenEstimate } from "./anthropic-openai/count-tokens";
import { AnthropicToOpenAi } from "./anthropic-openai/translator";
import { ModelListTranslator, ModelTranslator } from "./model-list";
import { OpenAiToAnthropic } from "./openai-anthropic/translator";
import { TranslationPlan } from "./plan";
import { MakeTranslator, Translation } from "./translation";
import { Translator } from "./translator";

/** The translations, those that are preferred first. */
export const TRANSLATIONS: Array<Translation> = [];

const CHAT = "openai/v1/chatcompletions";
const MESSAGES = "anthropic/v1/messages";

define(CHAT, MESSAGES, true, false, (plan: TranslationPlan): Translator => new OpenAiToAnthropic(plan));
define(MESSAGES, CHAT, true, false, (plan: TranslationPlan): Translator => new AnthropicToOpenAi(plan));
define(
  "anthropic/v1/messages/count_tokens",
  CHAT,
  true,
  true,
  (plan: TranslationPlan): Translator => new TokenEstimate(plan),
);
define(
  "openai/v1/models",
  "anthropic/v1/models",
  false,
  false,
  (plan: TranslationPlan): Translator => new ModelListTranslator(plan),
);
define(
  "openai/v1/retrievemodel",
  "anthropic/v1/retrievemodel",
  false,
  false,
  (plan: TranslationPlan): Translator => new ModelTranslator(plan),
);

// The table of paths defines the capabilities, so it must be there first.
function define(client: string, upstream: string, readsBody: bool, isLocal: bool, make: MakeTranslator): void {
  if (PATH_TABLE.length == 0) return;
  const asked: Capability | null = findCapabilityByName(utf8(client));
  const served: Capability | null = findCapabilityByName(utf8(upstream));
  if (asked !== null && served !== null) TRANSLATIONS.push(new Translation(asked, served, readsBody, isLocal, make));
}
