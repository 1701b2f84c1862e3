// OpenRouter: https://openrouter.ai/docs/api-reference/overview.

import { TokenStyle } from "../../auth/token-style";
import { drop, rename } from "../body-edit-spec";
import { ProviderRow } from "../spec";

/** Makes the row of type `openrouter`. */
export function openrouter(): ProviderRow {
  return new ProviderRow("openrouter")
    .hostedAt("openrouter.ai")
    .readsReasoning()
    .readsCacheControl()
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/api/v1/chat/completions")
    .serves("openai/v1/completions", "/api/v1/completions")
    .edits(
      "openai/v1/chatcompletions",
      rename("reasoning_max_tokens", "reasoning.max_tokens").when("reasoning_max_tokens"),
    )
    .edits("openai/v1/chatcompletions", drop("reasoning_effort").when("reasoning_max_tokens"));
}
