// Mistral AI: https://docs.mistral.ai/api/.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `mistral`. */
export function mistral(): ProviderRow {
  return new ProviderRow("mistral")
    .hostedAt("api.mistral.ai")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings");
}
