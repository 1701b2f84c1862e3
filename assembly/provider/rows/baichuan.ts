// Baichuan: https://platform.baichuan-ai.com/docs/api.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `baichuan`. */
export function baichuan(): ProviderRow {
  return new ProviderRow("baichuan")
    .hostedAt("api.baichuan-ai.com")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings");
}
