// 360 AI: https://ai.360.com/platform/docs/overview.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `ai360`. */
export function ai360(): ProviderRow {
  return new ProviderRow("ai360")
    .hostedAt("api.360.cn")
    .authorizedBy(TokenStyle.RAW)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings");
}
