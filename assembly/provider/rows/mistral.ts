// Mistral AI: https://docs.mistral.ai/api/.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `mistral`. */
export const mistral: ProviderRow = new ProviderRow("mistral")
  .hostedAt("api.mistral.ai")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions")
  .serves("openai/v1/embeddings", "/v1/embeddings");
