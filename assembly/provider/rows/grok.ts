// xAI: https://docs.x.ai/docs/api-reference.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `grok`. */
export function grok(): ProviderRow {
  return new ProviderRow("grok")
    .hostedAt("api.x.ai")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/v1/chat/completions");
}
