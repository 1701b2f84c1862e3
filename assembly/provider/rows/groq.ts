// Groq: https://console.groq.com/docs/openai.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `groq`. */
export function groq(): ProviderRow {
  return new ProviderRow("groq")
    .hostedAt("api.groq.com")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/openai/v1/chat/completions")
    .serves("openai/v1/responses", "/openai/v1/responses");
}
