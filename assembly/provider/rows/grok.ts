// xAI: https://docs.x.ai/docs/api-reference.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `grok`. */
export const grok: ProviderRow = new ProviderRow("grok")
  .hostedAt("api.x.ai")
  .authorizedBy(TokenStyle.BEARER)
  .takesStreamUsage()
  .serves("openai/v1/chatcompletions", "/v1/chat/completions");
