// DeepSeek: https://api-docs.deepseek.com and https://api-docs.deepseek.com/guides/anthropic_api.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `deepseek`. */
export function deepseek(): ProviderRow {
  return new ProviderRow("deepseek")
    .hostedAt("api.deepseek.com")
    .readsReasoning()
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/models", "/v1/models")
    .serves("anthropic/v1/messages", "/anthropic/v1/messages");
}
