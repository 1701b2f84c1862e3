// Together AI: https://docs.together.ai/docs/openai-api-compatibility.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `together-ai`. */
export function togetherAi(): ProviderRow {
  return new ProviderRow("together-ai")
    .hostedAt("api.together.xyz")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions");
}
