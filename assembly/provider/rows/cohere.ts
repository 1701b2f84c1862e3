// Cohere: https://docs.cohere.com/docs/compatibility-api and https://docs.cohere.com/reference/rerank.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `cohere`. */
export function cohere(): ProviderRow {
  return new ProviderRow("cohere")
    .hostedAt("api.cohere.com")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/compatibility/v1/chat/completions")
    .serves("openai/v1/embeddings", "/compatibility/v1/embeddings")
    .serves("cohere/v1/rerank", "/v1/rerank");
}
