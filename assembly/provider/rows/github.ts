// GitHub Models: https://docs.github.com/en/github-models.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `github`. */
export function github(): ProviderRow {
  return new ProviderRow("github")
    .hostedAt("models.inference.ai.azure.com")
    .authorizedBy(TokenStyle.RAW)
    .serves("openai/v1/chatcompletions", "/chat/completions")
    .serves("openai/v1/embeddings", "/embeddings");
}
