// Together AI: https://docs.together.ai/docs/openai-api-compatibility.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `together-ai`. */
export const togetherAi: ProviderRow = new ProviderRow("together-ai")
  .hostedAt("api.together.xyz")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions");
