// Baichuan: https://platform.baichuan-ai.com/docs/api.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `baichuan`. */
export const baichuan: ProviderRow = new ProviderRow("baichuan")
  .hostedAt("api.baichuan-ai.com")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions")
  .serves("openai/v1/embeddings", "/v1/embeddings");
