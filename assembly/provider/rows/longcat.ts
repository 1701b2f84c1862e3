// LongCat: https://longcat.chat/platform/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `longcat`. */
export function longcat(): ProviderRow {
  return new ProviderRow("longcat")
    .hostedAt("api.longcat.chat")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings")
    .serves("openai/v1/models", "/v1/models");
}
