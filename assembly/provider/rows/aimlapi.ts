// AI/ML API: https://docs.aimlapi.com/api-references/text-models-llm.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `aimlapi`. */
export function aimlapi(): ProviderRow {
  return new ProviderRow("aimlapi")
    .hostedAt("api.aimlapi.com")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/chat/completions");
}
